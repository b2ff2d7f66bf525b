"""Stories in a real Chromium, on a house of their own: web and worker, as `bin/run` starts them."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

import models  # noqa: F401  every table
from models.base import Base
from worker import QUEUES

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = (1440, 900), (390, 844)
PATIENCE = 120
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

expect.set_options(timeout=PATIENCE * 500)


@dataclass
class House:
    """A running instance."""

    address: str
    instance: Path

    def empty(self) -> None:
        """No row but an event, for those who listen wait for a greater number; no letter."""
        with closing(sqlite3.connect(self.instance / "jalon.db", timeout=20)) as database:
            last = database.execute("SELECT max(seq) FROM event").fetchone()[0] or 0
            for table in Base.metadata.sorted_tables:
                database.execute(f'DELETE FROM "{table.name}"')
            database.execute(
                "INSERT INTO event (seq, public_id, kind, subject_type, before, details, at)"
                " VALUES (?, ?, 'agency.emptied', 'Agency', '{}', '{}', '2026-01-01 00:00:00')",
                (last + 1, f"emptied{last}"),
            )
            database.commit()
        for letter in (self.instance / "mail").glob("*.eml"):
            letter.unlink()

    def letter_to(self, address: str) -> str:
        """The text of the last letter that was laid down for an address."""
        return until(lambda: self._last(address), f"no letter to {address}")

    def _last(self, address: str) -> str | None:
        for path in sorted((self.instance / "mail").glob("*.eml"), reverse=True):
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            if address in letter["To"]:
                return letter.get_body(("plain",)).get_content()
        return None


def until(question: Callable[[], Any], otherwise: str) -> Any:
    """The first answer that is one, asked again until then."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.05)
    raise AssertionError(otherwise)


def first_held(page: Page, held: list[Route]) -> Route:
    """What a route has kept back; asking the page lets its handler run."""
    return until(lambda: page.evaluate("1") and held and held[0], "nothing was held")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(house: House) -> bool:
    """The web answers, and the worker, which comes behind it, looks for work."""
    if not all((house.instance / "pulse" / name).exists() for name in QUEUES):
        return False
    try:
        return urllib.request.urlopen(f"{house.address}/sign-in", timeout=5).status == 200
    except OSError:
        return False


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One instance for all stories: it takes a while to open."""
    instance, port = tmp_path_factory.mktemp("house"), free_port()
    wanted = {"JALON_INSTANCE": str(instance), "PORT": str(port), "THREADS": "60"}
    private = ("DATABASE_URL", "BASE_URL", "HOST", "SMTP_HOST")
    env = {name: value for name, value in os.environ.items() if name not in private} | wanted
    with (instance / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "serving.py"], cwd=ROOT, env=env, stdout=log, stderr=log
        )
        opened = House(f"http://127.0.0.1:{port}", instance)
        try:
            until(lambda: is_open(opened), "the house did not open")
            yield opened
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


@pytest.fixture
def house(standing: House) -> House:
    """The standing house, as empty as on its first day."""
    standing.empty()
    return standing


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    names = ["chromium-headless-shell", "chromium", "google-chrome"]
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not path:
        pytest.skip("Chromium is not here; CHROMIUM=/path names another one")
    arguments = ["--disable-gpu", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def somebody(chromium: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """`somebody("fr", WIDE)`: a person with a browser of their own, on the house."""
    contexts, complaints = [], []

    def arrive(language: str = "en-GB", size: tuple[int, int] = WIDE, **more: Any) -> Page:
        context = chromium.new_context(
            base_url=house.address,
            locale=language,
            viewport={"width": size[0], "height": size[1]},
            has_touch=size == NARROW,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 500)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: heard(page, said))
        return page

    def heard(page: Page, said: Any) -> None:
        # What the server refuses is shown to the person, and the browser mentions it too.
        if said.type == "error" and "status of 4" not in said.text:
            complaints.append(f"{page.url}: {said.text}")

    yield arrive
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def is_accessible() -> Callable[[Page], None]:
    """Asserts that axe finds nothing on the page, in the light and in the dark."""
    if not AXE.exists():
        pytest.skip("axe-core is not here; bin/test installs it")
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate(source)
            found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
            faults = [
                f"{fault['id']}: {node['target']} {node['failureSummary']}"
                for fault in found["violations"]
                for node in fault["nodes"]
            ]
            assert not faults, f"{page.url} in the {scheme}:\n" + "\n".join(faults)
        page.emulate_media(color_scheme="light")

    return check
