"""What waits for something hidden: the team is told so and no more, others are told nothing."""

from datetime import datetime

import pytest

from models import Task, Viewer, change, db
from tests.doors.test_viewing import plain

SAID = "Depends on work outside this project"
EN = {"Accept-Language": "en"}


@pytest.fixture
def dated(cast):
    """The brief follows what only its list sees; Gil follows the brief."""
    with change():
        hidden = db.session.get_one(Task, cast.listed.id)
        hidden.date(cast.max, start=datetime(2027, 2, 1), finish=datetime(2027, 2, 3))
        hidden.assign([cast.max], by=cast.max)
        brief = db.session.get_one(Task, cast.brief.id)
        brief.date(cast.max, start=datetime(2027, 3, 2), finish=datetime(2027, 3, 4))
        brief.follow(by=cast.gil)
    return [
        f"/projects/{cast.site.public_id}/plan",
        f"/projects/{cast.site.public_id}/board",
        f"/tasks/{cast.brief.public_id}",
        "/",
    ]


def tie(cast):
    with change():
        db.session.get_one(Task, cast.brief.id).link(
            db.session.get_one(Task, cast.listed.id), by=cast.max
        )


def read(browser, addresses):
    return [plain(browser.get(address, headers=EN).text) for address in addresses]


@pytest.mark.parametrize("name", ["mia", "fay"])
def test_the_team_is_told_that_it_depends_on_other_work_and_not_on_whose(
    cast, dated, client_for, name
):
    browser = client_for(cast.people[name])
    before = read(browser, dated)
    assert SAID not in "".join(before)
    tie(cast)
    plan, board, sheet, _home = read(browser, dated)
    assert plan.count(SAID) >= 1 and SAID in sheet and SAID not in board
    assert cast.listed.title not in plan + sheet + board
    assert cast.listed.public_id not in plan + sheet + board


@pytest.mark.parametrize("name", ["gil", "rose", "clara"])
def test_to_those_outside_such_a_link_is_nothing_at_all(cast, dated, client_for, name):
    browser = client_for(cast.people[name])
    before = read(browser, dated)
    assert cast.brief.title in before[0]
    tie(cast)
    assert read(browser, dated) == before


def test_who_sees_both_ends_is_told_the_name(cast, dated, client_for):
    tie(cast)
    plan, _board, sheet, _home = read(client_for(cast.max), dated)
    assert SAID not in plan + sheet
    assert f"after {cast.listed.title}" in plan


def test_what_is_put_away_holds_up_nothing(cast, dated, client_for):
    tie(cast)
    with change():
        db.session.get_one(Task, cast.listed.id).archive(by=cast.max)
    assert SAID not in "".join(read(client_for(cast.mia), dated))


def test_the_page_and_the_sheet_agree(cast, dated, client_for):
    tie(cast)
    for name in ("max", "mia", "fay", "gil", "rose", "clara"):
        audience = Viewer.of(cast.people[name].id).audience(cast.site)
        told = db.session.get_one(Task, cast.brief.id).waits_outside(audience)
        assert told == (SAID in read(client_for(cast.people[name]), dated)[0]), name
