"""Where a plan ends if no work that is left lies in the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduling.forward import Timetable
from scheduling.plan import Activity, Id, Plan
from scheduling.span import Dates, beginning


def forecast(plan: Plan, status: int) -> Mapping[Id, Dates]:
    """Start and finish of each activity by its id, as instants, foreseen at the instant `status`.

    What should be over by then and is not goes on from there, for as long as what is left of it
    takes; what waits for it is pushed as in a ripple (rule 11). All else stands where it stands.
    Raises `NoWorkingTime` for work that nobody can do any more.
    """
    stands = Timetable(plan)
    stands.stand()
    table = stands.copied(plan)
    for node in plan.network.order:
        table.starts[node], table.finishes[node] = _expected(node, stands, table, status)
    return table.dates()


def _expected(node: int, stands: Timetable, table: Timetable, status: int) -> tuple:
    if node >= table.network.count:
        return table.placed(node)
    one, stays = table.activities[node], stands.at(node)
    dates = _pushed(node, stands, table)
    end = one.deadline if one.finish is None else one.finish
    is_late = end is not None and end <= status
    if one.percent >= 100 or dates[0] >= status or not (is_late or dates != stays):
        return dates
    start, finish = _gone_on(one, dates[0], status)
    return start, max(finish, dates[1])


def _pushed(node: int, stands: Timetable, table: Timetable) -> Dates:
    """Later if what comes before it is later now, and only if it would have to be."""
    one, stays = table.activities[node], stands.at(node)
    if one.is_fixed or one.is_levelled:
        return stays
    before, now = stands.placed(node), table.placed(node)
    return now if now > before and now > stays else stays


def _gone_on(one: Activity, begun: int, status: int) -> Dates:
    """A milestone waits for the next working time; what has begun keeps its start."""
    left = round(one.duration * (100 - one.percent) / 100)
    if not left:
        start = finish = one.calendar.next_start(status)
    else:
        parts = tuple(replace(part, duration=None, delay=0) for part in one.assignments)
        start, finish = beginning(replace(one, duration=left, assignments=parts), status)
    return (begun if one.is_started else start), finish
