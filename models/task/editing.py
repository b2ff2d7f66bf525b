"""Its words: title, description, priority. Any of them can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import db
from models.event import Changed, Event, declare, undoes
from models.mentioning import named_in
from models.user.user import User

declare("task.retitled", "task.described", icon="edit", undoable=True, told="people")
declare("task.prioritised", icon="edit", undoable=True, told="people")
declare("task.turned", icon="milestone", undoable=True)

PRIORITIES = ("urgent", "high", "normal", "low")


class Stale(Exception):
    """Somebody changed the text meanwhile: both versions are kept."""

    def __init__(self, theirs: str) -> None:
        super().__init__()
        self.theirs = theirs


class Editing:
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[str] = mapped_column(default="normal")

    def retitle(self, title: str, by: Any) -> Event | None:
        return self._set("retitled", "title", title.strip(), by)

    def describe(self, description: str, by: Any, was: str | None = None) -> Event | None:
        """Write the description; raises `Stale` if it is no longer what the writer started from."""
        description = description.replace("\r\n", "\n").strip()
        if was is not None and not self.is_described(was):
            if description == self.description:
                return None
            raise Stale(self.description)
        named = named_in(description, self, self.is_internal, self.description)
        return self._set("described", "description", description, by, **named)

    def is_described(self, text: str) -> bool:
        return text.replace("\r\n", "\n").strip() == self.description

    def last_writer(self) -> User | None:
        """Who changed the description last."""
        described = (Event.task_id == self.id) & (Event.kind == "task.described")
        last = select(Event).where(described).order_by(Event.seq.desc()).limit(1)
        happened = db.session.scalar(last)
        return happened.actor if happened else None

    def prioritise(self, priority: str, by: Any) -> Event | None:
        if priority not in PRIORITIES:
            raise ValueError(priority)
        return self._set("prioritised", "priority", priority, by)

    def turn(self, kind: str, by: Any) -> Event | None:
        """A card is a task or a milestone, and may become the other."""
        if kind not in ("task", "milestone") or self.kind == "phase":
            raise ValueError(kind)
        return self._set("turned", "kind", kind, by)

    def _set(self, past: str, field: str, value: str, by: Any, **more: Any) -> Event | None:
        was = getattr(self, field)
        if was == value:
            return None
        setattr(self, field, value)
        return self.record(past, by=by, before={field: was}, **{field: value}, **more)


def _restore_fields(happened: Event, by: Any) -> Event | None:
    """Give each field its value from before, unless somebody changed it since."""
    from models.task.placing import last_actor
    from models.task.task import Task

    task = db.session.get(Task, happened.subject_id)
    if task is None:
        raise Changed(None)
    for field, value in happened.details.items():
        if field in happened.before and _plain(getattr(task, field)) != value:
            raise Changed(last_actor(happened))
    was = {field: _plain(getattr(task, field)) for field in happened.before}
    for field, value in happened.before.items():
        setattr(task, field, _typed(field, value))
    return task.record(happened.kind.split(".")[1], by=by, before=was, **happened.before)


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value


def _typed(field: str, value: Any) -> Any:
    if field in ("start", "finish", "deadline") and value:
        return datetime.fromisoformat(value)
    return value


for kind in ("task.retitled", "task.described", "task.prioritised", "task.dated", "task.turned"):
    undoes(kind)(_restore_fields)
