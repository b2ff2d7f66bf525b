"""Two hundred released reports that are due at the same minute, and what pages feel meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from benchmarks.figures import Figure, p95
from benchmarks.instance import Instance, free_port
from benchmarks.reading import signed_in
from benchmarks.report import USUAL_PAGES, pages, read_meanwhile

REPORTS, LIMIT = 200, 300.0
ROW = f"{REPORTS} reports at one minute"


def measure(here: Instance) -> Iterator[Figure]:
    here.said("-m", "benchmarks.due", str(REPORTS))
    (reader,) = signed_in(here, "owner", 1)
    board = here.boards[1000]
    usual = p95(pages(reader, board, USUAL_PAGES))
    with recording(here) as taken, read_meanwhile(reader, board) as meanwhile:
        started = time.perf_counter()
        here.start("worker")
        while len(taken) < REPORTS and time.perf_counter() - started < LIMIT:
            time.sleep(0.1)
        seconds, used = time.perf_counter() - started, here.processor_ms("worker")
        here.stop("worker")
    yield Figure(ROW, "all sent", seconds, "s", LIMIT)
    yield Figure(ROW, "worker's processor, each", used / REPORTS, "ms")
    yield Figure(ROW, "not sent", REPORTS - len(set(taken)), "letters", 0.0)
    yield Figure(ROW, "sent twice", len(taken) - len(set(taken)), "letters", 0.0)
    yield Figure(ROW, "pages usually, p95", usual, "ms")
    yield Figure(ROW, f"pages meanwhile, p95 of {len(meanwhile)}", p95(meanwhile), "ms")
    yield Figure(ROW, "slowest page meanwhile", max(meanwhile), "ms", 2 * usual)


class Recording:
    """A server of letters that takes all and keeps whose they were."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        head = envelope.content.partition(b"\r\n\r\n")[0]
        self.taken += [line for line in head.decode().splitlines() if line.startswith("Message-ID")]
        return "250 Taken"


@contextmanager
def recording(here: Instance) -> Iterator[list[str]]:
    """Letters of this instance's worker go there; what it has taken so far."""
    before, counter = here.environ, Recording()
    server = Controller(counter, hostname="127.0.0.1", port=free_port())
    server.start()
    smtp = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(server.port), "SMTP_STARTTLS": "0"}
    here.environ = before | smtp
    try:
        yield counter.taken
    finally:
        here.environ = before
        server.stop(no_assert=True)
