"""Plans as PDF, and a report with its appendix: by the worker, from asking to having it."""

import re
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, median
from benchmarks.instance import Instance
from benchmarks.person import Person
from benchmarks.reading import signed_in
from benchmarks.report import BEAT_MS, file_of, frozen, printed

TIMES = {50: 5, 1000: 3}
LIMITS = {50: 1000.0, 1000: 6000.0}
REPORTS = 5
IDLE_MS = 50.0  # of processor in a second
LINK = re.compile(r'href="(/printouts/\w+/pdf)"')
LOOK = re.compile(r'hx-get="(/printouts/\w+)"')
OF_THE_SAMPLE = """
from app import create_app
from models import Project, db
with create_app().app_context():
    print(db.session.scalars(db.select(Project).where(Project.key == "LP")).one().public_id)
"""


def measure(here: Instance) -> Iterator[Figure]:
    here.start("worker")
    (owner,) = signed_in(here, "owner", 1)
    owner.open_board(here.boards[50])
    for size in TIMES:
        here.said("-m", "benchmarks.planned", here.boards[size])
    put_on_paper(here, owner, here.boards[50])
    rest(here)
    for size, times in TIMES.items():
        runs = [put_on_paper(here, owner, here.boards[size]) for _ in range(times)]
        used, taken, _pdf = zip(*runs, strict=True)
        row = f"plan of {size:,} as PDF, A3"
        yield Figure(row, "worker's processor, median", median(used), "ms", LIMITS[size])
        yield Figure(row, "asked to fetched, median", median(taken), "ms", LIMITS[size] + BEAT_MS)
        yield Figure(row, "size", len(runs[0][2]) / 1024, "KB")
    here.stop("worker")
    yield from report_of_the_sample()


def rest(here: Instance) -> None:
    """Until the worker has told people of what the rows before did."""
    before = -IDLE_MS
    while (used := here.processor_ms("worker")) >= before + IDLE_MS:
        before = used
        time.sleep(1)


def put_on_paper(here: Instance, person: Person, project: str) -> tuple[float, float, bytes]:
    """The worker's processor time and the wall's, in ms, and the file."""
    before, started = here.processor_ms("worker"), time.perf_counter()
    said = person.send("POST", f"/projects/{project}/printouts", {"paper": "A3"}).decode()
    while not (link := LINK.search(said)):
        look = LOOK.search(said)
        assert look and time.perf_counter() - started < 120, said
        time.sleep(0.05)
        said = person.ask("GET", look[1], headers={"HX-Request": "true"}).decode()
    taken = (time.perf_counter() - started) * 1000
    content = person.get(link[1])
    assert content.startswith(b"%PDF"), content[:20]
    return here.processor_ms("worker") - before, taken, content


def report_of_the_sample() -> Iterator[Figure]:
    with Instance() as sample:
        sample.start("worker")
        project = sample.said("-c", OF_THE_SAMPLE).strip()
        (writer,) = signed_in(sample, "owner", 1)
        writer.open_board(project)
        printed(sample, frozen(writer, project))
        runs = []
        for _ in range(REPORTS):
            report = frozen(writer, project)
            runs.append(printed(sample, report))
        used, taken = zip(*runs, strict=True)
        pdf = file_of(sample, report).read_bytes()
    row = "report with appendix, sample"
    yield Figure(row, "pages", pages_of(pdf), "pages")
    yield Figure(row, "worker's processor, median", median(used), "ms", 1500.0)
    yield Figure(row, "frozen to printed, median", median(taken), "ms", 1500.0 + BEAT_MS)
    yield Figure(row, "size", len(pdf) / 1024, "KB", 1024.0)


def pages_of(pdf: bytes) -> int:
    from io import BytesIO

    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)
