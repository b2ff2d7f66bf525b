"""A broadcaster without its thread: the test says when it looks."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from live.broadcaster import Broadcaster
from live.stamps import last_seq
from live.unread import last_notification
from tests.cast import Cast
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
