"""An archived project is read, and brought back; nothing else is done to it, by anybody."""

import re
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from models import Event, Invitation, Membership, Project, StatusReport, change, db
from tests.cast import furnish
from tests.test_house import FORM, PUBLIC, READING, doors, filled

ARCHIVED = "This project is archived"

# Doors that stay open. One is added to this list only with a reason.
OPEN = {
    ("DELETE", "/projects/<project_id>/archive"): "brings it back",
    ("POST", "/projects/<project_id>/archive"): "archived again, nothing is new",
    ("DELETE", "/projects/<project_id>"): "into the bin, by its typed name",
    ("POST", "/settings/bin/<project_id>/recovery"): "out of the bin, archived as it was",
    ("PUT", "/clients/<client_id>"): "the agency's",
    ("PUT", "/people/<person_id>/role"): "the agency's",
    ("DELETE", "/people/<person_id>"): "the agency's",
    ("PUT", "/teams/<team_id>"): "the agency's",
    ("DELETE", "/teams/<team_id>"): "the agency's",
    ("POST", "/teams/<team_id>/people"): "the agency's",
    ("DELETE", "/teams/<team_id>/people/<person_id>"): "the agency's",
    ("POST", "/people/<person_id>/eyes"): "looks, and changes nothing",
    ("POST", "/clients/<client_id>/eyes"): "looks, and changes nothing",
    ("POST", "/clients/<client_id>/mark"): "the agency's",
    ("DELETE", "/clients/<client_id>/mark"): "the agency's",
    ("POST", "/projects/<public_id>/printouts"): "reads it, on paper",
    ("DELETE", "/me/sessions/<public_id>"): "one's own",
    ("PUT", "/inbox/<public_id>/reading"): "one's own",
    ("DELETE", "/inbox/<public_id>/reading"): "one's own",
    ("PUT", "/inbox/<public_id>/archive"): "one's own",
    ("DELETE", "/inbox/<public_id>/archive"): "one's own",
    ("PUT", "/inbox/<public_id>/pause"): "one's own",
    ("POST", "/people/<person_id>/overrides"): "the agency's",
    ("DELETE", "/people/<person_id>/overrides/<override_id>"): "the agency's",
    ("DELETE", "/settings/closings/<first>/<last>"): "the agency's",
    ("PUT", "/teams/<team_id>/showing"): "the agency's",
    ("PUT", "/reports/<report_id>/acknowledgement"): "its reader's word about what was sent before",
    ("DELETE", "/imports/<run_id>"): "the agency's",
    ("POST", "/imports/<run_id>/reversal"): "the agency's, and what it wrote",
    ("POST", "/imports/<run_id>/writing"): "the agency's, into a project of its own",
}
# Only whoever did it may take it back: for anybody else it is not there.
THE_OWNERS = ("/mail/<delivery_id>/retrial", "/mail/<delivery_id>/arrival")
ONES_OWN = ("/events/<public_id>/undo",)


@pytest.fixture
def shelved(cast):
    with change():
        cast.site.archive(by=cast.max)
    return f"/projects/{cast.site.public_id}"


@pytest.fixture
def taken_back(cast):
    """Max has moved a card, and would take that back."""
    with change():
        cast.brief.place(cast.columns["doing"], None, by=cast.max)
    moved = db.session.scalars(select(Event).where(Event.kind == "task.placed")).one()
    return dict.fromkeys(ONES_OWN, moved.public_id)


def closable(app):
    """The doors that change something somewhere, but for those that have a reason to stay open."""
    for method, rule, places, endpoint in doors(app):
        changes = method not in READING and endpoint not in PUBLIC and places
        if changes and (method, rule) not in OPEN:
            yield method, rule, places


def test_the_doors_that_stay_open_are_there(made_app):
    assert OPEN.keys() <= {(method, rule) for method, rule, *_ in doors(made_app)}


