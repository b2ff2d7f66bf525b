"""Something that leaves the house, and what became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Addressed, Base, Instant, now
from models.event import Recorded, declare

declare("delivery.sent", "delivery.refused", "delivery.uncertain", "delivery.settled", icon="mail")

STATES = ("queued", "sending", "sent", "refused", "uncertain")


class Delivery(Recorded, Addressed, Base):
    __tablename__ = "delivery"
    __table_args__ = (Index("delivery_next", "state", "next_try_at"),)

    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Instant, default=now)
    message_id: Mapped[str]
    to_address: Mapped[str]
    to_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    subject: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("status_report.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text, default="")
