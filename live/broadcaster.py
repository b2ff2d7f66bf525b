"""One thread a process: reads new events in order and writes them to its own sockets."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import Select, bindparam, select

import fragments
from i18n import speaking
from live import belonging, reach, unread
from live.changes import CardChange, cards_changed
from live.plans import plan_pushes
from live.pushes import board_ring, pushes_for
from live.rooms import Room, Rooms, rooms
from live.stamps import last_seq
from live.standing import Standing
from live.unread import last_notification
from live.waking import Bell, bell_for
from models.audience import Audience
from models.base import db
from models.event import WAKING, Event
from models.history import are_known_to
from models.status_report import StatusReport
from models.user.user import ON_CARDS, shown_in

AT_ONCE = 200
# Shown in many places at once: a name, a colour, a column.
# What happens to a person wherever their tasks lie, not in one project.
ON_CARDS_OF = ("user.changed", "user.appointed", "user.returned")
ON_THE_BOARD = ("Column", "Label", "Project", "ImportRun", "User")
log = logging.getLogger(__name__)


class Broadcaster:
    """Wakes at each commit; everything between two looks is one batch from one snapshot."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.app: Flask | None = None
        self.seen = self.told = 0
        self.bell: Bell | None = None
        self.lock = threading.Lock()

    def start(self, app: Flask) -> None:
        """Called by whoever joins; the first time it begins to listen, before they are answered."""
        with self.lock:
            if self.bell is not None:
                return
            self.app, self.bell = app, bell_for(db.engine)
            self.seen, self.told = last_seq(), last_notification()
            WAKING.append(self.bell.ring)
            threading.Thread(target=self._run, daemon=True, name="broadcaster").start()

    def _run(self) -> None:
        assert self.app is not None and self.bell is not None
        while True:
            self.bell.wait()
            try:
                with self.app.app_context():
                    while self.look():
                        pass
            except Exception:
                log.exception("the broadcaster stumbled over a batch")
                self._ring_everywhere()

    def _ring_everywhere(self) -> None:
        """What was to be told is unknown now: every page fetches itself."""
        for room in self.rooms.all():
            self.rooms.push(room, [board_ring(room)], self.seen)

    def look(self) -> bool:
        """Read and send one batch; may there be more?"""
        with snapshot():
            events = self._read()
            letters = [
                (room, contents, events[-1].seq)
                for project_id, own in _by_project(events).items()
                for room, contents in _letters(self.rooms.of_project(project_id), own)
            ]
            farewells = belonging.touched_by(events, self.rooms.everybody())
            counts = self._unread()
        # Nothing is held while sending; whoever may listen no more leaves first.
        belonging.check(farewells)
        unread.tell(counts)
        for room, contents, seq in letters:
            self.rooms.push(room, contents, seq)
        reach.follow(events, self.rooms.everybody())
        return len(events) == AT_ONCE

    def _unread(self) -> unread.Counts:
        seen, self.told = self.told, last_notification()
        if self.told <= seen:
            return []
        return unread.counts_since(seen, self.rooms.everybody())

    def _read(self) -> Sequence[Event]:
        events = db.session.scalars(_since(), {"seen": self.seen}).all()
        # None at all may also mean an instance that was emptied and counts from one again.
        self.seen = events[-1].seq if events else min(self.seen, last_seq())
        return events


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment of the database for all that a batch is made of; released before sending."""
    db.session.rollback()
    try:
        yield
    finally:
        db.session.remove()


@cache
def _since() -> Select[Event]:
    return select(Event).where(Event.seq > bindparam("seen")).order_by(Event.seq).limit(AT_ONCE)


def _by_project(events: Sequence[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for event in events:
        for project_id in _projects_of(event):
            found.setdefault(project_id, []).append(event)
    return found


def _projects_of(event: Event) -> list[int]:
    if event.project_id is not None:
        return [event.project_id]
    if event.kind not in ON_CARDS_OF:
        return []
    return list(db.session.scalars(shown_in(event.subject_id)))


def _letters(listening: list[Room], events: list[Event]) -> list[tuple[Room, list[dict[str, Any]]]]:
    if not listening:
        return []
    cards, board = cards_changed(events), Standing(listening[0].project_id)
    pen = fragments.Pen()
    written = [(room, _letter(room, events, cards, board, pen)) for room in listening]
    return [(room, contents) for room, contents in written if contents]


def _letter(
    room: Room, events: list[Event], cards: list[CardChange], board: Standing, pen: fragments.Pen
) -> list[dict[str, Any]]:
    with speaking(room.audience.language):
        if room.draft:
            return draft_ring(events, room)
        if any(_changes_the_board(event, room.audience) for event in events):
            pushes = [board_ring(room)]
        else:
            pushes = pushes_for(room, cards, board, pen.card)
        if room.zoom:
            return plan_pushes(room, events, pushes)
        return pushes or activity_ring(events, room.audience)  # any push renews what is told


def _changes_the_board(event: Event, audience: Audience) -> bool:
    match event.kind:
        case "column.limited":
            return audience.sees_limits
        case "label.created":  # on no card yet
            return audience.sees_profiles
        case "user.changed":
            return bool(event.details.keys() & ON_CARDS)
    return event.subject_type in ON_THE_BOARD


def draft_ring(events: list[Event], room: Room) -> list[dict[str, Any]]:
    """Pages that write one report ask for what others have written, and where it stands now."""
    about = [event for event in events if event.subject_type == "StatusReport"]
    people = {one.user_id for one in list(room.listeners)}
    ids = {event.subject_id for event in about if people - {event.actor_id}}
    rung = select(StatusReport.id).where(
        StatusReport.id.in_(ids), StatusReport.public_id == room.draft
    )
    return [{"ring": [f"report-{room.draft}"]}] if ids and db.session.scalar(rung) else []


def activity_ring(events: list[Event], audience: Audience) -> list[dict[str, Any]]:
    """What no card shows is told on a page few look at."""
    return [{"ring": ["activity"]}] if are_known_to(events, audience) else []


broadcaster = Broadcaster(rooms)
