"""What a plan's pages hear of it: that it changed, where they see anything of that."""

from datetime import datetime
from typing import Any

import pytest

from models import Task, change
from scheduling import minute_of
from tests.cast import Cast

RING = [["plan"]]


def rings(listener: Any) -> list[list[str]]:
    return [push["ring"] for push in listener.socket.named("push") if "ring" in push]


def names(listener: Any) -> set[str]:
    return {push["id"] for push in listener.socket.named("push") if "id" in push}


@pytest.fixture
def chain(cast: Cast) -> None:
    """The brief, then the mock-up, then something hidden from the client."""
    with change():
        for task in (cast.brief, cast.mockup, cast.secret):
            task.date(cast.max, start=datetime(2027, 3, 1), finish=datetime(2027, 3, 3))
        cast.mockup.link(cast.brief, by=cast.max)
        cast.secret.link(cast.mockup, by=cast.max)


def test_what_lies_on_no_card_rings_for_the_plan(cast: Cast, teller: Any, clara: Any) -> None:
    with change():
        phase = Task.create(cast.site, "Cadrage", by=cast.max, kind="phase", visibility="client")
        step = Task.create(cast.site, "Cadrer", by=cast.max, parent=phase, visibility="client")
    teller.look()
    clara.socket.heard.clear()
    with change():
        step.progress(40, by=cast.max)
    teller.look()
    assert rings(clara) == RING


def test_a_phase_is_no_card_but_a_row(cast: Cast, teller: Any, clara: Any) -> None:
    with change():
        Task.create(cast.site, "Cadrage", by=cast.max, kind="phase", visibility="client")
    teller.look()
    assert rings(clara) == RING


def test_everything_that_moved_along_is_drawn_again_on_boards(
    cast: Cast, chain: None, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        cast.brief.reschedule(by=cast.max, start=when(15))
    teller.look()
    assert names(mia) >= {cast.mockup.public_id, cast.secret.public_id}
    assert cast.secret.public_id not in repr(clara.socket.heard)
    assert cast.mockup.public_id in names(clara)


def when(day: int) -> int:
    return minute_of(datetime(2027, 3, day))


def test_what_moves_hidden_tasks_alone_sends_the_client_nothing(
    cast: Cast, chain: None, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        cast.secret.reschedule(by=cast.max, start=when(22))
        cast.secret.progress(10, by=cast.max)
    teller.look()
    assert mia.socket.heard
    assert clara.socket.heard == []


def test_a_link_to_something_hidden_sends_the_client_nothing(
    cast: Cast, chain: None, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        cast.launch.date(cast.max, finish=datetime(2027, 4, 30))
        cast.launch.manual = True
    teller.look()
    clara.socket.heard.clear()
    mia.socket.heard.clear()
    with change():
        cast.launch.link(cast.secret, by=cast.max)
    teller.look()
    assert mia.socket.heard
    assert clara.socket.heard == []
