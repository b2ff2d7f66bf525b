"""One move to the last of 300 and of 500 browsers in three audiences, some of them stalled."""

import base64
import json
import os
import select
import socket
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.figures import Figure, spread_of
from benchmarks.instance import Instance
from benchmarks.moving import board_of
from benchmarks.person import COOKIE, Person

MOVES, UNCOUNTED = 30, 3
LIMITS = {300: (24.0, 45.0, 20.0), 500: (35.0, 70.0, 25.0)}


class Page:
    """A page that joined live: a WebSocket, its unread bytes, the cards it was pushed."""

    def __init__(self, port: int, secret: str, joins: dict[str, str]) -> None:
        self.link = socket.create_connection(("127.0.0.1", port), 30)
        self.bytes = b""
        self.pushed: list[str] = []
        self.moments: dict[str, float] = {}
        self._shake_hands(port, secret)
        self.send("40")
        self.send("420" + json.dumps(["join", {k: joins[k] for k in ("project", "room")}]))
        self.answer = self._until("430")
        assert '"n"' in self.answer, f"the room was refused: {self.answer}"
        self.send("421" + json.dumps(["fetched", joins["stamp"]]))
        self._until("431")

    def _shake_hands(self, port: int, secret: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.link.sendall(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
                f"Upgrade: websocket\r\nConnection: Upgrade\r\nCookie: {COOKIE}={secret}\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        while b"\r\n\r\n" not in self.bytes:
            self.bytes += self.link.recv(65536)
        head, _, self.bytes = self.bytes.partition(b"\r\n\r\n")
        assert b" 101 " in head.split(b"\r\n")[0], head

    def send(self, text: str) -> None:
        """One masked text frame, with a mask of zeros."""
        payload = text.encode()
        length = len(payload)
        size = bytes([128 | length]) if length < 126 else bytes([254]) + length.to_bytes(2, "big")
        self.link.sendall(b"\x81" + size + b"\0\0\0\0" + payload)

    def _until(self, start: str) -> str:
        while True:
            for text in self.frames():
                if text.startswith(start):
                    return text
            self.bytes += self.link.recv(65536)

    def frames(self) -> Iterator[str]:
        """The whole text frames among the unread bytes; pings are answered."""
        while len(self.bytes) >= 2:
            length, start = self.bytes[1] & 127, 2
            if length > 125:
                start = 4 if length == 126 else 10
                length = int.from_bytes(self.bytes[2:start], "big")
            if len(self.bytes) < start + length:
                return
            text = self.bytes[start : start + length].decode()
            self.bytes = self.bytes[start + length :]
            if text == "2":
                self.send("3")
            else:
                yield text

    def read(self) -> None:
        self.bytes += self.link.recv(262144)
        for text in self.frames():
            if text.startswith('42["push"'):
                content = json.loads(text[2:])[1]
                self.moments[content.get("id", "")] = time.perf_counter()


class Mover:
    """Sends a move without waiting, so that the answer and the pushes are awaited together."""

    def __init__(self, person: Person) -> None:
        self.person = person
        person.connection.close()
        person.connection.connect()
        self.link: socket.socket = person.connection.sock

    def move(self, card: str, column: str, before: str) -> float:
        person = self.person
        cookie = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
        headers = {"Cookie": cookie, **person.form_headers()}
        started = time.perf_counter()
        body = f"column={column}&before={before}".encode()
        person.connection.request("PUT", f"/tasks/{card}/place", body, headers)
        return started

    def hear(self) -> None:
        answer = self.person.connection.getresponse()
        assert answer.status == 200, answer.status
        answer.read()


def measure(here: Instance) -> Iterator[Figure]:
    for count in LIMITS:
        yield from crowd(here, count, 0.0)
        yield from crowd(here, count, 0.05)


def crowd(here: Instance, count: int, stalled: float) -> Iterator[Figure]:
    emails = [here.emails["owner"], here.emails["member"], here.emails["client"]]
    row = f"{count} browsers" + (", 5 % stalled" if stalled else "")
    yield from told_to(here, emails, count, stalled, row, LIMITS[count])


def told_to(
    here: Instance,
    emails: list[str],
    count: int,
    stalled: float,
    row: str,
    limits: tuple[float | None, ...],
) -> Iterator[Figure]:
    """The first of these people moves; what they all see of it takes as many renderings."""
    here.restart()
    project = here.boards[1000]
    told = here.open_sessions(dict.fromkeys(emails, count // len(emails) + 2))
    columns = board_of(told, project)
    mover = Person(here.port, told["sessions"][emails[0]].pop())
    mover.open_board(project)
    pages = join(here, project, emails, told["sessions"], count)
    deaf = pages[:: round(1 / stalled)] if stalled else []
    listening = [page for page in pages if page not in deaf]
    lasts, used = move_and_listen(here, Mover(mover), columns, listening)
    most_median, most_p95, most_processor = limits
    reached = [last for last in lasts if last is not None] or [5000.0]
    yield from spread_of(row, "move to the last", reached, (most_median, most_p95))
    yield Figure(row, "pushes missed", lasts.count(None), "moves", 0.0)
    yield Figure(row, "processor a move", used, "ms", most_processor)
    for page in pages:
        page.link.close()


def join(
    here: Instance, project: str, emails: list[str], secrets: dict[str, list[str]], count: int
) -> list[Page]:
    pages = []
    rooms: dict[str, Any] = {}
    for number in range(count):
        email = emails[number % len(emails)]
        secret = secrets[email].pop()
        if email not in rooms:
            rooms[email] = Person(here.port, secret).open_board(project)
        pages.append(Page(here.port, secret, rooms[email]))
    return pages


def move_and_listen(
    here: Instance, mover: Mover, columns: list[dict[str, Any]], pages: list[Page]
) -> tuple[list[float | None], float]:
    """For each move the milliseconds until the last page had parsed it; the processor's a move."""
    poll, by_number = select.epoll(), {page.link.fileno(): page for page in pages}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    poll.register(mover.link.fileno(), select.EPOLLIN)
    lasts: list[float | None] = []
    before_all = 0.0
    for move in range(MOVES + UNCOUNTED):
        source, target = columns[move % len(columns)], columns[(move + 1) % len(columns)]
        card, before = source["cards"].pop(), target["cards"][len(target["cards"]) // 2]
        target["cards"].insert(target["cards"].index(before), card)
        if move == UNCOUNTED:
            before_all = here.processor_ms()
        started = mover.move(card, target["id"], before)
        last = listen(poll, by_number, mover, card, started)
        settle(poll, by_number)
        if move >= UNCOUNTED:
            lasts.append(last)
    return lasts, (here.processor_ms() - before_all) / MOVES


def listen(
    poll: select.epoll, pages: dict[int, Page], mover: Mover, card: str, started: float
) -> float | None:
    """Milliseconds until every page had the card; None if one had not after five seconds."""
    waiting, heard = set(pages.values()), False
    while (waiting or not heard) and time.perf_counter() - started < 5:
        for number, _ in poll.poll(0.5):
            if number == mover.link.fileno():
                mover.hear()
                heard = True
                continue
            pages[number].read()
            if card in pages[number].moments:
                waiting.discard(pages[number])
    if waiting:
        return None
    return (max(page.moments.pop(card) for page in pages.values()) - started) * 1000


def settle(poll: select.epoll, pages: dict[int, Page]) -> None:
    """A pause between two moves, as between two hands; what comes meanwhile is read."""
    until = time.perf_counter() + 0.2
    while (left := until - time.perf_counter()) > 0:
        for number, _ in poll.poll(left):
            if number in pages:
                pages[number].read()
