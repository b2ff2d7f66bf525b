"""A comment: for the client too, or internal."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    Text,
    exists,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from i18n import N_
from models.audience import Audience, Viewer
from models.base import Addressed, Base, Instant, db, now
from models.deleting import OnTask
from models.event import Event, Recorded, declare
from models.mentioning import named_in
from models.task.task import Task
from models.user.user import User

declare("comment.written", icon="comment", told="people")
declare("comment.edited", "comment.deleted", "comment.recovered", icon="comment")


TAKEN_BACK_WITHIN = timedelta(seconds=20)  # ten are offered, and an answer may be slow


class Comment(OnTask, Recorded, Addressed, Base):
    __tablename__ = "comment"
    __table_args__ = (
        Index(
            "comment_withdrawn",
            "id",
            sqlite_where=text("withdrawn"),
            postgresql_where=text("withdrawn"),
        ),
        Index("comment_latest", "created_at"),
    )
    called = N_("Comments")

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    author_name: Mapped[str | None]
    body: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(default="team")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn: Mapped[bool] = mapped_column(default=False)  # taken back as soon as it was said

    task: Mapped[Task] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        """On a task one may see; internal ones only for those who see the team's work."""
        # asked of each comment: a list of all tasks that one sees would be long
        task = Task.visible_to(viewer).where(Task.id == cls.task_id).correlate(cls)
        return select(cls).where(cls.deleted_at.is_(None), task.exists(), cls.open_to(viewer))

    def is_visible_to(self, audience: Audience | None) -> bool:
        if audience is None or self.deleted_at or not self.task.is_visible_to(audience):
            return False
        return self.is_open_to(audience)

    @classmethod
    def open_to(cls, viewer: Viewer | Audience) -> ColumnElement[bool]:
        """Its own part of the rule, as a condition; its task's sight is asked apart."""
        to_all = cls.visibility == "client"
        if isinstance(viewer, Audience):
            return true() if viewer.sees_team else to_all
        if viewer.is_wide:
            return true()
        inside = [one.project_id for one in viewer.audiences if one.sees_team]
        of_team = select(1).where(Task.id == cls.task_id, Task.project_id.in_(inside))
        return or_(to_all, exists(of_team.correlate(cls)))

    def is_open_to(self, audience: Audience) -> bool:
        """The same for one comment, deleted ones too: its going is told to whoever saw it."""
        return audience.sees_team or not self.is_internal

    @staticmethod
    def usual_visibility(task: Task) -> str:
        """Of what the team writes: as the project says, and never wider than the task."""
        return "team" if task.is_internal else task.project.comments_preset

    @classmethod
    def write(cls, task: Task, body: str, by: Any, visibility: str = "team") -> "Comment":
        comment = cls(task=task, author=by, body=body.strip(), visibility=visibility)
        db.session.add(comment)
        task.touch()
        comment.record("written", by=by, **named_in(body, task, comment.is_internal))
        return comment

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
        named = named_in(body, self.task, self.is_internal, was)
        return self.record("edited", by=by, before={"body": was}, **named)

    @classmethod
    def in_bin(cls, audience: Audience) -> Select[Any]:
        return super().in_bin(audience).where(cls.open_to(audience), cls.withdrawn.is_(False))

    @property
    def words(self) -> str:
        return self.body

    def may_come_back(self, viewer: Any) -> bool:
        """Its author's to bring back, and of whoever may delete what others wrote."""
        mine = self.belongs_to(viewer.id) and viewer.can("comment", self)
        return mine or viewer.can("delete", self)

    def is_shown_in_bin_to(self, viewer: Any) -> bool:
        return self.belongs_to(viewer.id) or viewer.can("delete", self)

    def delete(self, by: Any) -> Event | None:
        if not self._throw_away(by):
            return None
        self.task.touch()
        return self.record("deleted", by=by)

    def withdraw(self, by: Any) -> Event | None:
        """Taken back at once it was never said: its words are kept nowhere. Later it is deleted."""
        at_once = now() - self.created_at <= TAKEN_BACK_WITHIN
        happened = self.delete(by=by)
        if happened is not None and at_once:
            self.body, self.withdrawn = "", True
        return happened

    def recover(self, by: Any) -> Event | None:
        if self.withdrawn or not self._take_out():
            return None
        self.task.touch()
        return self.record("recovered", by=by)
