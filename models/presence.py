"""Who is looking, and what they are editing. Short-lived rows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, now


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
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now)
