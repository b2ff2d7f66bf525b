"""A one-page report printed in the worker, and what pages feel meanwhile."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure, median, p95
from benchmarks.instance import Instance
from benchmarks.person import Person
from benchmarks.reading import signed_in

REPORTS, USUAL_PAGES, PAUSE, PATIENCE = 8, 60, 0.05, 180.0
# Between two looks of the worker; it lies between freezing and printing, and is not printing.
BEAT_MS = 400.0
ROW = "one-page report"


def measure(here: Instance) -> Iterator[Figure]:
    here.start("worker")
    writer, reader = signed_in(here, "owner", 2)
    project, board = here.boards[100], here.boards[1000]
    writer.open_board(project)
    printed(here, frozen(writer, project))
    usual = p95(pages(reader, board, USUAL_PAGES))
    used, taken, writing, printing = [], [], [], list[float]()
    for _ in range(REPORTS):
        with read_meanwhile(reader, board) as meanwhile:
            report = frozen(writer, project)
        writing += meanwhile
        with read_meanwhile(reader, board) as meanwhile:
            one, whole = printed(here, report)
        used.append(one)
        taken.append(whole)
        printing += meanwhile
    here.stop("worker")
    yield Figure(ROW, "worker's processor, median", median(used), "ms", 1000.0)
    yield Figure(ROW, "frozen to printed, median", median(taken), "ms", 1000.0 + BEAT_MS)
    yield Figure(ROW, "pages usually, p95", usual, "ms")
    yield Figure(ROW, "while one is printed, p95", p95(printing), "ms", 2 * usual)
    # In the web process itself, where the interpreter runs one thread at a time.
    yield Figure(ROW, "while drafted and frozen, p95", p95(writing), "ms")


def frozen(writer: Person, project: str) -> str:
    """Drafted and frozen: what is left is the worker's."""
    writer.send("POST", f"/projects/{project}/reports", {"language": "fr"})
    report = writer.location
    assert report.startswith("/reports/"), report
    writer.put(f"{report}/freezing")
    return report


def printed(here: Instance, report: str) -> tuple[float, float]:
    """Wait for the PDF: the worker's processor time and the wall's, in ms."""
    before, started = here.processor_ms("worker"), time.perf_counter()
    place = file_of(here, report)
    while not place.exists():
        assert time.perf_counter() - started < PATIENCE, f"{report} was not printed"
        time.sleep(0.01)
    used, taken = here.processor_ms("worker") - before, (time.perf_counter() - started) * 1000
    assert place.read_bytes().startswith(b"%PDF")
    return used, taken


def file_of(here: Instance, report: str) -> Path:
    """It is waited for, and not its address: asking is work for those who are measured."""
    return here.folder / "reports" / f"{report.rpartition('/')[2]}.pdf"


def pages(reader: Person, project: str, count: int) -> list[float]:
    taken = []
    for _ in range(count):
        reader.get(f"/projects/{project}/board")
        taken.append(reader.took)
        time.sleep(PAUSE)
    return taken


@contextmanager
def read_meanwhile(reader: Person, project: str) -> Iterator[list[float]]:
    """Somebody turns pages while what stands inside goes on; how long each took, in ms."""
    stop, taken = threading.Event(), list[float]()

    def read() -> None:
        while not stop.is_set():
            taken.extend(pages(reader, project, 1))

    reading = threading.Thread(target=read)
    reading.start()
    try:
        yield taken
    finally:
        stop.set()
        reading.join()
