"""The plan of 1,000 rows: its page, a ripple looked at, a bar dropped; a chain of 5,000."""

import random
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from benchmarks.figures import Figure, median, spread_of
from benchmarks.instance import Instance
from benchmarks.moving import board_of
from benchmarks.person import Person
from benchmarks.screen import TIMES, launched, look

PAGES, DROPS, CHAINS = 30, 60, 5


def measure(here: Instance) -> Iterator[Figure]:
    project, email = here.boards[1000], here.emails["owner"]
    rows = int(here.said("-m", "benchmarks.planned", project).split()[0])
    told = here.open_sessions({email: 1})
    person = Person(here.port, told["sessions"][email][0])
    person.open_board(project)
    yield from page(here, person, project, rows)
    cards = [card for column in board_of(told, project) for card in column["cards"]]
    yield from drops(person, random.Random(7).sample(cards, DROPS))
    yield from on_screen(here, f"/projects/{project}/plan", rows)
    yield from chain(here, person, here.boards[5000])


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


def on_screen(here: Instance, path: str, rows: int) -> Iterator[Figure]:
    """In a real Chromium with an empty cache, the first visit left out."""
    email = here.emails["owner"]
    with sync_playwright() as playwright:
        browser = launched(playwright)
        secrets = here.open_sessions({email: TIMES})["sessions"][email]
        seen = [look(browser, here, secret, path, ".g-row") for secret in secrets][1:]
        browser.close()
    assert seen[0]["count"] == rows, "a row is missing"
    taken = [one["laidOut"] for one in seen]
    yield from spread_of(f"plan of {rows:,} on screen", "laid out", taken, (1000.0, None))


def chain(here: Instance, person: Person, project: str) -> Iterator[Figure]:
    """The first bar a day later each time, and all that waits for it."""
    rows, first = here.said("-m", "benchmarks.planned", project, "chain").split()
    taken = []
    for _ in range(CHAINS):
        told = person.ask("GET", f"/tasks/{first}/ripple?edge=move&by=1")
        assert str(int(rows) - 1).encode() in told, "not all of the chain would move"
        person.put(f"/tasks/{first}/schedule", edge="move", by="1")
        taken.append(person.took)
    yield Figure(
        f"chain of {int(rows):,}", "answered and stored, median", median(taken), "ms", 500.0
    )
