"""A plan computed: the dates of its activities, and how far they could slip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.backward import Latest
from scheduling.forward import Timetable
from scheduling.plan import Constraint, Id, Plan
from scheduling.span import Dates


@dataclass(frozen=True, slots=True)
class Schedule:
    """Start and finish of each activity by its id, and the last finish of all, as instants."""

    dates: Mapping[Id, Dates]
    finish: int


@dataclass(frozen=True, slots=True)
class Floats:
    """How late an activity may stand (instants), and how far that is (minutes it works in).

    `total_float` is how much it can slip before the project's finish moves or a date that has to be
    kept is missed: negative if one is missed already. `free_float` is how much it can slip before
    anything else moves. Without total float it is critical.
    """

    late_start: int
    late_finish: int
    total_float: int
    free_float: int

    @property
    def is_critical(self) -> bool:
        return self.total_float <= 0


def schedule(plan: Plan) -> Schedule:
    """The whole plan computed: links, summaries, constraints, levelling delays, given dates.

    What nothing drives stays at the `start` it has, and without one begins with the project
    (rule 1). Raises `NoWorkingTime` if a calendar never works.
    """
    table = timetable(plan)
    return Schedule(table.dates(), table.finish)


def floats(plan: Plan) -> dict[Id, Floats]:
    """Late dates, total and free float of each activity of the computed plan, by its id."""
    table = timetable(plan)
    latest, standing = Latest(table), Latest(table, as_they_stand=True)
    ids, finish = (one.id for one in plan.activities), table.finish
    return {one: _floats(latest, standing, node, finish) for node, one in enumerate(ids)}


def timetable(plan: Plan) -> Timetable:
    """A plan's nodes placed: forward, and if anything is to begin as late as possible, back, and
    forward again (rule 7)."""
    table = Timetable(plan)
    table.fill()
    late = [at for at, one in enumerate(plan.activities) if one.constraint is Constraint.ALAP]
    if late:
        starts = Latest(table).starts
        table.latest = {node: starts[node] for node in late}
        table.fill()
    return table


def _floats(latest: Latest, standing: Latest, node: int, project_finish: int) -> Floats:
    measure = latest.table.activities[node].measure
    start, finish = latest.table.starts[node], latest.table.finishes[node]
    late_start, late_finish = latest.starts[node], latest.finishes[node]
    total = min(measure.between(start, late_start), measure.between(finish, late_finish))
    begin, end = standing.limits(node)
    free = measure.between(finish, project_finish if end is None else end)
    if begin is not None:
        free = min(free, measure.between(start, begin))
    return Floats(late_start, late_finish, total, max(0, free))
