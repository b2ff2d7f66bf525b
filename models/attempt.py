"""A failed try at a secret, kept to slow the next ones down."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, now


class Attempt(Base):
    __tablename__ = "attempt"
    __table_args__ = (Index("attempt_key", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant, default=now)
