"""The engine of plans by itself: a whole recompute, one drag, a long chain.

It needs no server and waits for nothing, so what is measured is processor time.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from benchmarks.figures import Figure, median
from scheduling import (
    Activity,
    Calendar,
    Change,
    Link,
    Plan,
    Summary,
    WorkingTime,
    floats,
    minute_of,
    ripple,
    schedule,
    working_time,
)

ROUNDS = 15
START = minute_of(datetime(2026, 1, 5, 8))
DAY = 480


def measure(_here: object) -> Iterator[Figure]:
    for count, limit in ((1000, 10.0), (10_000, 80.0)):
        plan = made(count)
        row = f"plan of {count:,}"
        yield Figure(row, "read and checked", taken(partial(replace, plan)), "ms")
        yield Figure(row, "recomputed", taken(partial(schedule, plan)), "ms", limit)
        yield Figure(row, "with floats", taken(partial(floats, plan)), "ms")
    yield from drags(at_rest(made(1000)))
    yield from chain(5000)


def drags(plan: Plan) -> Iterator[Figure]:
    """One bar a day later, in turns those of the whole plan."""
    times, moves = [], []
    for one in plan.activities[:: len(plan.activities) // 100]:
        change = Change(one.id, start=(one.start or START) + 1440)
        times.append(taken(partial(ripple, plan, change), 3))
        moves.append(len(ripple(plan, change).moves))
    yield Figure("drag in 1,000", "median", median(times), "ms", 10.0)
    yield Figure("drag in 1,000", f"worst ({max(moves)} moved)", max(times), "ms", 60.0)


def chain(count: int) -> Iterator[Figure]:
    rows = tuple(Activity(number, DAY, office()) for number in range(count))
    links = tuple(Link(number, number + 1) for number in range(count - 1))
    plan = at_rest(Plan(START, office(), rows, links))
    change = Change(0, start=START + 1440)
    assert len(ripple(plan, change).moves) == count
    yield Figure(
        f"chain of {count:,}", "all moved", taken(partial(ripple, plan, change)), "ms", 250.0
    )


def made(count: int) -> Plan:
    """Phases of twenty, 1.5 links an activity, of all kinds, some with lag; twenty calendars."""
    chance = random.Random(count)
    calendars = [part_time(number) for number in range(20)]
    rows = []
    for number in range(count):
        duration, calendar = chance.randrange(10) * 240, chance.choice(calendars)
        rows.append(Activity(number, duration, calendar, parent=f"p{number // 20}"))
    links = []
    for after in range(1, count):
        for _ in range(chance.choice((1, 2))):
            before = after - chance.randrange(1, min(after, 40) + 1)
            kind = chance.choice(("FS",) * 8 + ("SS", "FF"))
            links.append(Link(before, after, kind, chance.choice((0, 0, 0, 0, 240, -240))))
    phases = tuple(Summary(f"p{number}") for number in range((count + 19) // 20))
    return Plan(START, office(), tuple(rows), tuple(links), phases)


def at_rest(plan: Plan) -> Plan:
    dates = schedule(plan).dates
    stood = (replace(a, start=dates[a.id][0], finish=dates[a.id][1]) for a in plan.activities)
    return replace(plan, activities=tuple(stood))


def office() -> WorkingTime:
    return working_time(Calendar())


def part_time(number: int) -> WorkingTime:
    """A week that ends an hour or some earlier on one of its days."""
    shifts = [((480, 720), (780, 1020))] * 5
    shifts[number % 5] = ((480, 720), (780, 1020 - 60 * (number // 5)))
    return working_time(Calendar(week=(*shifts, (), ())))


def taken(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of some rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return median(times)