@pytest.mark.parametrize("who", ["olga", "max"])
def test_every_door_that_changes_is_closed_even_to_owner_and_manager(
    cast, client_for, made_app, taken_back, who
):
    furnish(cast)
    with change():
        cast.site.archive(by=cast.max)
    before = db.session.scalars(select(Event.seq)).all()
    wrong, browser = [], client_for(cast.people[who])
    for method, rule, places in closable(made_app):
        address = filled(
            rule.replace("<public_id>", taken_back.get(rule, "<public_id>")), places, cast
        )
        answer = browser.open(address, method=method, data=FORM)
        said = unquote(answer.headers.get("X-Sentence", "")) or in_page(answer)
        if rule in THE_OWNERS and who != "olga":
            continue
        not_theirs = rule in ONES_OWN and who != "max" and answer.status_code == 404
        if not (answer.status_code == 403 and said.startswith(ARCHIVED)) and not not_theirs:
            wrong.append((method, rule, answer.status_code, said))
    assert not wrong
    added = select(Event.kind).where(Event.seq.not_in(before), Event.kind != "session.opened")
    assert not db.session.scalars(added).all()


def in_page(answer):
    """What is said to whoever wrote something, beside their words."""
    return "".join(re.findall(r'class="field__error">([^<]*)', answer.text))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This project is archived: it can only be read."),
        ("fr", "Ce projet est archivé\u00a0: il ne peut qu’être lu."),
    ],
)
def test_who_tries_is_told_why(cast, client_for, shelved, language, sentence):
    with change():
        cast.max.language = language
    answer = client_for(cast.max).put(f"/tasks/{cast.brief.public_id}/place", data=FORM)
    assert answer.status_code == 403
    assert sentence in answer.text


@pytest.mark.parametrize("name", ["olga", "max", "mia", "clara"])
def test_it_stays_readable_without_a_tool(cast, client_for, shelved, name):
    browser = client_for(cast.people[name])
    board = browser.get(f"{shelved}/board")
    assert cast.brief.title in board.text
    assert not {"move", "create", "edit"} & set(rights_in(board.text))
    assert browser.get(f"/tasks/{cast.brief.public_id}").status_code == 200


def rights_in(page):
    return page.partition('data-rights="')[2].partition('"')[0].split()


def test_its_manager_brings_it_back_from_its_settings(cast, client_for, shelved):
    browser = client_for(cast.max)
    page = browser.get(f"{shelved}/settings").text
    assert 'name="timezone"' not in page
    browser.delete(f"{shelved}/archive")
    assert db.session.get_one(Project, cast.site.id).archived_at is None
    assert 'name="timezone"' in browser.get(f"{shelved}/settings").text
    assert browser.put(f"/tasks/{cast.brief.public_id}/closure").status_code != 403


def test_a_move_made_before_is_not_undone_after(cast, client_for):
    browser = client_for(cast.max)
    place = {"column": cast.columns["done"].public_id}
    undo = browser.put(
        f"/tasks/{cast.brief.public_id}/place", data=place, headers={"HX-Request": "true"}
    ).headers["X-Undo"]
    with change():
        cast.site.archive(by=cast.max)
    assert browser.post(undo).status_code == 403


def test_nobody_joins_it_by_a_letter_until_it_is_back(cast, client_for, shelved):
    with change():
        Invitation.send(cast.zed.email, "member", [cast.site], by=cast.max, secret="secret")
    zed = client_for(cast.zed)
    assert zed.post("/invitations/secret").status_code == 404
    assert Membership.of(cast.site, cast.zed) is None
    with change():
        cast.site.restore(by=cast.max)
    assert zed.post("/invitations/secret").location == f"{shelved}/board"


def test_no_report_is_drafted_in_it(cast, client_for, shelved):
    assert client_for(cast.max).post(f"{shelved}/reports").status_code == 403
    assert not db.session.scalars(select(StatusReport)).all()
