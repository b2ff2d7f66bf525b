"""Put away, or thrown away; both come back."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, mapped_column

from i18n import N_
from models.audience import Audience
from models.base import Instant, db, now
from models.column import Column
from models.deleting import Deleting, lies_in_none_deleted
from models.event import Changed, Event, declare, undoes
from models.sight import shown

declare("task.archived", "task.restored", icon="archive", undoable=True, told="people")
declare("task.deleted", "task.recovered", icon="trash", undoable=True)


class Archiving(Deleting):
    called = N_("Tasks")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)

    @classmethod
    def in_bin(cls, audience: Audience) -> Select[Any]:
        task: Any = cls
        seen = select(task).where(task.deleted_at.is_not(None), shown(task, audience))
        return seen.where(lies_in_none_deleted(task))

    @property
    def words(self) -> str:
        return self.title

    @property
    def can_come_back(self) -> bool:
        return self.parent is None or self.parent.deleted_at is None

    @property
    def is_on_board(self) -> bool:
        return self.archived_at is None and self.deleted_at is None and self.column_id is not None

    def archive(self, by: Any) -> Event | None:
        return self._put_away("archived_at", now(), "archived", by)

    def restore(self, by: Any) -> Event | None:
        return self._put_away("archived_at", None, "restored", by)

    def delete(self, by: Any) -> Event | None:
        """Into the bin with all that lies in it; nothing leaves the database."""
        return self._put_away("deleted_at", now(), "deleted", by)

    def recover(self, by: Any) -> Event | None:
        """Out of the bin, with what went into it together."""
        if not self.can_come_back:
            return None
        happened = self._put_away("deleted_at", None, "recovered", by)
        if happened is not None and self.column is not None and self.column.archived_at:
            self._stand_elsewhere()
        return happened

    def _stand_elsewhere(self) -> None:
        """Its column was put away meanwhile: at the end of one of its kind, else of the first."""
        standing = select(Column).where(
            Column.project_id == self.project_id, Column.archived_at.is_(None)
        )
        columns = db.session.scalars(standing.order_by(Column.rank)).all()
        alike = (one for one in columns if one.kind == self.column.kind)
        column = next(alike, columns[0] if columns else None)
        if column is not None:
            self.put_at_end(column)

    def _put_away(self, field: str, at: datetime | None, past: str, by: Any) -> Event | None:
        if (getattr(self, field) is None) == (at is None):
            return None
        was, was_at = {"sight": self.sight_json()}, getattr(self, field)
        setattr(self, field, at)
        if field == "deleted_at":
            self.deleted_by_id = by.id if by and at else None
            self._take_along(was_at, at)
        return self.record(past, by=by, before=was)

    def _take_along(self, was: datetime | None, at: datetime | None) -> None:
        """What lies in it follows, unless it had gone, or had come back, on its own."""
        for child in self.children:
            if child.deleted_at == was:
                child.deleted_at, child.deleted_by_id = at, self.deleted_by_id
                child._take_along(was, at)


REVERSES = {
    "task.archived": "restore",
    "task.restored": "archive",
    "task.deleted": "recover",
    "task.recovered": "delete",
}


def _reverse(happened: Event, by: Any) -> Event | None:
    from models.task.placing import last_actor
    from models.task.task import Task

    task = db.session.get(Task, happened.subject_id)
    undone = getattr(task, REVERSES[happened.kind])(by=by) if task else None
    if undone is None:
        raise Changed(last_actor(happened))
    return undone


for kind in REVERSES:
    undoes(kind)(_reverse)
