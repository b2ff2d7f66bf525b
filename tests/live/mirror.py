"""A page without a browser: the same steps as static/js/live.js, on lists instead of elements."""

import json
from typing import Any

import fragments
from live import belonging
from live.rooms import Listener, Room, Rooms
from live.stamps import last_seq
from models.audience import Viewer
from models.base import change, db
from models.project.project import Project
from models.session import Session

# Not the process's own, which its broadcaster serves.
rooms = Rooms()


class Ear:
    """Stands where a socket would and keeps what is written to it."""

    def __init__(self) -> None:
        self.sid = str(id(self))
        self.heard: list[tuple[str, Any]] = []
        self.is_closed = False

    def write(self, frame: bytes) -> None:
        text = frame[frame.index(b"42[") :].decode()
        self.heard.append((lambda name, content=None: (name, content))(*json.loads(text[2:])))

    def close(self, wait: bool = True) -> None:
        self.is_closed = True

    def named(self, name: str) -> list[Any]:
        return [content for said, content in self.heard if said == name]


def listen(person: Any, project: Any) -> Listener:
    """Somebody's open page, in the room of their own audience."""
    with change():
        session, _secret = Session.open(person, "127.0.0.1", "test")
    ear: Any = Ear()
    listener = Listener(ear, session.public_id, person.id, project.id, "fr")
    return enter(listener)


def enter(listener: Listener) -> Listener:
    """Join, or join again, the room of the audience one has now."""
    viewer = Viewer.of(listener.seen_as or listener.user_id)
    project = db.session.get(Project, listener.project_id)
    assert viewer is not None
    audience = viewer.audience(project, viewer.language or listener.language)
    assert audience is not None
    listener.stood = belonging.rights_of(viewer, project)
    rooms.join(listener, audience, viewer.today)
    return listener


class Mirror:
    """What one page shows: ids in each column, and the bytes of each card."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.columns: dict[str, list[str]] = {}
        self.html: dict[str, str] = {}
        self.n = 0
        self.must_fetch = False

    def fetch(self) -> "Mirror":
        """Read the page as it is now; what it already shows is asked of the room later."""
        db.session.rollback()
        seq = last_seq()
        project = db.session.get(Project, self.room.project_id)
        rows = list(db.session.execute(fragments.on_board(self.room.audience)))
        self.columns, self.html = {}, {}
        for column in project.columns:
            its = [row for row in rows if row.column_id == column.id]
            cards = fragments.cards(its, project, self.room.audience, self.room.today)
            self.columns[column.public_id] = [card.public_id for card in cards]
            self.html |= {card.public_id: card.html for card in cards}
        self.seq = seq
        return self

    def settle(self) -> "Mirror":
        self.n = self.room.included(self.seq)
        self.must_fetch = False
        return self

    def apply(self, push: dict[str, Any]) -> None:
        if push["n"] <= self.n or self.must_fetch:
            return
        assert push["n"] == self.n + 1, "a push went missing"
        self.n = push["n"]
        if "ring" in push:
            self.must_fetch |= "board" in push["ring"]
            return
        self._take_out(push["id"])
        if not push.get("gone"):
            self._put_in(push)
        assert self.columns.keys() == push["counts"].keys()

    def _take_out(self, id: str) -> None:
        self.html.pop(id, None)
        for ids in self.columns.values():
            if id in ids:
                ids.remove(id)

    def _put_in(self, push: dict[str, Any]) -> None:
        ids, before = self.columns[push["place"]["column"]], push["place"]["before"]
        ids.insert(ids.index(before) if before else len(ids), push["id"])
        self.html[push["id"]] = push["html"]

    def shows(self) -> tuple[dict[str, list[str]], dict[str, str]]:
        return self.columns, self.html


def fresh(room: Room) -> tuple[dict[str, list[str]], dict[str, str]]:
    return Mirror(room).fetch().shows()
