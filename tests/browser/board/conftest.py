"""The running app; each page belongs to one person of the cast."""

import logging
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

import settings
from app import create_app
from live.broadcaster import broadcaster
from models import Session, change
from tests.conftest import COOKIE

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def made_app(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Served on a free port, with tokens checked as they are for everybody."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    instance = tmp_path_factory.mktemp("instance")
    app = create_app(
        settings.load(
            {"JALON_INSTANCE": str(instance), "DATABASE_URL": database, "PORT": str(port)}
        )
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    app.config["ADDRESS"] = f"http://127.0.0.1:{port}"
    yield app
    server.shutdown()


@pytest.fixture(autouse=True)
def nothing_seen_yet(app: Flask) -> None:
    """Events are counted from one again in each test's empty database."""
    broadcaster.seen = 0


Opener = Callable[..., Page]


@pytest.fixture
def page_of(chromium: Browser, app: Flask) -> Iterator[Opener]:
    """`page_of(cast.mia, "/…")`: a window of that person; a script error fails the test."""
    windows, faults = [], []

    def open_page(person: Any, address: str, locale: str = "en-GB", **options: Any) -> Page:
        with change():
            _session, secret = Session.open(person, address="127.0.0.1", agent="test")
        window = chromium.new_context(base_url=app.config["ADDRESS"], locale=locale, **options)
        windows.append(window)
        window.add_cookies([{"name": COOKIE, "value": secret, "url": app.config["ADDRESS"]}])
        page = window.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if is_fault(said) else None)
        page.goto(address)
        return page

    yield open_page
    for window in windows:
        window.close()
    assert not faults


def is_fault(said: Any) -> bool:
    """What the browser itself says of a refused request is no fault of a script."""
    its_own = ("Failed to load resource", "WebSocket connection")
    return said.type == "error" and not any(words in said.text for words in its_own)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """The violations of WCAG A and AA that axe finds on a page."""
    if not AXE.exists():
        pytest.skip("axe-core is not here: npm ci brings it")

    def look(page: Page) -> list[str]:
        page.add_script_tag(path=AXE)
        found = page.evaluate(
            """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a",
            "wcag21aa", "wcag22aa"]})).violations.flatMap((one) => one.nodes.map((node) =>
            `${one.id}: ${node.html.slice(0, 160)} ${node.any.map((a) => a.message).join()}`))"""
        )
        return found

    return look
