"""An archived project is read, and brought back; nothing else is done to it, by anybody."""

import pytest
from sqlalchemy import select

from models import Event, Invitation, Membership, Project, StatusReport, change, db
from tests.test_house import FORM, PUBLIC, READING, doors, filled

BRINGING_BACK = ("DELETE", "/projects/<project_id>/archive")
AGAIN = ("POST", "/projects/<project_id>/archive")


@pytest.fixture
def shelved(cast):
    with change():
        cast.site.archive(by=cast.max)
    return f"/projects/{cast.site.public_id}"


def of_a_project(rule):
    return rule.split("/")[1] in ("projects", "tasks", "columns", "comments", "events")


def test_every_door_that_changes_is_closed_even_to_owner_and_manager(
    cast, client_for, shelved, made_app
):
    before = db.session.scalars(select(Event.seq)).all()
    wrong, asked = [], 0
    for person in (cast.olga, cast.max):
        browser = client_for(person)
        for method, rule, places, endpoint in doors(made_app):
            if method in READING or endpoint in PUBLIC or not places or not of_a_project(rule):
                continue
            if (method, rule) in (BRINGING_BACK, AGAIN):
                continue
            answer = browser.open(filled(rule, places, cast), method=method, data=FORM)
            asked += 1
            if answer.status_code not in (403, 404):
                wrong.append((person.name, method, rule, answer.status_code))
    assert not wrong and asked > 60
    added = select(Event.kind).where(Event.seq.not_in(before), Event.kind != "session.opened")
    assert not db.session.scalars(added).all()


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
        Invitation.send(cast.zed.email, "member", cast.site, by=cast.max, secret="secret")
    zed = client_for(cast.zed)
    assert zed.post("/invitations/secret").status_code == 404
    assert Membership.of(cast.site, cast.zed) is None
    with change():
        cast.site.restore(by=cast.max)
    assert zed.post("/invitations/secret").location == f"{shelved}/board"


def test_no_report_is_drafted_in_it(cast, client_for, shelved):
    assert client_for(cast.max).post(f"{shelved}/reports").status_code == 403
    assert not db.session.scalars(select(StatusReport)).all()
