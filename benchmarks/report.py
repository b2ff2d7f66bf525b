"""A one-page report printed in the worker, and what pages feel meanwhile."""

import threading
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, median, p95
from benchmarks.instance import Instance
from benchmarks.person import Person
from benchmarks.reading import signed_in

REPORTS, USUAL_PAGES, PAUSE = 6, 60, 0.05
# Between two looks of the worker; it lies between freezing and printing, and is not printing.
BEAT_MS = 400.0


def measure(here: Instance) -> Iterator[Figure]:
    here.start("worker")
    writer, reader = signed_in(here, "owner", 2)
    project = here.boards[100]
    writer.open_board(project)
    printed(here, writer, project)
    usual = pages(reader, here.boards[1000], USUAL_PAGES)
    stop, meanwhile = threading.Event(), list[float]()
    reading = threading.Thread(target=read_until, args=(stop, reader, here.boards[1000], meanwhile))
    reading.start()
    used, taken = zip(*(printed(here, writer, project) for _ in range(REPORTS)), strict=True)
    stop.set()
    reading.join()
    here.stop("worker")
    yield Figure("one-page report", "worker's processor, median", median(used), "ms", 1000.0)
    yield Figure(
        "one-page report", "frozen to printed, median", median(taken), "ms", 1000.0 + BEAT_MS
    )
    yield Figure("one-page report", "pages usually, p95", p95(usual), "ms")
    yield Figure(
        "one-page report", "pages meanwhile, p95", p95(meanwhile), "ms", max(2 * p95(usual), 1.0)
    )


def printed(here: Instance, writer: Person, project: str) -> tuple[float, float]:
    """Draft, freeze, wait for the PDF: the worker's processor time and the wall's, in ms."""
    writer.send("POST", f"/projects/{project}/reports", {"language": "fr"})
    report = writer.location
    assert report.startswith("/reports/"), report
    before, started = here.processor_ms("worker"), time.perf_counter()
    writer.put(f"{report}/freezing")
    while time.perf_counter() - started < 20:
        try:
            content = writer.get(f"{report}/pdf")
        except AssertionError:
            time.sleep(0.02)
            continue
        assert content.startswith(b"%PDF"), content[:20]
        return here.processor_ms("worker") - before, (time.perf_counter() - started) * 1000
    raise TimeoutError(f"{report} was not printed")


def pages(reader: Person, project: str, count: int) -> list[float]:
    taken = []
    for _ in range(count):
        reader.get(f"/projects/{project}/board")
        taken.append(reader.took)
        time.sleep(PAUSE)
    return taken


def read_until(stop: threading.Event, reader: Person, project: str, taken: list[float]) -> None:
    while not stop.is_set():
        taken += pages(reader, project, 1)
