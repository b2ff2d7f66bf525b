"""Put away, or thrown away; both come back."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Instant, now
from models.event import Changed, Event, declare, undoes

declare("task.archived", "task.restored", icon="archive", undoable=True)
declare("task.deleted", "task.recovered", icon="trash", undoable=True)


class Archiving:
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)

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
        return self._put_away("deleted_at", None, "recovered", by)

    def _put_away(self, field: str, at: datetime | None, past: str, by: Any) -> Event | None:
        if (getattr(self, field) is None) == (at is None):
            return None
        was, was_at = {"sight": self.sight_json()}, getattr(self, field)
        setattr(self, field, at)
        if field == "deleted_at":
            self._take_along(was_at, at)
        return self.record(past, by=by, before=was)

    def _take_along(self, was: datetime | None, at: datetime | None) -> None:
        """What lies in it follows, unless it had gone, or had come back, on its own."""
        for child in self.children:
            if child.deleted_at == was:
                child.deleted_at = at
                child._take_along(was, at)


REVERSES = {
    "task.archived": "restore",
    "task.restored": "archive",
    "task.deleted": "recover",
    "task.recovered": "delete",
}


def _reverse(happened: Event, by: Any) -> Event | None:
    from models.base import db
    from models.task.placing import last_actor
    from models.task.task import Task

    task = db.session.get(Task, happened.subject_id)
    undone = getattr(task, REVERSES[happened.kind])(by=by) if task else None
    if undone is None:
        raise Changed(last_actor(happened))
    return undone


for kind in REVERSES:
    undoes(kind)(_reverse)
