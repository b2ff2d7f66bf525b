"""A page's socket on a real server, spoken by hand, and what a page says when it joins."""

import json
from typing import Any

import websocket
from flask import Flask

from live.doors import live_room
from models.audience import Viewer
from tests.conftest import COOKIE


class Line:
    """A page's socket, spoken by hand."""

    def __init__(self, port: int, secret: str, origin: str = "http://127.0.0.1:8000") -> None:
        self.ws = websocket.create_connection(
            f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket",
            host="127.0.0.1:8000",
            origin=origin,
            cookie=f"{COOKIE}={secret}",
            header=["Accept-Language: fr"],
            timeout=10,
        )
        self.waiting: list[str] = []
        self.ws.recv()
        self.ws.send("40")
        self.greeting = self.ws.recv()

    def ask(self, name: str, content: Any) -> Any:
        self.ws.send("420" + json.dumps([name, content]))
        while True:
            said = self.ws.recv()
            if said.startswith("430"):
                answer = json.loads(said[3:])
                return answer[0] if answer else None
            self.waiting.append(said)

    def next(self, name: str) -> Any:
        while True:
            said = self.waiting.pop(0) if self.waiting else self.ws.recv()
            if said.startswith("42"):
                words = json.loads(said[2:])
                if words[0] == name:
                    return words[1] if len(words) > 1 else None


def room_of(app: Flask, project: Any, person: Any) -> dict[str, str]:
    """What a page made for this person says when it joins."""
    from flask_login import login_user

    viewer = Viewer.of(person.id)
    assert viewer is not None
    with app.test_request_context("/"):
        login_user(viewer)
        printed = str(live_room(project, viewer.audience(project, viewer.language or "fr")))
    words = dict(pair.split("=", 1) for pair in printed.split(" "))
    return {
        "project": words["data-project"].strip('"'),
        "room": words["data-room"].strip('"'),
        "stamp": words["data-stamp"].strip('"'),
    }
