"""Where a card stands: its column and its rank in it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Rank, db, now
from models.column import Column
from models.event import Changed, Event, declare, undoes
from models.rank import LONGEST, between, spread

declare("task.placed", icon="swap", undoable=True, told="people")


class Placing:
    column_id: Mapped[int | None] = mapped_column(ForeignKey("column.id"))
    rank: Mapped[str | None] = mapped_column(Rank)

    if TYPE_CHECKING:
        closed_at: Mapped[datetime | None]

    @declared_attr
    def column(cls) -> Mapped[Column | None]:
        return relationship(Column)

    def place(self, column: Column, before: Any, by: Any) -> Event | None:
        """Directly before another card of the column; to its end if that card has gone."""
        lock(column)
        if before is self:
            return None
        if before is not None and (before.column_id != column.id or before.archived_at):
            before = None
        above = self._rank_above(column, before)
        if self.column_id == column.id and _lies_between(self.rank, above, before):
            return None
        was = {"column_id": self.column_id, "rank": self.rank}
        came_from = self.column.name if self.column else None
        rank = self._rank_between(column, above, before)
        # Re-keying the column renames where it stood, too.
        was["rank"], self.rank = self.rank, rank
        self._enter(column)
        return self.record(
            "placed",
            by=by,
            before=was,
            column_id=column.id,
            rank=self.rank,
            column=column.name,
            column_was=came_from,
        )

    def put_at_end(self, column: Column) -> None:
        lock(column)
        self.rank = self._rank_between(column, self._rank_above(column, None), None)
        self._enter(column)

    def _enter(self, column: Column) -> None:
        """Entering a column of kind done closes; leaving one opens again."""
        was_done = self.column is not None and self.column.kind == "done"
        self.column = column
        if column.kind == "done":
            self.closed_at = self.closed_at or now()
        elif was_done:
            self.closed_at = None

    def _rank_above(self, column: Column, before: Any) -> str | None:
        """The rank after which it will stand, hidden and archived cards counted."""
        task: Any = type(self)
        others = select(func.max(task.rank)).where(task.column_id == column.id, task.id != self.id)
        if before is not None:
            others = others.where(task.rank < before.rank)
        return db.session.scalar(others)

    def _rank_between(self, column: Column, above: str | None, before: Any) -> str:
        key = between(above, before.rank if before is not None else None)
        if len(key) <= LONGEST:
            return key
        rekey(column)
        return self._rank_between(column, self._rank_above(column, before), before)


def _lies_between(rank: str | None, above: str | None, before: Any) -> bool:
    if rank is None or (above is not None and rank < above):
        return False
    return before is None or rank < before.rank


def lock(column: Column) -> None:
    """One mover at a time in a column; on SQLite the transaction itself is the lock."""
    if db.engine.dialect.name == "postgresql":
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
