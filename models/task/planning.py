"""Its place in the plan: how long, who sets its dates, what holds them, how far it has come.

Durations are minutes of work, of the clock where elapsed; a levelling delay runs on the clock.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, and_, exists, or_, select
from sqlalchemy.orm import Mapped, aliased, declared_attr, mapped_column, relationship

from models.base import db, now
from models.column import Column
from models.event import Changed, Event, declare, undoes
from models.project.moving import back_to
from models.project.planning import Replanned, plan_read
from models.task.dating import as_text
from models.workweek import Workweek
from scheduling import Change

declare("task.rescheduled", icon="gantt", undoable=True, told="people")
declare("task.progressed", icon="check", undoable=True)


class Planning:
    duration: Mapped[int | None]
    elapsed: Mapped[bool] = mapped_column(default=False)
    manual: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    constraint: Mapped[str] = mapped_column(default="ASAP")  # as in `scheduling.Constraint`
    constraint_at: Mapped[datetime | None]
    percent: Mapped[int] = mapped_column(default=0)
    actual_start: Mapped[datetime | None]
    actual_finish: Mapped[datetime | None]
    levelling_delay: Mapped[int] = mapped_column(default=0)
    # The working pieces of a split task: pairs of start and finish, as text to the minute.
    segments: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("workweek.id"), index=True)
    ignores_people: Mapped[bool] = mapped_column(default=False)  # their calendars, that is
    imported_uid: Mapped[str | None]

    @declared_attr
    def calendar(cls) -> Mapped[Workweek | None]:
        return relationship(Workweek)

    @classmethod
    def is_planned(cls) -> ColumnElement[bool]:
        """In the plan is all that is neither inactive, archived nor in the bin.

        The steps of a card that is archived are neither; cards of a phase stand on their own.
        """
        own: Any = cls
        above: Any = aliased(own)
        away = exists(select(1).where(above.id == own.parent_id, above.archived_at.is_not(None)))
        return and_(
            own.deleted_at.is_(None),
            own.archived_at.is_(None),
            own.active.is_(True),
            or_(own.on_their_own(), own.kind == "phase", ~away),
        )

    @property
    def done_percent(self) -> int:
        """What is closed is done; what was opened again is not."""
        return 100 if self.is_closed else self.percent % 100

    def reschedule(
        self, by: Any, replanned: Replanned | None = None, **change: Any
    ) -> Event | None:
        """Move or stretch it, and all that follows: one event, however many move.

        `change` is the engine's (`scheduling.Change`): `start`, `finish`, `duration`, `alone`.
        Where the ripple was already computed, outside of the lock, it is given; raises `Outdated`
        if the plan has changed since.
        """
        if replanned is None:
            replanned = plan_read(self.project).after(Change(self.id, **change))
        if not replanned.is_change:
            return None
        was, is_now = replanned.write(self.project)
        return self.record("rescheduled", by=by, before=was, **is_now)

    def progress(self, percent: int, by: Any) -> Event | None:
        """How much is done, 0 to 100: work begins with the first percent, 100 closes."""
        if not 0 <= percent <= 100:
            raise ValueError(percent)
        if percent == self.done_percent:
            return None
        was = self._progress()
        self.percent = percent
        self.actual_start = (self.actual_start or self.start) if percent else None
        self.actual_finish = (self.actual_finish or self.finish) if percent == 100 else None
        if (percent == 100) != self.is_closed:
            self._move_to_first(lambda column: (column.kind == "done") == (percent == 100))
            self.closed_at = (self.closed_at or now()) if percent == 100 else None
        return self.record("progressed", by=by, before=was, percent=percent)

    def _progress(self) -> dict[str, Any]:
        return {
            "percent": self.done_percent,
            "actual_start": as_text(self.actual_start),
            "actual_finish": as_text(self.actual_finish),
            "column_id": self.column_id,
        }


@undoes("task.rescheduled")
def _moved_back(happened: Event, by: Any) -> Event | None:
    from models.task.task import Task

    task = db.session.get(Task, happened.subject_id)
    if task is None:
        raise Changed(None)
    was, is_now = back_to(happened, task.project)
    return task.record("rescheduled", by=by, before=was, **is_now)


@undoes("task.progressed")
def _progressed_back(happened: Event, by: Any) -> Event | None:
    from models.task.placing import last_actor
    from models.task.task import Task

    task = db.session.get(Task, happened.subject_id)
    if task is None or task.done_percent != happened.details["percent"]:
        raise Changed(last_actor(happened))
    was = happened.before
    undone = task.progress(was["percent"], by=by)
    for name in ("actual_start", "actual_finish"):
        setattr(task, name, datetime.fromisoformat(was[name]) if was[name] else None)
    column = db.session.get(Column, was["column_id"]) if was["column_id"] else None
    if column is not None and column.archived_at is None and column.id != task.column_id:
        task.put_at_end(column)
    return undone
