"""A link on a task to something kept elsewhere."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ForeignKey, Select, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from i18n import N_
from models.audience import Audience, Viewer
from models.base import Addressed, Base, Instant, db, now
from models.deleting import OnTask
from models.event import Event, Recorded, declare
from models.task.task import Task

declare("attachment.added", icon="link", told="people")
declare("attachment.removed", "attachment.recovered", icon="link")

SCHEMES = ("http", "https", "mailto")


class Attachment(OnTask, Recorded, Addressed, Base):
    __tablename__ = "attachment"
    called = N_("Links")
    restored_by = "edit"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)

    task: Mapped[Task] = relationship()

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        tasks = Task.visible_to(viewer).with_only_columns(Task.id)
        return select(cls).where(cls.deleted_at.is_(None), cls.task_id.in_(tasks))

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

    @property
    def words(self) -> str:
        return self.name

    def remove(self, by: Any) -> Event | None:
        if not self._throw_away(by):
            return None
        self.task.touch()
        return self.record("removed", by=by, before={"name": self.name, "url": self.url})

    def recover(self, by: Any) -> Event | None:
        if not self._take_out():
            return None
        self.task.touch()
        return self.record("recovered", by=by, name=self.name)

    @property
    def project_id(self) -> int:
        return self.task.project_id

    def belongs_to(self, person_id: int) -> bool:
        return self.task.belongs_to(person_id)


def is_safe(url: str) -> bool:
    parts = urlsplit(url.strip())
    return parts.scheme.lower() in SCHEMES and bool(parts.netloc or parts.scheme == "mailto")
