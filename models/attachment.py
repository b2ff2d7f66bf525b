"""A link on a task to something kept elsewhere."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ForeignKey, Select, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Audience, Viewer
from models.base import Addressed, Base, Instant, db, now
from models.event import Event, Recorded, declare
from models.task.task import Task

declare("attachment.added", "attachment.removed", icon="link")

SCHEMES = ("http", "https", "mailto")


class Attachment(Recorded, Addressed, Base):
    __tablename__ = "attachment"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)

    task: Mapped[Task] = relationship()

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        tasks = Task.visible_to(viewer).with_only_columns(Task.id)
        return select(cls).where(cls.task_id.in_(tasks))

    @classmethod
    def add(cls, task: Task, name: str, url: str, by: Any) -> "Attachment":
        """A link to add; raises `ValueError` unless it is http, https or mailto."""
        if not is_safe(url):
            raise ValueError(url)
        attachment = cls(task=task, name=name.strip() or url, url=url.strip())
        db.session.add(attachment)
        task.touch()
        attachment.record("added", by=by, name=attachment.name)
        return attachment

    def remove(self, by: Any) -> Event | None:
        self.task.touch()
        happened = self.record("removed", by=by, before={"name": self.name, "url": self.url})
        db.session.delete(self)
        return happened

    @property
    def project_id(self) -> int:
        return self.task.project_id

    def belongs_to(self, person_id: int) -> bool:
        return self.task.belongs_to(person_id)


def is_safe(url: str) -> bool:
    parts = urlsplit(url.strip())
    return parts.scheme.lower() in SCHEMES and bool(parts.netloc or parts.scheme == "mailto")
