"""Closed or open: `closed_at` is the fact."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Instant, db, now
from models.column import Column
from models.event import Changed, Event, declare, undoes

declare("task.closed", "task.reopened", icon="check", undoable=True, told="people")


class Closing:
    closed_at: Mapped[datetime | None] = mapped_column(Instant, index=True)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    def close(self, by: Any) -> Event | None:
        """Close it; a card moves to the first column of kind done, if there is one."""
        if self.closed_at is not None:
            return None
        was = {"column_id": self.column_id, "rank": self.rank}
        self.closed_at = now()
        self._move_to_first(lambda column: column.kind == "done")
        return self.record("closed", by=by, before=was)

    def reopen(self, by: Any) -> Event | None:
        """Open it again; a card leaves the column of kind done for the first other one."""
        if self.closed_at is None:
            return None
        was = {"column_id": self.column_id, "rank": self.rank}
        if self.column is not None and self.column.kind == "done":
            self._move_to_first(lambda column: column.kind != "done")
        self.closed_at = None
        return self.record("reopened", by=by, before=was)

    def _move_to_first(self, fits: Any) -> None:
        if self.column is None or fits(self.column):
            return
        columns = db.session.scalars(
            select(Column)
            .where(Column.project_id == self.project_id, Column.archived_at.is_(None))
            .order_by(Column.rank)
        )
        column = next((c for c in columns if fits(c)), None)
        if column is not None:
            self.put_at_end(column)


def _reverse(happened: Event, by: Any) -> Event | None:
    from models.task.placing import last_actor
    from models.task.task import Task

    task = db.session.get(Task, happened.subject_id)
    was_closing = happened.kind == "task.closed"
    if task is None or task.is_closed != was_closing:
        raise Changed(last_actor(happened))
    undone = task.reopen(by=by) if was_closing else task.close(by=by)
    column_id = happened.before.get("column_id")
    if column_id and task.column_id != column_id:
        column = db.session.get(Column, column_id)
        if column is not None and column.archived_at is None:
            task.put_at_end(column)
    return undone


undoes("task.closed")(_reverse)
undoes("task.reopened")(_reverse)
