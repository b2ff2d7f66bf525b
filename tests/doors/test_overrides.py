"""Exceptions to a role at their doors: who makes them, who reads them, that all doors obey."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from models import Event, Membership, Override, Team, change, db


@pytest.fixture
def olga(cast, client_for):
    return client_for(cast.olga)


def exempt(browser, person, right, project=None):
    asked = {"right": right, "place": project.public_id if project else ""}
    return browser.post(f"/people/{person.public_id}/overrides", data=asked)


def lift(browser, person):
    override = db.session.scalars(select(Override).filter_by(user_id=person.id)).one()
    return browser.delete(f"/people/{person.public_id}/overrides/{override.public_id}")


def test_what_is_given_opens_a_door_and_closes_it_when_it_is_taken_back(cast, olga, client_for):
    mia, path = client_for(cast.mia), f"/projects/{cast.site.public_id}/invitations"
    asked = {"email": "new@fil.example", "role": "client", "language": "fr"}
    assert mia.post(path, data=asked).status_code == 403
    assert exempt(olga, cast.mia, "+invite", cast.site).status_code == 303
    assert mia.post(path, data=asked).status_code == 303
    assert "Invite" in mia.get(path.replace("invitations", "people")).text
    assert lift(olga, cast.mia).status_code == 303
    assert mia.post(path, data=asked | {"email": "other@fil.example"}).status_code == 403


def test_what_is_taken_closes_a_door_and_its_tool_is_no_longer_shown(cast, olga, client_for):
    mia, board = client_for(cast.mia), f"/projects/{cast.site.public_id}/board"
    before = mia.get(board)
    assert exempt(olga, cast.mia, "-create").status_code == 303
    after = mia.get(board, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and after.text != before.text
    made = mia.post(f"/projects/{cast.site.public_id}/tasks", data={"text": "Brief"})
    assert made.status_code == 403
    lift(olga, cast.mia)
    assert mia.get(board, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304


def test_they_are_listed_with_author_and_date_on_both_pages(cast, client_for):
    ada = client_for(cast.ada)
    exempt(ada, cast.mia, "+send_reports", cast.site)
    for page in ("/settings/rights", f"/people/{cast.mia.public_id}/reach"):
        listed = ada.get(page).text.partition('id="exceptions"')[2]
        row = listed.partition('id="override-')[2].partition("</tr>")[0]
        assert "Ada Adler" in row and "<time" in row and cast.site.name in row
    assert 'id="exceptions"' not in client_for(cast.mia).get("/settings/rights").text


def test_they_are_written_in_the_log(cast, olga):
    exempt(olga, cast.mia, "-comment")
    lift(olga, cast.mia)
    log = olga.get("/settings/audit?kind=rights").text
    assert "took from Mia Martin a right of their role" in log
    assert "lifted an exception to the role of Mia Martin" in log
    assert "Exchanges: Write comments" in log


@pytest.mark.parametrize("name", ["max", "mia", "fay", "gil", "rose", "clara", "zed"])
def test_owner_and_admin_alone_make_them(cast, client_for, name):
    assert exempt(client_for(cast.people[name]), cast.mia, "+invite").status_code == 403
    assert db.session.scalars(select(Override)).all() == []


def test_nobody_exempts_themselves_nor_an_owner(cast, client_for, olga):
    ada = client_for(cast.ada)
    assert exempt(ada, cast.ada, "+delete").status_code == 422
    assert exempt(ada, cast.olga, "-delete").status_code == 403
    exempt(olga, cast.ada, "-delete_project")
    assert lift(ada, cast.ada).status_code == 404
    assert "/overrides" not in ada.get(f"/people/{cast.ada.public_id}/reach").text


def test_the_form_says_why_somebody_from_outside_is_given_no_right_of_the_staff(cast, olga):
    answer = exempt(olga, cast.clara, "+plan", cast.site)
    assert answer.status_code == 422
    assert "this right is for people of the agency" in answer.text
    with change():
        team = Team.create("Indépendants", "freelancers", by=cast.olga)
        team.join(cast.fay, by=cast.olga)
    answer = exempt(olga, cast.fay, "+plan", cast.site)
    assert answer.status_code == 422 and "Indépendants" in answer.text
    page = olga.get(f"/people/{cast.fay.public_id}/reach").text
    assert 'value="+archive"' in page and 'value="+plan"' not in page


@pytest.mark.parametrize("right", ["", "+", "invite", "*invite", "+fly"])
def test_what_is_no_right_is_refused_with_a_sentence(cast, olga, right):
    assert exempt(olga, cast.mia, right).status_code == 422


def test_a_right_of_the_agency_does_not_go_with_a_project(cast, olga):
    answer = exempt(olga, cast.mia, "+create_project", cast.site)
    assert answer.status_code == 422 and "choose the whole agency" in answer.text


def test_a_project_they_take_no_part_in_is_none_to_choose(cast, olga):
    assert exempt(olga, cast.mia, "+invite", cast.elsewhere).status_code == 404
    with change():
        Membership.grant(cast.elsewhere, cast.mia, "member", by=cast.olga)
    assert exempt(olga, cast.mia, "+invite", cast.elsewhere).status_code == 303


def test_another_s_exception_is_not_lifted_through_somebody(cast, olga):
    exempt(olga, cast.mia, "+invite")
    override = db.session.scalar(select(Override))
    other = f"/people/{cast.max.public_id}/overrides/{override.public_id}"
    assert olga.delete(other).status_code == 404


@pytest.mark.parametrize("where", ["", "site"])
def test_the_same_right_given_by_several_at_one_moment_is_given_once(cast, app, client_for, where):
    """On PostgreSQL all but the first of them were told that it could not be saved."""
    place = cast.site.public_id if where else ""
    path, at_once = f"/people/{cast.mia.public_id}/overrides", Barrier(4)
    givers = [client_for(person) for person in (cast.olga, cast.ada) * 2]

    def give(browser):
        with app.app_context():
            at_once.wait(20)
            return browser.post(path, data={"right": "+invite", "place": place}).status_code

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(give, givers)) == [303] * 4
    told = select(Event.kind).where(Event.kind.startswith("override."))
    assert db.session.scalars(told).all() == ["override.made"]
