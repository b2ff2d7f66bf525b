"""Push, page or answer may each come late: the page ends with the bytes of a fresh one."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from models import Task, change, db
from tests.cast import Cast

JOINED = "() => document.documentElement.dataset.live === 'on'"
BYTES = """() => [...document.querySelectorAll(".lane")].map((lane) => [
    lane.querySelector("[data-count]").textContent,
    ...[...lane.querySelectorAll(".kcard")].map((card) => {
        const copy = card.cloneNode(true);
        copy.classList.remove("live-new");
        copy.removeAttribute("data-htmx-powered");
        copy.removeAttribute("draggable");
        return copy.outerHTML;
    })])"""


class Gate:
    """Holds what comes until it is opened."""

    def __init__(self) -> None:
        self.is_shut = False
        self.held: list[Callable[[], None]] = []

    def let(self, passing: Callable[[], None]) -> None:
        if self.is_shut:
            self.held.append(passing)
        else:
            passing()

    def open(self) -> None:
        self.is_shut = False
        while self.held:
            self.held.pop(0)()


@pytest.fixture
def board(cast: Cast) -> str:
    return f"/projects/{cast.site.public_id}/board"


def others_change(cast: Cast) -> None:
    """Moves whose neighbours move too, and a change of what a card shows."""
    with change():
        brief, launch, mockup = (
            db.session.get_one(Task, cast.tasks[name].id) for name in ("brief", "launch", "mockup")
        )
        review, todo = cast.columns["review"], cast.columns["todo"]
        launch.place(review, None, by=cast.max)
        brief.place(review, launch, by=cast.max)
        mockup.retitle("La maquette, revue", by=cast.max)
        mockup.place(review, brief, by=cast.max)
    with change():
        brief.place(todo, None, by=cast.max)
        launch.retitle("En ligne", by=cast.max)


def settled(page: Page, cast: Cast, page_of: Any, board: str) -> None:
    """The same bytes as for somebody who comes now."""
    expect(page.locator(f"#task-{cast.launch.public_id}")).to_contain_text("En ligne")
    expect(page.locator("html")).not_to_have_attribute("data-dragging", "1")
    page.wait_for_function(JOINED)
    fresh = page_of(cast.mia, board)
    fresh.wait_for_function(JOINED)
    wanted = fresh.evaluate(BYTES)
    page.wait_for_function(f"(wanted) => JSON.stringify(({BYTES})()) === wanted", arg=_json(fresh))
    assert page.evaluate(BYTES) == wanted


def _json(page: Page) -> str:
    return page.evaluate(f"() => JSON.stringify(({BYTES})())")


def move_by_hand(page: Page, task: Any) -> None:
    page.locator(f"#task-{task.public_id} a").focus()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)


def test_a_page_that_comes_late(cast: Cast, page_of: Any, board: str) -> None:
    gate, mia = Gate(), page_of(cast.mia, "/")
    mia.route(re.compile(r"/board$"), lambda route: _fetched(gate, route))
    gate.is_shut = True
    mia.goto(board)
    while not gate.held:
        mia.wait_for_function("() => true")
    others_change(cast)
    gate.open()
    settled(mia, cast, page_of, board)


def _fetched(gate: Gate, route: Route) -> None:
    if route.request.resource_type == "document":
        route.continue_()
        return
    answer = route.fetch()
    gate.let(lambda: route.fulfill(response=answer))


def test_pushes_that_come_late(cast: Cast, page_of: Any, board: str) -> None:
    gate, mia = Gate(), page_of(cast.mia, "/")

    def between(ws: WebSocketRoute) -> None:
        server = ws.connect_to_server()
        ws.on_message(server.send)
        server.on_message(lambda said: gate.let(lambda: ws.send(said)))

    mia.route_web_socket(re.compile("socket.io"), between)
    mia.goto(board)
    mia.wait_for_function(JOINED)
    gate.is_shut = True
    move_by_hand(mia, cast.brief)
    expect(mia.locator("html")).not_to_have_attribute("data-dragging", "1")
    others_change(cast)
    while len(gate.held) < 4:
        mia.wait_for_function("() => true")
    gate.open()
    settled(mia, cast, page_of, board)


def test_an_answer_that_comes_late(cast: Cast, page_of: Any, board: str) -> None:
    gate, mia = Gate(), page_of(cast.mia, board)
    mia.wait_for_function(JOINED)
    mia.route(re.compile("/place$"), lambda route: _answered(gate, route))
    gate.is_shut = True
    move_by_hand(mia, cast.brief)
    while not gate.held:
        mia.wait_for_function("() => true")
    others_change(cast)
    gate.open()
    settled(mia, cast, page_of, board)


def _answered(gate: Gate, route: Route) -> None:
    answer = route.fetch()
    gate.let(lambda: route.fulfill(response=answer))
