"""A broadcaster without its thread: the test says when it looks."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from live.broadcaster import Broadcaster, broadcaster
from live.stamps import last_seq
from live.unread import last_notification
from models import Session, change
from tests.cast import Cast
from tests.live.lines import Line, room_of
from tests.live.mirror import listen, rooms


@pytest.fixture(autouse=True)
def empty_rooms() -> Iterator[None]:
    yield
    for listener in rooms.listeners():
        listener.leave()
    rooms.alone.clear()


class Teller:
    """Looks when it is told to, in a context of its own as its thread would."""

    def __init__(self, app: Flask) -> None:
        self.app, self.broadcaster = app, Broadcaster(rooms)
        self.broadcaster.seen, self.broadcaster.told = last_seq(), last_notification()

    def look(self) -> None:
        with self.app.app_context():
            while self.broadcaster.look():
                pass


@pytest.fixture
def teller(app: Flask, cast: Cast) -> Teller:
    return Teller(app)


@pytest.fixture
def clara(cast: Cast) -> Any:
    return listen(cast.clara, cast.site)


@pytest.fixture
def mia(cast: Cast) -> Any:
    return listen(cast.mia, cast.site)


@pytest.fixture(scope="module")
def port(made_app: Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, made_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.port
    server.shutdown()


@pytest.fixture
def line_of(app: Flask, port: int) -> Iterator[Callable[..., Line]]:
    lines = []

    def open_line(person: Any, **options: Any) -> Line:
        with change():
            _session, secret = Session.open(person, "127.0.0.1", "test")
        lines.append(Line(port, secret, **options))
        return lines[-1]

    yield open_line
    for line in lines:
        line.ws.close()


@pytest.fixture
def joined(app: Flask, cast: Cast, line_of: Any) -> Callable[..., Line]:
    """`joined(cast.mia)`: their line, in the room of their board."""
    broadcaster.seen = last_seq()

    def join(person: Any, **more: str) -> Line:
        line = line_of(person)
        answer = line.ask("join", room_of(app, cast.site, person) | more)
        assert answer["n"] == 0, answer
        return line

    return join
