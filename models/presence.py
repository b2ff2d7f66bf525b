"""Who is looking, and what they are editing. Short-lived rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, Row, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, db, now

GONE_AFTER = timedelta(seconds=120)


class Presence(Base):
    __tablename__ = "presence"
    __table_args__ = (Index("presence_project", "project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    socket: Mapped[str] = mapped_column(unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    field: Mapped[str | None]
    draft: Mapped[str] = mapped_column(default="")  # the report that this page writes
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now)

    @classmethod
    def replace(cls, sockets: Iterable[str], rows: Iterable["Presence"]) -> None:
        """Where these sockets are now; those without a row have gone."""
        db.session.execute(delete(cls).where(cls.socket.in_(sockets)))
        db.session.add_all(rows)

    @classmethod
    def beat(cls, sockets: Iterable[str]) -> None:
        """These still live; rows of processes that died are swept up."""
        db.session.execute(update(cls).where(cls.socket.in_(sockets)).values(seen_at=now()))
        db.session.execute(delete(cls).where(cls.seen_at < now() - GONE_AFTER))

    @classmethod
    def marks(cls, projects: Iterable[int]) -> dict[int, Any]:
        """For each project, what is another whenever somebody comes, goes or begins to write."""
        rows = db.session.execute(
            select(cls.project_id, func.count(), func.max(cls.seen_at))
            .where(cls.project_id.in_(projects), cls.seen_at > now() - GONE_AFTER)
            .group_by(cls.project_id)
        )
        return {project_id: (count, last) for project_id, count, last in rows}

    @classmethod
    def spots(cls, project_id: int) -> Sequence[Row[int, int | None, str | None, str]]:
        """Who is where on a project: person, task or draft, and field, each once."""
        return db.session.execute(
            select(cls.user_id, cls.task_id, cls.field, cls.draft)
            .where(cls.project_id == project_id, cls.seen_at > now() - GONE_AFTER)
            .distinct()
            .order_by(cls.user_id, cls.task_id, cls.field, cls.draft)
        ).all()
