"""Boards of 1,000 and 5,000 cards, every card in the answer; alone, and eight readers at once."""

import threading
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, spread_of
from benchmarks.instance import Instance
from benchmarks.person import Person

SEEN_BY = ("owner", "client")
FIRST_TIMES, WARM_TIMES, CROWD, CROWD_SECONDS = 5, 40, 8, 4.0


def all_cards(project: str) -> str:
    return f"/projects/{project}/board?all=1"


def measure(here: Instance) -> Iterator[Figure]:
    project = here.boards[1000]
    for role in SEEN_BY:
        yield from first_time(here, role, project)
    for role in SEEN_BY:
        yield from warm(here, role, project, 1000, 10.0)
        yield from warm(here, role, here.boards[5000], 5000, 40.0)
    for role in SEEN_BY:
        yield crowd(here, role, project)


def signed_in(here: Instance, role: str, count: int) -> list[Person]:
    email = here.emails[role]
    secrets = here.open_sessions({email: count})["sessions"][email]
    return [Person(here.port, secret) for secret in secrets]


def first_time(here: Instance, role: str, project: str) -> Iterator[Figure]:
    """Just after a start, the code warmed on a small board, no card of this one drawn yet."""
    taken = []
    for _ in range(FIRST_TIMES):
        here.restart()
        (person,) = signed_in(here, role, 1)
        for _ in range(3):
            person.get(all_cards(here.boards[100]))
        person.get(all_cards(project))
        taken.append(person.took)
    yield from spread_of("board of 1,000", f"{role}, first time", taken, (70.0, None))


def warm(here: Instance, role: str, project: str, cards: int, limit: float) -> Iterator[Figure]:
    """Others have looked before; no 304."""
    other, person = signed_in(here, role, 2)
    for _ in range(2):
        other.get(all_cards(project))
    person.get(all_cards(project))
    taken = []
    before = here.processor_ms()
    for _ in range(WARM_TIMES):
        person.get(all_cards(project))
        taken.append(person.took)
    used = (here.processor_ms() - before) / WARM_TIMES
    row = f"board of {cards:,}"
    yield from spread_of(row, f"{role}, warm", taken, (limit, None))
    yield Figure(row, f"{role}, warm, processor", used, "ms")
    size = 60.0 if cards == 1000 else None
    yield Figure(row, f"{role}, gzip", person.size / 1024, "KB", size)


def crowd(here: Instance, role: str, project: str) -> Figure:
    """Eight people reading without pause."""
    people = signed_in(here, role, CROWD)
    for person in people:
        person.get(all_cards(project))
    deadline = time.perf_counter() + CROWD_SECONDS
    pages = [0] * CROWD

    def read(number: int) -> None:
        while time.perf_counter() < deadline:
            people[number].get(all_cards(project))
            pages[number] += 1

    threads = [threading.Thread(target=read, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = sum(pages) / CROWD_SECONDS
    return Figure("8 readers of 1,000", f"{role}", rate, "pages/s", 100.0, at_least=True)
