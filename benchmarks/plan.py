"""The plan of 1,000 rows: its page, a ripple looked at, a bar dropped."""

import random
from collections.abc import Iterator

from benchmarks.figures import Figure, spread_of
from benchmarks.instance import Instance
from benchmarks.moving import board_of
from benchmarks.person import Person

PAGES, DROPS = 30, 60


def measure(here: Instance) -> Iterator[Figure]:
    project, email = here.boards[1000], here.emails["owner"]
    rows = int(here.said("-m", "benchmarks.planned", project))
    told = here.open_sessions({email: 1})
    person = Person(here.port, told["sessions"][email][0])
    person.open_board(project)
    yield from page(here, person, project, rows)
    cards = [card for column in board_of(told, project) for card in column["cards"]]
    yield from drops(person, random.Random(7).sample(cards, DROPS))


def page(here: Instance, person: Person, project: str, rows: int) -> Iterator[Figure]:
    address, row, taken = f"/projects/{project}/plan", f"plan of {rows:,}", []
    person.get(address)
    yield Figure(row, "first time", person.took, "ms")
    before = here.processor_ms()
    for _ in range(PAGES):
        person.get(address)
        taken.append(person.took)
    yield from spread_of(row, "warm", taken, (80.0, None))
    yield Figure(row, "warm, processor", (here.processor_ms() - before) / PAGES, "ms")
    yield Figure(row, "gzip", person.size / 1024, "KB", 150.0)


def drops(person: Person, cards: list[str]) -> Iterator[Figure]:
    """Each bar is looked at first, as a drag does."""
    looked, dropped = [], []
    for card in cards:
        person.get(f"/tasks/{card}/ripple?edge=move&by=1")
        looked.append(person.took)
        person.put(f"/tasks/{card}/schedule", edge="move", by="1")
        dropped.append(person.took)
    yield from spread_of("drag in a plan of 1,000", "ripple shown", looked)
    yield from spread_of("drag in a plan of 1,000", "answered and stored", dropped, (60.0, None))
