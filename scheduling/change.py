"""A change to one activity, and the activity as it is after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduling.plan import Activity, Constraint, Id, Link, PlanError
from scheduling.span import Dates, beginning
from scheduling.working_time import NoWorkingTime


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody does to one activity, or to links.

    Of `activity`, `start` is the instant where its bar is dropped, `finish` where its end is (the
    duration follows), `duration` its new length in minutes of its calendar; what is None stays.
    `alone` is "this bar alone": it becomes manual, and nothing follows it. `link` and `unlink` are
    links to make and to take away, between any rows; for another lag, one of each.
    """

    activity: Id | None = None
    start: int | None = None
    finish: int | None = None
    duration: int | None = None
    alone: bool = False
    link: tuple[Link, ...] = ()
    unlink: tuple[Link, ...] = ()


def reshaped(one: Activity, start: int, change: Change) -> Activity:
    """The activity, and all its assignments, as long as the change says, beginning at `start`
    and no longer split.

    Raises `PlanError` for a finish before the start, and `NoWorkingTime` where an automatic one
    would have no work between them.
    """
    duration = change.duration
    if change.finish is not None:
        if change.finish < start:
            raise PlanError(f"{one.title} would finish before its start")
        duration = one.measure.between(start, change.finish)
        if one.duration and not duration and not one.is_fixed:
            raise NoWorkingTime(f"nobody would work on {one.title}")
    if duration is None:
        return one
    parts = tuple(replace(part, duration=None) for part in one.assignments)
    return replace(one, duration=duration, assignments=parts, segments=())


def freed(one: Activity, start: int) -> Activity:
    """The activity at `start` without constraint, levelling or splits: the hand that drops wins."""
    return replace(
        one,
        start=start,
        finish=None,
        constraint=Constraint.ASAP,
        constraint_at=None,
        levelling_delay=0,
        segments=(),
    )


def held(one: Activity, stood: Dates, change: Change) -> Activity:
    """An activity whose dates are its own, where it is put; actual dates go along.

    A manual one stands exactly there, a started one begins in working time (rule 2). What nobody
    works on, a milestone or a Sunday, keeps its length on the clock.
    """
    start = stood[0] if change.start is None else change.start
    if one.is_started and not one.manual and change.start is not None:
        start = beginning(one, start)[0]
    finish, one = change.finish, reshaped(one, start, change)
    if finish is None and one.duration and (start, change.duration) != (stood[0], None):
        finish = beginning(one, start)[1]
    elif finish is None:
        finish = start + stood[1] - stood[0]
    return replace(
        one,
        start=start,
        finish=finish,
        actual_start=None if one.actual_start is None else start,
        actual_finish=None if one.actual_finish is None else finish,
        segments=one.segments if (start, finish) == stood else (),
    )
