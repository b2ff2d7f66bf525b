"""View as: the same pages as that person gets, read only, written down, within one's own sight."""

import re

import pytest
from sqlalchemy import select

from models import Event, Membership, Session, Task, User, change, db
from tests.cast import refused_page

OWN = re.compile(
    r'<meta name="csrf-token"[^>]*>|X-CSRFToken[^}]*}|data-(?:stamp|me)="[^"]*"'
    r'|<input type="hidden"[^>]* name="csrf_token"[^>]*>|<div class="viewas".*?</div>'
    r'|<a(?: class="[^"]*")? href="/(?:inbox|me)".*?</a>',
    re.S,
)


def look(browser, person, where="/"):
    return browser.post(f"/people/{person.public_id}/eyes", data={"next": where})


def plain(page):
    """Without what belongs to a session: its token, its stamp, its banner, the doors to oneself."""
    return re.sub(r"\s+", " ", OWN.sub("", page))


@pytest.fixture
def olga(cast, client_for):
    return client_for(cast.olga)


@pytest.mark.parametrize("name", ["max", "mia", "fay", "gil", "rose", "clara", "zed"])
def test_pages_are_byte_for_byte_those_of_the_person(cast, olga, client_for, name):
    theirs = client_for(cast.people[name])
    assert look(olga, cast.people[name]).status_code == 303
    room = f"/projects/{cast.site.public_id}"
    tasks = [f"/tasks/{task.public_id}" for task in cast.tasks.values()]
    for path in ("/", f"{room}/board", f"{room}/plan", f"{room}/people", f"{room}/reports", *tasks):
        seen, own = olga.get(path), theirs.get(path)
        assert seen.status_code == own.status_code, path
        assert plain(seen.text) == plain(own.text), path


def test_a_banner_says_as_whom_one_looks_and_leads_back(cast, olga):
    look(olga, cast.clara)
    page = olga.get(f"/projects/{cast.site.public_id}/board").text
    assert 'class="viewas"' in page and "Clara Clément" in page
    assert olga.delete("/eyes", data={"next": "/settings"}).location == "/settings"
    assert 'class="viewas"' not in olga.get("/settings").text


def test_nothing_can_be_changed_and_nothing_private_seen(cast, olga):
    look(olga, cast.mia)
    own = f"/tasks/{cast.brief.public_id}"
    assert olga.put(f"{own}/title", data={"title": "X"}).status_code == 403
    assert olga.post(f"{own}/comments", data={"body": "X"}).status_code == 403
    assert olga.delete(own).status_code == 403
    assert look(olga, cast.clara).status_code == 403
    assert olga.get("/me").status_code == olga.get("/inbox").status_code == 404
    assert db.session.get(Task, cast.brief.id).title != "X"


def test_no_door_leads_to_what_is_never_shown_through_somebody_else_s_eyes(cast, olga):
    """Inbox and profile led nowhere, and were only out of sight."""
    doors = ('href="/inbox"', 'href="/me"')
    places = ("/", "/settings", f"/projects/{cast.site.public_id}/board")
    assert all(door in olga.get(place).text for door in doors for place in places)
    look(olga, cast.ada)
    assert not any(door in olga.get(place).text for door in doors for place in places)


def test_a_page_kept_from_before_is_not_taken_for_what_another_sees(cast, olga):
    """An admin sees what the owner does: their browsers kept a page without the banner."""
    board = f"/projects/{cast.site.public_id}/board"
    with change():
        db.session.get_one(User, cast.ada.id).hue = cast.olga.hue
    mark = olga.get(board).headers["ETag"]
    look(olga, cast.ada)
    page = olga.get(board, headers={"If-None-Match": mark})
    assert page.status_code == 200 and 'class="viewas"' in page.text


def test_each_visit_is_written_down(cast, olga):
    look(olga, cast.clara)
    olga.delete("/eyes")
    olga.delete("/eyes")
    kinds = select(Event.kind).where(Event.kind.in_(("session.lent", "session.returned")))
    told = db.session.scalars(kinds.order_by(Event.seq)).all()
    assert told == ["session.lent", "session.returned"]
    lent = db.session.scalars(select(Event).where(Event.kind == "session.lent")).one()
    assert (lent.actor_id, lent.details["person"]) == (cast.olga.id, "Clara Clément")


def test_an_admin_looks_as_anyone_but_the_owner_and_nobody_as_themselves(cast, olga, client_for):
    ada = client_for(cast.ada)
    assert look(ada, cast.olga).status_code == 403
    assert look(ada, cast.ada).status_code == 403
    assert look(ada, cast.max).status_code == 303
    assert look(olga, cast.ada).status_code == 303


def test_a_manager_looks_as_those_whose_projects_all_are_theirs(cast, client_for):
    max_ = client_for(cast.max)
    assert look(max_, cast.olga).status_code == 404
    assert look(max_, cast.clara).status_code == 303
    max_.delete("/eyes")
    with change():
        cast.elsewhere.client = cast.client
        Membership.grant(cast.elsewhere, cast.clara, "client", by=cast.olga)
    assert look(max_, cast.clara).status_code == 403


def test_a_view_ends_when_it_is_no_longer_within_one_s_own(cast, client_for):
    max_ = client_for(cast.max)
    look(max_, cast.clara)
    with change():
        cast.elsewhere.client = cast.client
        Membership.grant(cast.elsewhere, cast.clara, "client", by=cast.olga)
    page = max_.get(f"/projects/{cast.site.public_id}/board").text
    assert 'class="viewas"' not in page


@pytest.mark.parametrize("name", ["mia", "fay", "gil", "rose", "clara", "zed"])
def test_nobody_else_looks_as_anybody(cast, client_for, name):
    browser = client_for(cast.people[name])
    for person in (cast.olga, cast.mia, cast.clara, cast.gil):
        assert look(browser, person).status_code in (403, 404)
    assert browser.post(f"/clients/{cast.client.public_id}/eyes").status_code in (403, 404)
    page = browser.get(f"/projects/{cast.site.public_id}/people")
    assert page.status_code == refused_page(name) or "/eyes" not in page.text


def test_as_any_contact_of_the_client_one_sees_what_every_contact_sees(cast, client_for):
    max_ = client_for(cast.max)
    assert max_.post(f"/clients/{cast.client.public_id}/eyes").status_code == 303
    page = max_.get(f"/projects/{cast.site.public_id}/board").text
    hidden = [one for one in cast.tasks.values() if one.sight != "client"]
    shown = [one for one in cast.tasks.values() if one.sight == "client" and one.is_on_board]
    assert hidden and not any(one.title in page for one in hidden)
    assert shown and all(one.title in page for one in shown)
    assert cast.client.name in page
    assert max_.get(f"/projects/{cast.elsewhere.public_id}/board").status_code == 404


def test_a_closed_session_looks_at_nothing(cast, olga):
    look(olga, cast.clara)
    with change():
        for one in db.session.scalars(select(Session)):
            one.close(by=cast.olga)
    assert olga.get("/").status_code == 302


def test_any_contact_of_a_company_is_greeted_without_a_name(cast, olga):
    """The company was greeted as if it were somebody: “Hello Musée du Fil, …”."""
    olga.post(f"/clients/{cast.client.public_id}/eyes", data={"next": "/"})
    page = olga.get("/", headers={"Accept-Language": "en"}).text
    greeting = re.search(r"<h1>(.*?)</h1>", page, re.S)[1]
    assert greeting.strip().startswith("Hello, ")
    assert cast.client.name not in greeting
