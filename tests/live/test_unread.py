"""How much is unread reaches each person's own pages, and nobody else's."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from live.presence import Presences
from live.rooms import Listener
from live.rooms import rooms as served
from live.sockets import keeper
from models import Comment, Notification, Session, User, change, db
from models.base import Clock
from tests.cast import Cast
from tests.live.mirror import Ear, listen, rooms
from tests.telling import tell, tell_and_read


@pytest.fixture(autouse=True)
def told(cast: Cast) -> None:
    tell_and_read(cast.people.values())


def alone(person: User) -> Listener:
    """A page of no project."""
    with change():
        session, _secret = Session.open(person, "127.0.0.1", "test")
    ear: Any = Ear()
    listener = Listener(ear, session.public_id, person.id, 0, "fr")
    rooms.alone.add(listener)
    return listener


def test_a_person_s_pages_hear_how_much_is_unread(cast: Cast, mia: Any, teller: Any) -> None:
    inbox, other = alone(cast.mia), alone(cast.fay)
    with change():
        cast.mockup.retitle("L’accueil", by=cast.max)
    tell()
    teller.look()
    assert mia.socket.named("unread") == inbox.socket.named("unread") == [1]
    assert other.socket.heard == []


def test_what_somebody_may_not_see_is_not_counted_for_them(
    cast: Cast, clara: Any, teller: Any
) -> None:
    with change():
        cast.brief.follow(by=cast.clara)
        said = "@Clara Clément trouve cela cher."
        Comment.write(cast.brief, said, by=cast.max, visibility="team")
    tell()
    teller.look()
    assert clara.socket.named("unread") == []


def test_who_looks_as_somebody_else_hears_of_no_inbox(cast: Cast, teller: Any) -> None:
    lent = listen(cast.olga, cast.site)
    lent.seen_as = cast.mia.id
    with change():
        cast.mockup.retitle("L’accueil", by=cast.max)
        cast.mockup.assign([cast.mia, cast.olga], by=cast.max)
    tell()
    teller.look()
    assert lent.socket.named("unread") == []


def test_what_was_put_off_comes_back_to_a_page_that_stands_open(cast: Cast) -> None:
    """It stood in the inbox again at the next load alone."""
    with change():
        cast.mockup.retitle("L’accueil", by=cast.max)
    tell()
    with change():
        mia = db.session.get_one(User, cast.mia.id)
        until = datetime(2027, 3, 9, 7, 0, tzinfo=UTC)
        Notification.file_away(mia, f"task:{cast.mockup.public_id}", until=until)
    Clock.at = datetime(2027, 3, 9, 6, 59, 50, tzinfo=UTC)
    inbox, other, clock = alone(cast.mia), alone(cast.fay), Presences()
    clock.look_round(rooms.everybody())
    assert inbox.socket.named("unread") == []
    Clock.at = datetime(2027, 3, 9, 7, 0, 10, tzinfo=UTC)
    for _time in range(2):
        clock.look_round(rooms.everybody())
    assert inbox.socket.named("unread") == [1]
    assert other.socket.heard == []


def test_a_page_that_asks_twice_hears_once_and_nothing_of_it_stays(
    cast: Cast, line_of: Any
) -> None:
    """It was told twice, and one of the two was kept for ever after its socket had closed."""
    page = line_of(cast.mia)
    for _time in range(2):
        page.ws.send('420["listen"]')
        while not page.ws.recv().startswith("430"):
            pass
    with change():
        cast.mockup.retitle("L’accueil", by=cast.max)
    tell()
    assert page.next("unread") == 1
    with change():
        cast.brief.assign([cast.mia], by=cast.max)
    tell()
    assert page.next("unread") == 2
    page.ws.close()
    began = time.monotonic()
    while served.alone:
        assert time.monotonic() - began < 10
        keeper.woken.wait(0.05)


def test_a_closed_session_hears_no_more_of_its_inbox(cast: Cast, teller: Any) -> None:
    inbox = alone(cast.mia)
    with change():
        Session.close_all(db.session.get_one(User, cast.mia.id), by=cast.mia)
    teller.look()
    assert inbox.socket.named("end") == [None] and inbox.socket.is_closed
