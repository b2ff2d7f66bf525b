"""The plan of a project: its rows as the engine takes them, and what the engine answers as rows.

Read and computed outside of the write lock, which is then held only to see that the plan's version
is still the same, and to write the rows that changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.base import db
from models.event import Changed, Event
from models.project.reading import Reading
from scheduling import Activity, Change, Plan, Ripple, minute_of, moment_of, ripple
from scheduling import Link as EngineLink

Dates = tuple[datetime | None, datetime | None]
Json = dict[str, Any]
DAY = timedelta(days=1)


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


@dataclass(frozen=True, slots=True)
class PlanRead:
    """A project's plan as the engine takes it, ids being tasks' numbers; and the stored dates."""

    version: int
    plan: Plan
    stored: Mapping[Any, Dates]

    def after(self, change: Change) -> "Replanned":
        """What a change would move. Raises what `scheduling.ripple` raises."""
        return Replanned(self, ripple(self.plan, change))


@dataclass(frozen=True, slots=True)
class Replanned:
    """What a change would move, ready to be shown, and to be written."""

    read: PlanRead
    ripple: Ripple

    @property
    def is_change(self) -> bool:
        return bool(self.ripple.moves or self._fields()[1])

    def dates(self) -> dict[Any, Dates]:
        """The dates to store for each task that moves; whole days stay whole where they can."""
        activities = {one.id: one for one in self.read.plan.activities}
        return {
            move.id: _stored(activities[move.id], move.after, self.read.stored[move.id])
            for move in self.ripple.moves
        }

    def write(self, project: Any) -> tuple[Json, Json]:
        """Write what moves; how it was and how it is now, as an event keeps them.

        Raises `Outdated` if the plan is no longer the one that was read.
        """
        _claim(project, self.read.version)
        after = self.dates()
        before = {task_id: self.read.stored[task_id] for task_id in after}
        was, is_now = self._fields()
        _write(after)
        if self.ripple.activity is not None:
            _set(self.ripple.activity.id, is_now)
        return {"moves": _listed(before), **was}, {"moves": _listed(after), **is_now}

    def _fields(self) -> tuple[Json, Json]:
        """What else changed on the task that was taken in hand: before, and now."""
        now = self.ripple.activity
        if now is None:
            return {}, {}
        was = next(one for one in self.read.plan.activities if one.id == now.id)
        old, new = fields_of(was), fields_of(now)
        changed = [name for name in new if new[name] != old[name]]
        return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def plan_read(project: Any) -> PlanRead:
    """The plan as it stands, in a handful of statements however many rows."""
    read = Reading(project)
    return PlanRead(read.version, read.plan(), read.stored)


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


def back_to(happened: Event, project: Any) -> tuple[Json, Json]:
    """Undo what an event moved, as `write` answers; raises `Changed` if somebody moved it since."""
    from models.task.placing import last_actor

    was = {name: value for name, value in happened.before.items() if name != "link"}
    now = {name: value for name, value in happened.details.items() if name != "link"}
    if _standing(now["moves"]) != now["moves"] or not _still(happened.subject_id, now):
        raise Changed(last_actor(happened))
    project.plan_changed()
    _write({task_id: (_moment(begin), _moment(end)) for task_id, begin, end in was["moves"]})
    _set(happened.subject_id, {name: was[name] for name in was if name != "moves"})
    return now, was


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


def _write(dates: Mapping[int, Dates]) -> None:
    """Only the rows that changed, in one statement; what is loaded reads itself again."""
    from models.task.task import Task

    if not dates:
        return
    db.session.flush()
    table: Any = Task.__table__
    rows = [{"task": task_id, "begin": a, "end": b} for task_id, (a, b) in dates.items()]
    db.session.connection().execute(
        update(table)
        .where(table.c.id == bindparam("task"))
        .values(start=bindparam("begin"), finish=bindparam("end"), version=table.c.version + 1),
        rows,
    )
    for one in list(db.session.identity_map.values()):
        if isinstance(one, Task) and one.id in dates:
            db.session.expire(one, ["start", "finish", "version"])


def _set(task_id: Any, fields: Json) -> None:
    from models.task.task import Task

    task = db.session.get(Task, task_id)
    for name, value in fields.items():
        is_date = name in ("constraint_at", "actual_start", "actual_finish")
        setattr(task, name, _moment(value) if is_date else value)


def _standing(moves: Iterable[list[Any]]) -> list[list[Any]]:
    """The same tasks as they stand now."""
    from models.task.task import Task

    ids = [move[0] for move in moves]
    found = {
        row.id: (row.start, row.finish)
        for begin in range(0, len(ids), 500)
        for row in db.session.execute(
            select(Task.id, Task.start, Task.finish).where(Task.id.in_(ids[begin : begin + 500]))
        )
    }
    return _listed({task_id: found.get(task_id, (None, None)) for task_id in ids})


def _still(task_id: Any, fields: Json) -> bool:
    from models.task.task import Task

    task = db.session.get(Task, task_id)
    for name, value in fields.items():
        if name == "moves":
            continue
        now = getattr(task, name)
        if (now.isoformat(timespec="minutes") if isinstance(now, datetime) else now) != value:
            return False
    return True


def _stored(one: Activity, dates: tuple[int, int], was: Dates) -> Dates:
    start, finish = moment_of(dates[0]), moment_of(dates[1])
    if not _is_whole(*was):
        return start, finish
    first, last = _midnight(start), _midnight(finish - timedelta(minutes=1)) + DAY
    if one.calendar.clipped(minute_of(first), minute_of(last)) == dates:
        return first, last
    return start, finish


def _is_whole(start: datetime | None, finish: datetime | None) -> bool:
    """Does it last from one midnight to another?"""
    if start is None or finish is None or start == finish:
        return False
    return start == _midnight(start) and finish == _midnight(finish)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _listed(dates: Mapping[int, Dates]) -> list[list[Any]]:
    return [
        [task_id, *(at.isoformat(timespec="minutes") if at else None for at in pair)]
        for task_id, pair in dates.items()
    ]


def _text(minute: int | None) -> str | None:
    return None if minute is None else moment_of(minute).isoformat(timespec="minutes")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
