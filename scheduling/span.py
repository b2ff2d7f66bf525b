"""How one activity lies in working time, once it is known when it may begin or has to end."""

from __future__ import annotations

from scheduling.plan import Activity, Assignment, Constraint
from scheduling.working_time import ELAPSED

Dates = tuple[int, int]


def given(one: Activity, otherwise: int) -> Dates:
    """The dates of an activity whose dates are an input (rule 9); `otherwise` if it has none."""
    start = one.start if one.actual_start is None else one.actual_start
    finish = one.finish if one.actual_finish is None else one.actual_finish
    if start is None:
        start = otherwise if finish is None else ending(one, finish)[0]
    return start, beginning(one, start)[1] if finish is None else finish


def beginning(one: Activity, instant: int) -> Dates:
    """Start and finish of an activity that may begin at `instant`.

    A milestone stays exactly there (rule 2); all else starts in the next working time (rule 3),
    with assignments at the earliest of their starts and until the latest of their finishes (5).
    """
    if not one.duration:
        return instant, instant
    if one.assignments:
        parts = [_part(one, part, instant) for part in one.assignments]
        return min(start for start, _ in parts), max(finish for _, finish in parts)
    measure = ELAPSED if one.elapsed else one.calendar
    start = measure.next_start(instant)
    return start, measure.finish_after(start, one.duration)


def ending(one: Activity, instant: int) -> Dates:
    """Start and finish of one that ends at `instant`, kept even where nobody works (rule 3)."""
    if not one.duration:
        return instant, instant
    if one.assignments:
        return min(_start_before(one, part, instant) for part in one.assignments), instant
    measure = ELAPSED if one.elapsed else one.calendar
    return measure.start_before(instant, one.duration), instant


def constrained(one: Activity, start: int, finish: int) -> Dates:
    """The dates after those constraints that beat links, whatever the links ask (rule 7)."""
    kind, at = one.constraint, one.constraint_at
    if at is None:
        return start, finish
    if kind is Constraint.MSO or (kind is Constraint.SNLT and start > at):
        return beginning(one, at)
    if kind is Constraint.MFO:
        return ending(one, at)
    if kind is Constraint.FNLT and finish > at:
        return ending(one, one.measure.previous_finish(at) if one.duration else at)
    return start, finish


def _part(one: Activity, part: Assignment, instant: int) -> Dates:
    start = part.calendar.next_start(part.calendar.later(instant, part.delay))
    return start, part.calendar.finish_after(start, part.duration or one.duration)


def _start_before(one: Activity, part: Assignment, instant: int) -> int:
    return part.calendar.start_before(instant, part.delay + (part.duration or one.duration))
