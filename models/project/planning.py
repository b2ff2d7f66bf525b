"""The plan of a project: its rows as the engine takes them, and what the engine answers as rows.

Read and computed outside of the write lock, which is then held only to see that the plan's version
is still the same, and to write the rows that changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.base import db
from models.project.moving import (
    Dates,
    Json,
    Row,
    dates_to_store,
    listed,
    ready_to_write,
    set_fields,
    write_dates,
)
from models.project.reading import Reading
from scheduling import (
    Activity,
    Change,
    Loop,
    NoWorkingTime,
    Plan,
    PlanError,
    Ripple,
    broken_links,
    moment_of,
    ripple,
)
from scheduling import Link as EngineLink


class Outdated(Exception):
    """The plan has changed since it was read: compute again."""


class Planned:
    """Columns of a project that its plan needs; the version counts its changes."""

    plan_start: Mapped[datetime | None]
    plan_version: Mapped[int] = mapped_column(default=0)

    def plan_changed(self) -> None:
        """Dates, links, calendars or what is in the plan: what was computed before is stale."""
        kind: Any = type(self)
        self.plan_version = kind.plan_version + 1  # counted by the database


@dataclass(frozen=True)
class PlanRead:
    """A project's plan as the engine takes it, ids being tasks' numbers; and the stored dates."""

    version: int
    plan: Plan
    stored: Mapping[Any, Dates]

    @cached_property
    def broken(self) -> frozenset[tuple[Any, Any]]:
        """The ends of links that are not kept; none where the engine cannot say."""
        try:
            found = broken_links(self.plan)
        except (Loop, PlanError, NoWorkingTime):
            return frozenset()
        return frozenset((link.predecessor, link.successor) for link in found)

    def after(self, change: Change) -> "Replanned":
        """What a change would move. Raises what `scheduling.ripple` raises."""
        found = ripple(self.plan, change)
        activities = {one.id: one for one in self.plan.activities}
        dates = {
            move.id: dates_to_store(activities[move.id], move.after, self.stored[move.id])
            for move in found.moves
        }
        was, is_now = _fields_changed(activities, found.activity)
        stood = {task_id: self.stored[task_id] for task_id in dates}
        before, after = {"moves": listed(stood), **was}, {"moves": listed(dates), **is_now}
        return Replanned(self, found, ready_to_write(dates), before, after)


@dataclass(frozen=True, slots=True)
class Replanned:
    """What a change would move, ready to be shown, and to be written.

    `before` and `after` are how an event keeps it: the dates of all that moves, and what else
    changed on the task that was taken in hand.
    """

    read: PlanRead
    ripple: Ripple
    rows: list[Row]
    before: Json
    after: Json

    @property
    def is_change(self) -> bool:
        return bool(self.rows) or len(self.after) > 1

    def write(self, project: Any) -> tuple[Json, Json]:
        """Write what moves; how it was and how it is now.

        Raises `Outdated` if the plan is no longer the one that was read.
        """
        _claim(project, self.read.version)
        write_dates(self.rows)
        if self.ripple.activity is not None:
            set_fields(self.ripple.activity.id, self.after)
        return dict(self.before), dict(self.after)


def plan_read(project: Any) -> PlanRead:
    """The plan as it stands, in a handful of statements however many rows."""
    read = Reading(project)
    return PlanRead(read.version, read.plan(), read.stored)


@lru_cache(maxsize=8)
def _read_before(_public_id: str, _version: int) -> list[PlanRead]:
    return []  # filled by `plan_kept`


def plan_kept(project: Any) -> PlanRead:
    """The same, read once for each version: only outside of a change, which may still be undone."""
    kind: Any = type(project)
    version = db.session.scalar(select(kind.plan_version).where(kind.id == project.id))
    kept = _read_before(project.public_id, version)
    if not kept:
        read = plan_read(project)
        if read.version != version:
            return read
        kept.append(read)
    return kept[0]


def engine_link(link: Any) -> EngineLink:
    """A `Link`, or a row of one, as the engine takes it."""
    return EngineLink(
        link.predecessor_id,
        link.successor_id,
        link.kind,
        link.lag,
        elapsed=link.unit.startswith("elapsed"),
        percent=link.unit.endswith("percent"),
    )


def fields_of(one: Activity) -> Json:
    """The columns of a task, besides its dates, that the engine may change."""
    return {
        "duration": one.duration,
        "manual": one.manual,
        "constraint": one.constraint.name,
        "constraint_at": _text(one.constraint_at),
        "levelling_delay": one.levelling_delay,
        "actual_start": _text(one.actual_start),
        "actual_finish": _text(one.actual_finish),
        "segments": [[_text(begin), _text(end)] for begin, end in one.segments] or None,
    }


def _fields_changed(activities: Mapping[Any, Activity], now: Activity | None) -> tuple[Json, Json]:
    """What changed on the task that was taken in hand, its dates apart: before, and now."""
    if now is None:
        return {}, {}
    old, new = fields_of(activities[now.id]), fields_of(now)
    changed = [name for name in new if new[name] != old[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def _claim(project: Any, version: int) -> None:
    kind: Any = type(project)
    db.session.flush()
    claimed = db.session.execute(
        update(kind)
        .where(kind.id == project.id, kind.plan_version == version)
        .values(plan_version=version + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        raise Outdated
    db.session.expire(project, ["plan_version"])


def _text(minute: int | None) -> str | None:
    return None if minute is None else moment_of(minute).isoformat(timespec="minutes")
