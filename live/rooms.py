"""Who listens: a room is one audience of one project on one day, seen from this process.

Everything in a room gets the same bytes, packed once.
"""

import json
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fragments.plan.standing import Standing
from live.sockets import LiveSocket
from live.wire import text_frame
from models.audience import Audience
from models.base import random_id

RUN = random_id()
REMEMBERED = 2000


def packed(name: str, content: Any = None) -> bytes:
    """A Socket.IO event as one frame, good for every socket."""
    words = [name] if content is None else [name, content]
    return text_frame("42" + json.dumps(words, ensure_ascii=False, separators=(",", ":")))


@dataclass(eq=False)
class Listener:
    """One open page: its socket, whose it is, and the room it joined.

    people: whose, and through whose eyes it looks; the same person but for "view as".
    """

    socket: LiveSocket
    session_id: str
    user_id: int
    project_id: int
    language: str
    stood: Any = None  # as what, with which overrides, they joined
    seen_as: int | None = None
    reach: str | None = None  # what its page was made for: live/reach.py
    met: str | None = None  # and of no project: whom its person knew then
    room: "Room | None" = None

    @property
    def people(self) -> set[int]:
        return {self.user_id} if self.seen_as is None else {self.user_id, self.seen_as}

    @property
    def sid(self) -> str:
        return self.socket.sid

    def leave(self) -> None:
        if self.room is not None:
            self.room.rooms.leave(self)

    def tell(self, name: str, content: Any = None) -> None:
        self.socket.write(packed(name, content))


@dataclass(eq=False)
class Room:
    rooms: "Rooms"
    audience: Audience
    today: date
    zoom: str = ""  # of the plan that its pages show; boards have none
    draft: str = ""  # the report that its pages write
    listeners: set[Listener] = field(default_factory=set)
    n: int = 0
    # Which push belongs to which state: n, and the last event it had seen.
    history: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    # What each card last looked like here.
    looks: dict[str, str] = field(default_factory=dict)
    # How its plan stood when it was last told of it.
    plan: Standing | None = None
    # What it was last told of who is here.
    presence: dict[str, Any] | None = None

    @property
    def project_id(self) -> int:
        return self.audience.project_id

    def included(self, seq: int) -> int:
        """The last push whose content a page that has seen `seq` already shows."""
        for n, seen in reversed(self.history):
            if seen <= seq:
                return n
        return self.history[0][0] - 1 if self.history else self.n


class Rooms:
    """All rooms of this process."""

    def __init__(self) -> None:
        self.by_key: dict[tuple[Audience, date, str, str], Room] = {}
        self.alone: set[Listener] = set()  # pages of no project, whose person alone concerns them
        self.lock = threading.Lock()

    def join(
        self, listener: Listener, audience: Audience, today: date, zoom: str = "", draft: str = ""
    ) -> int:
        """Into the room; answers its count of pushes so far."""
        listener.leave()
        key = audience, today, zoom, draft
        with self.lock:
            room = self.by_key.setdefault(key, Room(self, *key))
            room.listeners.add(listener)
            listener.room = room
            return room.n

    def leave(self, listener: Listener) -> None:
        with self.lock:
            room, listener.room = listener.room, None
            if room is None:
                return
            room.listeners.discard(listener)
            if not room.listeners:
                self.by_key.pop((room.audience, room.today, room.zoom, room.draft), None)

    def of_project(self, project_id: int) -> list[Room]:
        with self.lock:
            return [room for room in self.by_key.values() if room.project_id == project_id]

    def all(self) -> list[Room]:
        with self.lock:
            return list(self.by_key.values())

    def listeners(self) -> list[Listener]:
        with self.lock:
            return [one for room in self.by_key.values() for one in room.listeners]

    def everybody(self) -> list[Listener]:
        """Those of no room, too."""
        return [*self.listeners(), *self.alone]

    def push(self, room: Room, contents: Iterable[dict[str, Any]], seq: int) -> None:
        """Number each push and write it to everybody in the room."""
        numbered = []
        with self.lock:
            for content in contents:
                room.n += 1
                room.history.append((room.n, seq))
                numbered.append({"n": room.n, **content})
            sockets = [listener.socket for listener in room.listeners]
        for content in numbered:
            self._write("push", content, sockets)

    def tell(self, room: Room, name: str, content: Any) -> None:
        """Something that is whole in itself and takes no number."""
        with self.lock:
            sockets = [listener.socket for listener in room.listeners]
        self._write(name, content, sockets)

    @staticmethod
    def _write(name: str, content: Any, sockets: list[LiveSocket]) -> None:
        frame = packed(name, content)
        for socket in sockets:
            socket.write(frame)


rooms = Rooms()
