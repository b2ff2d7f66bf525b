"""What a draft holds of a plan: a task's place in it, links, calendars, baselines.

Moments are naive, the plan's own wall clock; durations, work and delays are minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(slots=True)
class DraftBaseline:
    """What a numbered baseline says of one task; duration and work are minutes."""

    number: int
    start: datetime | None
    finish: datetime | None
    duration: int | None
    work: int | None


@dataclass(slots=True)
class DraftPlan:
    """A task's place in a plan, as `models.task.planning` has it; `uid` is the source's number."""

    uid: str
    finish: datetime | None = None
    duration: int | None = None
    elapsed: bool = False
    manual: bool = False
    active: bool = True
    constraint: str = "ASAP"
    constraint_at: datetime | None = None
    percent: int = 0
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    levelling_delay: int = 0
    segments: list[list[datetime]] = field(default_factory=list)
    calendar: str = ""
    ignores_people: bool = False
    baselines: list[DraftBaseline] = field(default_factory=list)


@dataclass(slots=True)
class DraftLink:
    """A link by the keys of its ends; kind, lag and unit as `models.task.linking` has them."""

    predecessor: str
    successor: str
    kind: str = "FS"
    lag: int = 0
    unit: str = "working"


@dataclass(slots=True)
class DraftException:
    """Days with other hours than the week's; `recurrence` as `scheduling.recurrence` has it."""

    name: str
    first: date
    last: date
    shifts: list[list[int]] = field(default_factory=list)
    recurrence: dict[str, Any] | None = None


@dataclass(slots=True)
class DraftCalendar:
    """A week, Monday first, None for the base's hours; `person` is the key of whose it is."""

    key: str
    name: str
    week: list[list[list[int]] | None]
    base: str = ""
    is_default: bool = False
    person: str = ""
    exceptions: list[DraftException] = field(default_factory=list)
