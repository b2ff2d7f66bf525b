"""Whoever may know of other projects or people is told to look again; nobody else hears a thing."""

import re
from datetime import timedelta
from typing import Any

import pytest

from live.presence import Presences
from live.reach import met_by, reach_of
from live.rooms import Listener
from models import Membership, Override, Project, Session, Team, User, change, db, now
from models.audience import Viewer
from models.base import Clock
from tests.cast import Cast
from tests.live.lines import Line
from tests.live.mirror import Ear, rooms

LOOK = [("look", None)]


def page_of(person: User) -> Listener:
    """A page of no project, made just now."""
    with change():
        session, _secret = Session.open(person, "127.0.0.1", "test")
    viewer, ear = Viewer.of(person.id), Ear()
    assert viewer is not None
    listener = Listener(ear, session.public_id, person.id, 0, "fr")
    listener.reach, listener.met = reach_of(viewer), met_by(viewer)
    rooms.alone.add(listener)
    return listener


def heard(listener: Any) -> list[Any]:
    said = list(listener.socket.heard)
    listener.socket.heard.clear()
    return said


def site(cast: Cast) -> Project:
    return db.session.get_one(Project, cast.site.id)


def part(cast: Cast, person: User) -> Membership:
    found = Membership.of(cast.site, person)
    assert found is not None
    return found


def grant(cast: Cast) -> None:
    person = db.session.get_one(User, cast.clara.id)
    Membership.grant(site(cast), person, "client", by=cast.max)


def override(cast: Cast) -> None:
    Override.make(db.session.get_one(User, cast.clara.id), "comment", False, by=cast.olga)


THERE_AND_BACK = {
    "membership": (lambda c: part(c, c.clara).end(by=c.max), grant),
    "override": (
        override,
        lambda c: Override.lift_all(db.session.get_one(User, c.clara.id), by=c.olga),
    ),
    "bin": (lambda c: site(c).delete(by=c.olga), lambda c: site(c).recover(by=c.olga)),
    "archive": (lambda c: site(c).archive(by=c.max), lambda c: site(c).restore(by=c.max)),
    "name": (
        lambda c: site(c).change(by=c.max, name="Autre"),
        lambda c: site(c).change(by=c.max, name="Site web"),
    ),
}


@pytest.mark.parametrize("means", THERE_AND_BACK)
def test_what_is_taken_and_what_is_given_is_felt_on_a_page_of_no_project(
    cast: Cast, teller: Any, means: str
) -> None:
    """Home, inbox and a search went on naming a project after it was gone for their reader."""
    home = page_of(cast.clara)
    for step in THERE_AND_BACK[means]:
        with change():
            step(cast)
        teller.look()
        assert heard(home) == LOOK


def test_what_somebody_may_not_see_does_not_ring_for_them(cast: Cast, teller: Any) -> None:
    home, admin = page_of(cast.clara), page_of(cast.olga)
    for step in (
        lambda one: one.change(by=cast.olga, name="Secret"),
        lambda one: one.archive(by=cast.olga),
        lambda one: one.restore(by=cast.olga),
        lambda one: one.delete(by=cast.olga),
    ):
        with change():
            step(db.session.get_one(Project, cast.elsewhere.id))
        teller.look()
        assert heard(home) == []
        assert heard(admin) == LOOK


def test_a_membership_that_ends_by_the_clock_is_felt_at_the_next_look_round(
    cast: Cast, teller: Any
) -> None:
    with change():
        part(cast, cast.clara).change("client", now() + timedelta(minutes=1), by=cast.max)
    teller.look()
    home, other = page_of(cast.clara), page_of(cast.mia)
    Clock.at = now() + timedelta(minutes=2)
    for _time in range(2):
        Presences().look_round(rooms.everybody())
    assert heard(home) == LOOK
    assert heard(other) == []


def test_a_number_that_a_team_keeps_to_itself_leaves_pages_that_showed_it_and_no_other(
    cast: Cast, teller: Any
) -> None:
    """It stood on the home of a client for as long as the page was open."""
    with change():
        cast.max.describe(by=cast.max, phone="+33 1 23 45 67 89")
        studio = Team.create("Studio", "staff", by=cast.olga)
        studio.join(cast.max, by=cast.olga)
        studio.change(by=cast.olga, shows_phone="everybody")
    teller.look()
    home, other = page_of(cast.clara), page_of(cast.zed)
    for width in ("nobody", "everybody"):
        with change():
            db.session.get_one(Team, studio.id).change(by=cast.olga, shows_phone=width)
        teller.look()
        assert heard(home) == LOOK
        assert heard(other) == []


def on_the_line(line: Line, browser: Any) -> str:
    """As the home of its person does: with what it was made for."""
    made_for = re.findall(r'data-reach="(\w+)"', browser.get("/").text)[0]
    line.ask("listen", made_for)
    return made_for


def test_on_the_wire_it_is_nothing_but_to_look_again_and_to_those_alone(
    cast: Cast, line_of: Any, client_for: Any
) -> None:
    clara, zed = line_of(cast.clara), line_of(cast.zed)
    was = on_the_line(clara, client_for(cast.clara))
    on_the_line(zed, client_for(cast.zed))
    with change():
        site(cast).delete(by=cast.olga)
    assert clara.ws.recv() == '42["look"]'
    zed.ws.send('420["fetched", ""]')
    assert zed.ws.recv().startswith("430")
    late = line_of(cast.clara)
    late.ask("listen", was)
    assert late.next("look") is None


def test_who_looks_as_somebody_else_looks_again_when_these_see_something_else(
    cast: Cast, teller: Any
) -> None:
    home = page_of(cast.olga)
    home.seen_as = cast.clara.id
    with change():
        session = db.session.query(Session).filter_by(public_id=home.session_id).one()
        session.look_as(cast.clara, by=cast.olga)
    teller.look()
    assert heard(home) == LOOK
    with change():
        part(cast, cast.clara).end(by=cast.max)
    teller.look()
    assert heard(home) == LOOK
