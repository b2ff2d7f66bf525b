"""What a plan's pages hear: the rows that changed, as their audience sees them, no more."""

import json
from datetime import datetime
from typing import Any

import pytest

from fragments.plan.standing import standing
from live.plans import look_at
from models import Project, Task, Viewer, change, db
from scheduling import minute_of
from tests.cast import Cast
from tests.live.mirror import listen, rooms

RING = [{"board"}]


def at_the_plan(person: Any, project: Any) -> Any:
    """Somebody's open page of a plan, a day of which is 9 pixels wide."""
    listener = listen(person, project)
    viewer = Viewer.of(person.id)
    rooms.join(listener, listener.room.audience, viewer.today, "week")
    look_at(listener.room)
    return listener


@pytest.fixture
def clara(cast: Cast) -> Any:
    return at_the_plan(cast.clara, cast.site)


@pytest.fixture
def mia(cast: Cast) -> Any:
    return at_the_plan(cast.mia, cast.site)


@pytest.fixture(autouse=True)
def chain(cast: Cast) -> None:
    """The brief, then the mock-up, then something hidden from the client."""
    with change():
        for task in (cast.brief, cast.mockup, cast.secret):
            task.date(cast.max, start=datetime(2027, 3, 1), finish=datetime(2027, 3, 3))
        cast.launch.date(cast.max, finish=datetime(2027, 4, 30))
        cast.mockup.link(cast.brief, by=cast.max)
        cast.secret.link(cast.mockup, by=cast.max)


def pushes(listener: Any) -> list[dict[str, Any]]:
    return listener.socket.named("push")


def drawn(listener: Any) -> dict[str, str]:
    """The rows a page was sent, by the task's id."""
    found: dict[str, str] = {}
    for push in pushes(listener):
        found |= push.get("rows", {})
    return found


def rings(listener: Any) -> list[set[str]]:
    return [set(push["ring"]) for push in pushes(listener) if "ring" in push]


def when(day: int) -> int:
    return minute_of(datetime(2027, 3, day))


def now(listener: Any) -> Any:
    """The plan as a page of the same room would be made now."""
    db.session.rollback()
    room = listener.room
    project = db.session.get_one(Project, room.project_id)
    return standing(project, room.audience, room.today, room.zoom)


def test_a_move_brings_its_rows_and_the_lines_between_them(
    cast: Cast, teller: Any, mia: Any
) -> None:
    before = now(mia)
    with change():
        cast.brief.reschedule(by=cast.max, start=when(15))
    teller.look()
    after = now(mia)
    moved = {cast.brief.public_id, cast.mockup.public_id, cast.secret.public_id}
    assert drawn(mia) == {row.public_id: row.html for row in after.rows if row.public_id in moved}
    (told,) = [push for push in pushes(mia) if "rows" in push]
    assert before.paths | told["lines"] == after.paths and told["lines"]
    assert "29 avr. 2027" in told["finish"]


def test_a_client_is_sent_their_rows_and_no_byte_of_a_hidden_one(
    cast: Cast, teller: Any, clara: Any
) -> None:
    with change():
        cast.brief.reschedule(by=cast.max, start=when(15))
    teller.look()
    assert set(drawn(clara)) == {cast.brief.public_id, cast.mockup.public_id}
    heard = json.dumps(clara.socket.heard, ensure_ascii=False)
    assert cast.secret.public_id not in heard
    assert cast.secret.title not in heard
    assert all(link.public_id not in heard for link in cast.secret.links)


def test_what_is_on_no_card_is_a_row_all_the_same(cast: Cast, teller: Any, clara: Any) -> None:
    with change():
        phase = Task.create(cast.site, "Cadrage", by=cast.max, kind="phase", visibility="client")
        step = Task.create(cast.site, "Cadrer", by=cast.max, parent=phase, visibility="client")
    teller.look()
    assert rings(clara) == RING
    clara.socket.heard.clear()
    with change():
        step.progress(40, by=cast.max)
    teller.look()
    assert set(drawn(clara)) == {phase.public_id, step.public_id}


def test_what_moves_hidden_tasks_alone_sends_the_client_nothing(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        cast.secret.reschedule(by=cast.max, start=when(22))
        cast.secret.progress(10, by=cast.max)
    teller.look()
    assert drawn(mia)
    assert clara.socket.heard == []


def test_a_link_to_something_hidden_sends_the_client_nothing(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        cast.launch.manual = True
        cast.launch.link(cast.secret, by=cast.max)
    teller.look()
    assert rings(mia)[0] == {"board"}
    assert clara.socket.heard == []


@pytest.mark.parametrize("verb", ["hide", "show"])
def test_what_comes_or_goes_is_another_outline(
    cast: Cast, teller: Any, clara: Any, verb: str
) -> None:
    task = cast.mockup if verb == "hide" else cast.secret
    with change():
        task.hide("team" if verb == "hide" else "client", by=cast.max)
    teller.look()
    assert {"board"} in rings(clara)
    assert not drawn(clara)


def test_what_stands_beside_a_task_is_on_no_row(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        cast.brief.prioritise("urgent", by=cast.max)
    teller.look()
    assert not drawn(mia)


def test_everything_that_moved_along_is_drawn_again_on_boards(cast: Cast, teller: Any) -> None:
    inside, outside = listen(cast.mia, cast.site), listen(cast.clara, cast.site)
    with change():
        cast.brief.reschedule(by=cast.max, start=when(15))
    teller.look()
    seen = {who: {push.get("id") for push in pushes(who)} for who in (inside, outside)}
    assert seen[inside] >= {cast.mockup.public_id, cast.secret.public_id}
    assert cast.mockup.public_id in seen[outside]
    assert cast.secret.public_id not in repr(outside.socket.heard)
    assert not drawn(inside)
