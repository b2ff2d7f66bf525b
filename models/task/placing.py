"""Where a card stands: its column and its rank in it."""

from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Rank, db, now
from models.column import Column
from models.event import Changed, Event, declare, undoes
from models.rank import LONGEST, between, spread

declare("task.placed", icon="swap", undoable=True)


class Placing:
    column_id: Mapped[int | None] = mapped_column(ForeignKey("column.id"))
    rank: Mapped[str | None] = mapped_column(Rank)

    @declared_attr
    def column(cls) -> Mapped[Column | None]:
        return relationship(Column)

    def place(self, column: Column, before: Any, by: Any) -> Event | None:
        """Directly before another card of the column; to its end if that card has gone."""
        lock(column)
        if before is not None and (before.column_id != column.id or before.archived_at):
            before = None
        if before is self or self._is_already_there(column, before):
            return None
        was = {
            "column_id": self.column_id,
            "rank": self.rank,
            "closed": self.closed_at is not None,
            "kind": self.column.kind if self.column else None,
        }
        self.rank = self._rank_before(column, before)
        self._enter(column)
        return self.record(
            "placed",
            by=by,
            before=was,
            column_id=column.id,
            rank=self.rank,
            column=column.name,
            column_was=self._name_of(was["column_id"]),
        )

    def put_at_end(self, column: Column) -> None:
        lock(column)
        self.rank = self._rank_before(column, None)
        self._enter(column)

    def _enter(self, column: Column) -> None:
        """Entering a column of kind done closes; leaving one opens again."""
        was_done = self.column is not None and self.column.kind == "done"
        self.column = column
        if column.kind == "done":
            self.closed_at = self.closed_at or now()
        elif was_done:
            self.closed_at = None

    def _is_already_there(self, column: Column, before: Any) -> bool:
        if self.column_id != column.id:
            return False
        below = self._neighbours(column).where(_rank() > self.rank).order_by(_rank()).limit(1)
        return db.session.scalar(below) == (before.rank if before is not None else None)

    def _rank_before(self, column: Column, before: Any) -> str:
        above = self._neighbours(column).order_by(_rank().desc()).limit(1)
        if before is None:
            key = between(db.session.scalar(above), None)
        else:
            key = between(db.session.scalar(above.where(_rank() < before.rank)), before.rank)
        if len(key) <= LONGEST:
            return key
        rekey(column)
        return self._rank_before(column, before)

    def _neighbours(self, column: Column) -> Any:
        task: Any = type(self)
        return select(task.rank).where(task.column_id == column.id, task.id != self.id)

    @staticmethod
    def _name_of(column_id: int | None) -> str | None:
        column = db.session.get(Column, column_id) if column_id else None
        return column.name if column else None


def _rank() -> Any:
    from models.task.task import Task

    return Task.rank


def lock(column: Column) -> None:
    """One mover at a time in a column; on SQLite the transaction itself is the lock."""
    db.session.execute(select(Column.id).where(Column.id == column.id).with_for_update())


def rekey(column: Column) -> None:
    """Give all cards of a column short ranks again, in the same order."""
    from models.task.task import Task

    tasks = db.session.scalars(
        select(Task).where(Task.column_id == column.id).order_by(Task.rank)
    ).all()
    for task in tasks:
        task.rank = f"~{task.rank}"[:64]
    db.session.flush()
    for task, rank in zip(tasks, spread(len(tasks)), strict=True):
        task.rank = rank
    db.session.flush()


@undoes("task.placed")
def _back(happened: Event, by: Any) -> Event | None:
    from models.task.task import Task

    task = db.session.get(Task, happened.subject_id)
    if task is None or (task.column_id, task.rank) != (
        happened.details["column_id"],
        happened.details["rank"],
    ):
        raise Changed(last_actor(happened))
    column = db.session.get(Column, happened.before["column_id"])
    if column is None or column.archived_at is not None:
        raise Changed(last_actor(happened))
    below = db.session.scalar(
        select(Task)
        .where(Task.column_id == column.id, Task.rank >= happened.before["rank"])
        .where(Task.id != task.id, Task.archived_at.is_(None), Task.deleted_at.is_(None))
        .order_by(Task.rank)
        .limit(1)
    )
    return task.place(column, below, by=by)


def last_actor(happened: Event) -> Any:
    """Who touched the subject after this event."""
    later = db.session.scalar(
        select(Event)
        .where(Event.task_id == happened.task_id, Event.seq > happened.seq)
        .order_by(Event.seq.desc())
        .limit(1)
    )
    return later.actor if later else None
