"""What is to be scheduled: activities, the links between them, the summaries around them.

Ids are whatever the caller uses, as long as they can be dictionary keys; an activity and a summary
never share one. Instants and durations are minutes, as in `scheduling.workweek`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from scheduling.network import Network
from scheduling.working_time import ELAPSED, WorkingTime

Id = Hashable


class PlanError(ValueError):
    """A plan that contradicts itself: unknown or repeated ids, a constraint without its date."""


class Constraint(Enum):
    """The eight constraints of Microsoft Project, by their usual abbreviations.

    As soon, as late as possible; start, finish no earlier than; start, finish no later than;
    must start, must finish on.
    """

    ASAP = auto()
    ALAP = auto()
    SNET = auto()
    FNET = auto()
    SNLT = auto()
    FNLT = auto()
    MSO = auto()
    MFO = auto()


UNDATED = frozenset({Constraint.ASAP, Constraint.ALAP})


@dataclass(frozen=True, slots=True)
class Assignment:
    """One resource's part: `duration` minutes (None: the activity's own) of `calendar`, the
    working time that the activity and the resource have in common, begun `delay` such minutes
    after the activity could start."""

    calendar: WorkingTime
    duration: int | None = None
    delay: int = 0


@dataclass(frozen=True, slots=True)
class Activity:
    """A leaf of the plan; one without duration is a milestone.

    `duration` counts minutes of `calendar`, or of the clock if `elapsed`; lags into the activity
    count in `calendar` either way. `start` and `finish` are where it stands now: inputs for what is
    manual, started (`percent`, `actual_start`) or split (`segments`, its working pieces), and for
    `ripple`; else only a default. Whole days, midnight to midnight, are first cut to working time
    by `WorkingTime.clipped`. `constraint_at` is the date of every constraint but ASAP and ALAP;
    `levelling_delay` is elapsed. With assignments the activity lasts from the earliest of their
    starts to the latest of their finishes.
    """

    id: Id
    duration: int
    calendar: WorkingTime
    name: str = ""
    parent: Id | None = None
    elapsed: bool = False
    manual: bool = False
    start: int | None = None
    finish: int | None = None
    constraint: Constraint = Constraint.ASAP
    constraint_at: int | None = None
    deadline: int | None = None
    percent: float = 0
    actual_start: int | None = None
    actual_finish: int | None = None
    levelling_delay: int = 0
    segments: tuple[tuple[int, int], ...] = ()
    assignments: tuple[Assignment, ...] = ()

    def __post_init__(self) -> None:
        if self.duration < 0:
            raise PlanError(f"{self.title} has a negative duration")
        if self.constraint not in UNDATED and self.constraint_at is None:
            raise PlanError(f"{self.title} has a constraint without a date")

    @property
    def title(self) -> str:
        """What it is called where it has to be named."""
        return self.name or str(self.id)

    @property
    def measure(self) -> WorkingTime:
        """The time its duration counts in: that of its assignment if there is just one."""
        if len(self.assignments) == 1:
            return self.assignments[0].calendar
        return ELAPSED if self.elapsed else self.calendar

    @property
    def is_started(self) -> bool:
        return self.percent > 0 or self.actual_start is not None

    @property
    def is_fixed(self) -> bool:
        """Are its dates an input, never to be computed?"""
        return self.manual or self.is_started or bool(self.segments)

    @property
    def is_levelled(self) -> bool:
        return self.levelling_delay != 0 or bool(self.segments)


@dataclass(frozen=True, slots=True)
class Summary:
    """A phase: a group whose links and `start_no_earlier` apply to each activity below it.

    A manual one has dates of its own: its `start` is the floor of what lies in it, in place of its
    links and of the floors further up, and its own dates are what its successors follow.
    """

    id: Id
    name: str = ""
    parent: Id | None = None
    start_no_earlier: int | None = None
    manual: bool = False
    start: int | None = None
    finish: int | None = None

    def __post_init__(self) -> None:
        if self.manual and (self.start is None or self.finish is None):
            raise PlanError(f"{self.name or self.id} is manual and has no dates")


@dataclass(frozen=True, slots=True)
class Link:
    """`kind` is FS, SS, FF or SF, the predecessor's end first; `lag` is negative for a lead.

    The lag counts minutes of the successor's calendar, of the clock if `elapsed`; if `percent`, it
    is so many hundredths of the predecessor's duration. Either end may be a summary.
    """

    predecessor: Id
    successor: Id
    kind: str = "FS"
    lag: float = 0
    elapsed: bool = False
    percent: bool = False

    def __post_init__(self) -> None:
        if self.kind not in ("FS", "SS", "FF", "SF"):
            raise PlanError(f"a link of kind {self.kind}")
        if not self.percent and self.lag != int(self.lag):
            raise PlanError(f"a lag of {self.lag} minutes")


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything at once; what is built has been checked.

    `start` is the project's, `calendar` counts the lags of links to summaries. Raises `PlanError`,
    and `Loop` naming what lies on a loop in order.
    """

    start: int
    calendar: WorkingTime
    activities: tuple[Activity, ...]
    links: tuple[Link, ...] = ()
    summaries: tuple[Summary, ...] = ()
    network: Network = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {row.id for row in self.rows}
        if len(known) < len(self.rows):
            raise PlanError("two rows have the same id")
        _check_known({link.predecessor for link in self.links}, known, "predecessor")
        _check_known({link.successor for link in self.links}, known, "successor")
        parents = {row.parent for row in self.rows} - {None}
        _check_known(parents, {summary.id for summary in self.summaries}, "summary")
        object.__setattr__(self, "network", Network(self))

    @property
    def rows(self) -> tuple[Activity | Summary, ...]:
        """Activities and summaries."""
        return self.activities + self.summaries


def _check_known(ids: Iterable[Id], known: set[Id], what: str) -> None:
    if unknown := set(ids) - known:
        raise PlanError(f"unknown {what}: {', '.join(sorted(map(str, unknown)))}")
