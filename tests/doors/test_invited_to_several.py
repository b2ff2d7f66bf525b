"""From the settings somebody is invited to several projects at once, by one letter."""

import re

import pytest
from sqlalchemy import select

from models import Client, Event, Invitation, Membership, Project, User, change, db
from tests.cast import refused_page
from tests.doors.letters import letters, link_in, text_of

ENGLISH = {"Accept-Language": "en"}
NEW = {"name": "Paul Petit", "password": "a long enough phrase", "language": "en"}


@pytest.fixture
def olga(cast, client_for):
    return client_for(cast.olga)


def ask(browser, *projects, **more):
    chosen = [project.public_id for project in projects]
    asked = {"email": "paul@fil.example", "role": "member", "language": "en", "projects": chosen}
    return browser.post("/invitations", data=asked | more, headers=ENGLISH)


def test_one_letter_opens_all_that_were_chosen(cast, olga, visitor):
    assert 'name="projects"' in olga.get("/settings/people").text
    twice = ask(olga, cast.site, cast.elsewhere, cast.site)
    assert twice.location == "/settings/people"
    (letter,) = letters()
    assert "Affaire interne, Site du musée" in text_of(letter)
    link = link_in(letter, "invitations")
    assert "Affaire interne, Site du musée" in visitor.get(link).text
    assert visitor.post(link, data=NEW).location == f"/projects/{cast.elsewhere.public_id}/board"
    paul = User.with_email("paul@fil.example")
    for project in (cast.site, cast.elsewhere):
        assert Membership.of(project, paul).role == "member"
        assert visitor.get(f"/projects/{project.public_id}/board").status_code == 200


def test_who_has_joined_several_is_told_of_each_by_name(cast, olga, client_for):
    """It said “this project”, of two, and of one to a client who landed at home."""
    ask(olga, cast.site, cast.elsewhere, email=cast.zed.email)
    zed = client_for(cast.zed)
    board = zed.post(link_in(letters()[0], "invitations")).location
    said = "You take part in the projects Affaire interne, Site du musée."
    assert said in zed.get(board, headers=ENGLISH).text
    assert said not in zed.get(board, headers=ENGLISH).text


def test_what_nobody_has_accepted_yet_stands_in_the_settings_to_be_sent_again_or_taken_back(
    cast, olga, visitor
):
    """One to several projects could be found only in each of them."""
    ask(olga, cast.site, cast.elsewhere)
    page = olga.get("/settings/people", headers=ENGLISH).text
    assert "paul@fil.example" in page and "Affaire interne, Site du musée" in page
    again, back = re.findall(r'action="(/projects/\w+/invitations/\w+(?:/sending)?)"', page)
    assert olga.post(again, data={"next": "/settings/people"}).location == "/settings/people"
    first, second = (link_in(letter, "invitations") for letter in letters())
    assert visitor.get(first).status_code == 404
    assert visitor.get(second).status_code == 200
    assert olga.delete(back, data={"next": "/settings/people"}).location == "/settings/people"
    assert visitor.get(second).status_code == 404
    page = olga.get("/settings/people", headers=ENGLISH).text
    assert "opens nothing any more" in page and back not in page


def test_an_invitation_to_what_lies_in_the_bin_is_not_listed(cast, olga):
    ask(olga, cast.elsewhere)
    with change():
        db.session.get_one(Project, cast.elsewhere.id).delete(by=cast.olga)
    assert "/invitations/" not in olga.get("/settings/people").text


def test_what_somebody_is_in_or_invited_to_already_is_left_out(cast, olga):
    answer = ask(olga, cast.site, cast.elsewhere, email=cast.mia.email)
    assert answer.status_code == 303
    (invitation,) = db.session.scalars(select(Invitation))
    assert invitation.projects == [cast.elsewhere]
    for _time in range(2):
        ask(olga, cast.site, cast.elsewhere, email=cast.mia.email)
    ask(olga, cast.site, email=cast.mia.email)
    assert len(letters()) == 1
    sent = select(Event).where(Event.kind == "invitation.sent")
    assert len(db.session.scalars(sent).all()) == 1


def test_at_least_one_is_chosen_and_a_client_comes_to_one_company(cast, olga):
    none = ask(olga, name="Typed")
    assert none.status_code == 422 and "Choose one project at least." in none.text
    assert 'value="Typed"' in none.text and 'id="invite" open' in none.text
    with change():
        pike = Client.create("Halden Pike", by=cast.olga)
        other = Project.create("Refresh", by=cast.olga, client=pike)
    mixed = ask(olga, cast.site, other, role="client")
    assert mixed.status_code == 422 and "of one company only" in mixed.text
    assert mixed.text.count('name="projects" value=') == 3 and mixed.text.count(" checked>") == 2
    without = ask(olga, cast.elsewhere, role="client")
    assert without.status_code == 422 and "has no client" in without.text
    assert not letters()


def test_whom_one_of_them_cannot_take_is_invited_to_none(cast, olga):
    answer = ask(olga, cast.site, cast.elsewhere, email=cast.clara.email, role="client")
    assert answer.status_code == 422
    with change():
        Membership.of(cast.site, cast.clara).end(by=cast.olga)
    answer = ask(olga, cast.site, cast.elsewhere, email=cast.clara.email, role="reader")
    assert answer.status_code == 422 and "Clara Clément is of another company" in answer.text
    assert not letters()


@pytest.mark.parametrize("name", ["max", "mia", "fay", "gil", "rose", "clara", "zed"])
def test_only_owner_and_admin_invite_from_the_settings(cast, client_for, name):
    browser = client_for(cast.people[name])
    assert ask(browser, cast.site).status_code == 403
    assert browser.get("/settings/people?invite").status_code == refused_page(name)
    assert not letters()


def test_a_manager_takes_back_no_invitation_that_opens_what_is_not_theirs_to_manage(
    cast, client_for, olga
):
    ask(olga, cast.site, cast.elsewhere)
    (invitation,) = db.session.scalars(select(Invitation))
    room, max_ = f"/projects/{cast.site.public_id}", client_for(cast.max)
    page = max_.get(f"{room}/people").text
    own = f"{room}/invitations/{invitation.public_id}"
    assert "paul@fil.example" in page and own not in page
    assert max_.delete(own).status_code == max_.post(f"{own}/sending").status_code == 403
    assert olga.post(f"{own}/sending").status_code == 303
    assert "Affaire interne, Site du musée" in text_of(letters()[-1])
    assert olga.delete(own).status_code == 303


def test_a_project_put_away_meanwhile_is_not_opened(cast, olga, visitor):
    ask(olga, cast.site, cast.elsewhere)
    with change():
        db.session.get_one(Project, cast.elsewhere.id).archive(by=cast.olga)
    link = link_in(letters()[0], "invitations")
    assert "Affaire interne" not in visitor.get(link).text
    assert visitor.post(link, data=NEW).location == f"/projects/{cast.site.public_id}/board"
    assert Membership.of(cast.elsewhere, User.with_email("paul@fil.example")) is None
