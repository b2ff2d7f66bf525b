"""Who else is here and what they are writing in: short-lived rows, shown only to colleagues.

One thread a process writes its own sockets' rows, reads everybody's, and tells each room what its
audience may know. A client, a reader and a guest are told of nobody. It also looks at the clock.
"""

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template
from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError

from i18n import _, speaking
from live import belonging, reach, unread
from live.rooms import Listener, Room, rooms
from models.alphabet import by_name
from models.base import change, db, now
from models.presence import Presence
from models.task.task import Task
from models.user.user import User

GLANCE_SECONDS = 0.25
BEAT_SECONDS = 45
LOOK_ROUND_SECONDS = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one socket is; field while its person is writing, in a task or in this draft."""

    session_id: int
    user_id: int
    project_id: int
    task_id: int | None = None
    field: str | None = None
    draft: str = ""


class Presences:
    def __init__(self) -> None:
        self.spots: dict[str, Spot | None] = {}
        self.lock = threading.Lock()
        self.stirred = threading.Event()
        self.written: dict[str, Spot] = {}
        self.started = False
        self.marks: dict[int, Any] = {}
        self.looked = now()

    def start(self, app: Flask) -> None:
        with self.lock:
            if not self.started:
                self.started = True
                threading.Thread(target=self._run, args=(app,), daemon=True, name="clock").start()

    def note(self, sid: str, spot: Spot | None) -> None:
        """A socket is here now, or (None) has gone."""
        with self.lock:
            self.spots[sid] = spot
        self.stirred.set()

    def stir(self) -> None:
        self.stirred.set()

    def _run(self, app: Flask) -> None:
        beat = look_round = time.monotonic()
        pause = threading.Event()
        while True:
            self.stirred.wait(1)
            self.stirred.clear()
            try:
                with app.app_context():
                    self._write()
                    if time.monotonic() - beat > BEAT_SECONDS:
                        beat = time.monotonic()
                        self._beat()
                    self.tell()
                    if time.monotonic() - look_round > LOOK_ROUND_SECONDS:
                        look_round = time.monotonic()
                        self.look_round(rooms.everybody())
            except Exception:
                log.exception("presence stumbled")
            pause.wait(GLANCE_SECONDS)

    def look_round(self, listening: Sequence[Listener]) -> None:
        """What no event tells: who may listen no more, and what was put off until now."""
        belonging.check(listening)
        reach.check(listening)
        since, self.looked = self.looked, now()
        counts = unread.counts_back(since, self.looked, listening)
        db.session.remove()
        unread.tell(counts)

    def _write(self) -> None:
        with self.lock:
            spots = dict(self.spots)
        news = {sid: spot for sid, spot in spots.items() if spot != self.written.get(sid)}
        # A session or a person that is no longer there is nobody's presence.
        with suppress(IntegrityError):
            self._replace(news)
        with self.lock:
            for sid, spot in spots.items():
                if self.spots.get(sid) == spot:
                    del self.spots[sid]
                self.written.pop(sid, None)
                if spot is not None:
                    self.written[sid] = spot

    @staticmethod
    def _replace(news: dict[str, Spot | None]) -> None:
        if news:
            with change():
                Presence.replace(news, [row_of(sid, spot) for sid, spot in news.items() if spot])

    def _beat(self) -> None:
        with change():
            Presence.beat(list(self.written))

    def tell(self) -> None:
        """Each room that may know is told, if what it may know has changed."""
        listening = [room for room in rooms.all() if room.audience.sees_profiles]
        marks = Presence.marks({room.project_id for room in listening})
        for room in listening:
            mark = marks.get(room.project_id)
            if mark == self.marks.get(room.project_id) and room.presence is not None:
                continue
            content = seen_by(room)
            if content != room.presence:
                room.presence = content
                rooms.tell(room, "presence", content)
        self.marks = marks
        db.session.remove()


def row_of(sid: str, spot: Spot) -> Presence:
    return Presence(
        socket=sid,
        session_id=spot.session_id,
        user_id=spot.user_id,
        project_id=spot.project_id,
        task_id=spot.task_id,
        field=spot.field,
        draft=spot.draft,
    )


def seen_by(room: Room) -> dict[str, Any]:
    """The faces of those here, and who is writing in what this audience sees."""
    rows = Presence.spots(room.project_id)
    people = _people({row.user_id for row in rows})
    with speaking(room.audience.language):
        editing = _editing(rows, people, room)
        writing = {person.id for person in people.values() if person.public_id in _writers(editing)}
        faces = render_template(
            "live/_presence.html", people=list(people.values()), writing=writing
        )
        return {"html": faces, "editing": editing}


def _writers(editing: list[dict[str, Any]]) -> set[str]:
    return {told["by"] for told in editing}


def _people(ids: set[int]) -> dict[int, User]:
    here = (
        select(User).where(User.id.in_(ids), User.removed_at.is_(None)).order_by(by_name(User.name))
    )
    return {user.id: user for user in db.session.scalars(here)}


def _editing(rows: Any, people: dict[int, User], room: Room) -> list[dict[str, Any]]:
    here = [row for row in rows if row.draft == room.draft and row.user_id in people]
    writing = [row for row in here if row.field]
    return [told for row in writing if (told := _told(row, people[row.user_id], room))]


def _told(row: Row[Any], user: User, room: Room) -> dict[str, Any] | None:
    task = db.session.get(Task, row.task_id) if row.task_id else None
    if not room.draft and (task is None or not task.is_visible_to(room.audience)):
        return None
    return {
        "id": task.public_id if task else "draft",
        "field": row.field,
        "by": user.public_id,
        "hue": user.hue,
        "words": _("%(name)s is editing", name=user.first_name),
    }


def here(listener: Listener, session_id: int, task: Task | None, field: str | None) -> Spot:
    task_id = task.id if task else None
    draft = listener.room.draft if listener.room else ""
    return Spot(session_id, listener.user_id, listener.project_id, task_id, field, draft)


presences = Presences()
