"""A comment: for the client too, or internal."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, Text, and_, select, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Audience, Viewer
from models.base import Addressed, Base, Instant, db, now
from models.event import Event, Recorded, declare
from models.task.task import Task
from models.user.user import User

declare(
    "comment.written",
    "comment.edited",
    "comment.deleted",
    "comment.recovered",
    icon="comment",
    told="people",
)


class Comment(Recorded, Addressed, Base):
    __tablename__ = "comment"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    author_name: Mapped[str | None]
    body: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(default="team")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)

    task: Mapped[Task] = relationship()
    author: Mapped[User | None] = relationship()

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        """On a task one may see; internal ones only for those who see the team's work."""
        tasks = Task.visible_to(viewer).with_only_columns(Task.id)
        seen = select(cls).where(cls.deleted_at.is_(None), cls.task_id.in_(tasks))
        if isinstance(viewer, Audience):
            return seen.where(cls.open_to(viewer))
        if viewer.is_wide:
            return seen
        inside = [a.project_id for a in viewer.audiences if a.sees_team]
        of_team = select(Task.id).where(and_(Task.project_id.in_(inside)))
        return seen.where((cls.visibility == "client") | cls.task_id.in_(of_team))

    def is_visible_to(self, audience: Audience | None) -> bool:
        if audience is None or self.deleted_at or not self.task.is_visible_to(audience):
            return False
        return self.is_open_to(audience)

    @classmethod
    def open_to(cls, audience: Audience) -> ColumnElement[bool]:
        """Its own part of the rule, as a condition; its task's sight is asked apart."""
        return true() if audience.sees_team else cls.visibility == "client"

    def is_open_to(self, audience: Audience) -> bool:
        """The same for one comment, deleted ones too: its going is told to whoever saw it."""
        return audience.sees_team or not self.is_internal

    @classmethod
    def write(cls, task: Task, body: str, by: Any, visibility: str = "team") -> "Comment":
        comment = cls(task=task, author=by, body=body.strip(), visibility=visibility)
        db.session.add(comment)
        task.touch()
        comment.record("written", by=by)
        return comment

    @classmethod
    def thrown_away_by(cls, viewer: Viewer, public_id: str) -> "Comment | None":
        """A comment its own author deleted and may bring back."""
        tasks = Task.visible_to(viewer).with_only_columns(Task.id)
        mine = select(cls).where(cls.public_id == public_id, cls.author_id == viewer.id)
        return db.session.scalar(mine.where(cls.deleted_at.is_not(None), cls.task_id.in_(tasks)))

    @property
    def project_id(self) -> int:
        return self.task.project_id

    @property
    def is_internal(self) -> bool:
        return self.visibility != "client"

    @property
    def shown_name(self) -> str:
        return self.author.name if self.author else self.author_name or ""

    def belongs_to(self, person_id: int) -> bool:
        return self.author_id == person_id

    def edit(self, body: str, by: Any) -> Event | None:
        body = body.strip()
        if body == self.body:
            return None
        was, self.body, self.edited_at = self.body, body, now()
        return self.record("edited", by=by, before={"body": was})

    def delete(self, by: Any) -> Event | None:
        if self.deleted_at is not None:
            return None
        self.deleted_at = now()
        self.task.touch()
        return self.record("deleted", by=by)

    def recover(self, by: Any) -> Event | None:
        if self.deleted_at is None:
            return None
        self.deleted_at = None
        self.task.touch()
        return self.record("recovered", by=by)
