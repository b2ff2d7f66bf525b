"""Cards moved by one person on boards of three sizes, then by eight people at once."""

import random
import threading
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.figures import Figure, p95, spread_of
from benchmarks.instance import Instance
from benchmarks.person import Person

MOVES, PEOPLE, EACH = 100, 8, 12


def measure(here: Instance) -> Iterator[Figure]:
    for cards, project in here.boards.items():
        yield from one_person(here, cards, project)
    yield from eight_people(here, here.boards[1000])


def board_of(told: dict[str, Any], project: str) -> list[dict[str, Any]]:
    return next(board["columns"] for board in told["boards"] if board["project"] == project)


def one_person(here: Instance, cards: int, project: str) -> Iterator[Figure]:
    """Any card to any place of any other column, one after the other."""
    email, chance = here.emails["owner"], random.Random(cards)
    told = here.open_sessions({email: 1})
    columns = board_of(told, project)
    person = Person(here.port, told["sessions"][email][0])
    person.open_board(project)
    taken, sizes = [], []
    for number in range(MOVES + 5):
        source, target = chance.sample(columns, 2)
        card = source["cards"].pop(chance.randrange(len(source["cards"])))
        before = chance.choice(target["cards"])
        person.put(f"/tasks/{card}/place", column=target["id"], before=before)
        target["cards"].insert(target["cards"].index(before), card)
        if number >= 5:
            taken.append(person.took)
            sizes.append(person.size)
    yield from spread_of(f"move on a board of {cards:,}", "owner", taken, (10.0, 25.0))
    yield Figure(f"move on a board of {cards:,}", "largest answer", max(sizes) / 1024, "KB", 5.0)
    assert board_of(here.open_sessions({}), project) == columns, "the board is not as it was left"


class Mover(threading.Thread):
    """One of eight: moves twelve cards of their own, each before the same card as the others."""

    def __init__(self, person: Person, cards: list[str], column: str, before: str) -> None:
        super().__init__()
        self.person, self.cards, self.column, self.before = person, cards, column, before
        self.taken: list[float] = []
        self.problems: list[str] = []

    def run(self) -> None:
        for card in self.cards:
            try:
                self.person.put(f"/tasks/{card}/place", column=self.column, before=self.before)
                self.taken.append(self.person.took)
            except (AssertionError, OSError) as problem:
                self.problems.append(str(problem))


def eight_people(here: Instance, project: str) -> Iterator[Figure]:
    """Everybody crowds before one card of one column, the hardest case for positions."""
    staff = [email for email in here.accounts if email != here.emails["client"]]
    emails = [staff[number % len(staff)] for number in range(PEOPLE)]
    told = here.open_sessions({email: emails.count(email) for email in emails})
    first, *others = board_of(told, project)
    waiting = [card for column in others for card in column["cards"]][: PEOPLE * EACH]
    movers = []
    for number, email in enumerate(emails):
        person = Person(here.port, told["sessions"][email].pop())
        person.open_board(project)
        own = waiting[number * EACH : (number + 1) * EACH]
        movers.append(Mover(person, own, first["id"], first["cards"][1]))
    started, used = time.perf_counter(), here.processor_ms()
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join()
    seconds, used = time.perf_counter() - started, here.processor_ms() - used
    taken = [one for mover in movers for one in mover.taken]
    after = board_of(here.open_sessions({}), project)
    yield from reckoning(after, movers, first["cards"], waiting)
    row = "8 people moving at once"
    yield Figure(row, "rate", len(taken) / seconds, "moves/s", 100.0, at_least=True)
    yield Figure(row, "p95", p95(taken), "ms", 100.0)
    yield Figure(row, "processor a move", used / len(taken), "ms")


def reckoning(
    after: list[dict[str, Any]], movers: list[Mover], were_there: list[str], moved: list[str]
) -> Iterator[Figure]:
    """What was lost, what failed, and whether all stand where the sum of the moves puts them."""
    row, column = "8 people moving at once", after[0]["cards"]
    everywhere = [card for one in after for card in one["cards"]]
    lost = [card for card in moved if card not in column or everywhere.count(card) != 1]
    between = column[1 : 1 + len(moved)]
    orderly = [card for card in column if card in were_there] == were_there
    for mover in movers:
        orderly = orderly and [card for card in between if card in mover.cards] == mover.cards
    yield Figure(row, "lost", len(lost), "moves", 0.0)
    yield Figure(row, "errors", sum(len(mover.problems) for mover in movers), "", 0.0)
    yield Figure(row, "cards out of order", 0.0 if orderly else 1.0, "", 0.0)
