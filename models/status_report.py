"""A status report to the client: drafted, worded by a person, frozen, sent."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Addressed, Base, Instant, now
from models.event import Recorded, declare
from models.project.project import Project
from models.user.user import User

declare(
    "status_report.drafted",
    "status_report.edited",
    "status_report.frozen",
    "status_report.sent",
    icon="report",
)


class StatusReport(Recorded, Addressed, Base):
    __tablename__ = "status_report"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="draft")
    language: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    period_from: Mapped[date]
    period_to: Mapped[date]
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    pdf_path: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    frozen_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)

    project: Mapped[Project] = relationship()
    author: Mapped[User] = relationship()
