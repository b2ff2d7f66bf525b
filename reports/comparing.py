"""What has changed since the last report that was sent, told once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reports.facts import Change, Facts

MOST = 10  # how many a sheet has room for


@dataclass(frozen=True)
class Seen:
    """What the readers see today, beyond what the facts name: open tasks by their day, and all."""

    due: dict[str, date]
    all: frozenset[str]


def changes(facts: Facts, before: Facts, seen: Seen) -> list[Change]:
    """Dates first, then what was settled and what was added; nothing of what they no longer see."""
    found = [*_finish(facts, before), *_milestones(facts, before), *_steps(before, seen)]
    return [*found, *_settled(facts, before, seen), *_added(before, seen)][:MOST]


def _finish(facts: Facts, before: Facts) -> Iterator[Change]:
    was, now = before.schedule, facts.schedule
    if was and now and was.finish != now.finish:
        yield Change("finish", was=was.finish, now=now.finish)


def _milestones(facts: Facts, before: Facts) -> Iterator[Change]:
    told = {stop.id: stop for stop in before.milestones}
    for stop in facts.milestones:
        was = told.get(stop.id)
        if was is None:
            yield Change("added", stop.id, stop.title, now=stop.forecast)
        elif stop.reached and not was.reached:
            yield Change("reached", stop.id, stop.title, was.forecast, stop.forecast)
        elif stop.forecast != was.forecast and not stop.reached:
            yield Change("moved", stop.id, stop.title, was.forecast, stop.forecast)


def _steps(before: Facts, seen: Seen) -> Iterator[Change]:
    for step in before.next:
        day = seen.due.get(step.id)
        if day and day != step.on:
            yield Change("step", step.id, step.title, step.on, day)


def _settled(facts: Facts, before: Facts, seen: Seen) -> Iterator[Change]:
    waiting = {ask.id for ask in facts.asks}
    for ask in before.asks:
        if ask.id in seen.all and ask.id not in waiting:
            yield Change("settled", ask.id, ask.title)


def _added(before: Facts, seen: Seen) -> Iterator[Change]:
    new = len(seen.all - set(before.tasks))
    if before.tasks and new:
        yield Change("tasks", count=new)
