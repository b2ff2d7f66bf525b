"""A failed try at a secret, kept to slow the next ones down."""

from datetime import datetime, timedelta

from sqlalchemy import Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, db, now

REMEMBERED = timedelta(hours=1)
FREE = {"account": 5, "address": 20, "code": 5}
FIRST_PAUSE, LONGEST_PAUSE = 5, 900  # seconds


class Attempt(Base):
    __tablename__ = "attempt"
    __table_args__ = (Index("attempt_key", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant, default=now)

    @classmethod
    def pause(cls, *keys: str) -> int:
        """Seconds to wait before the next try counts; it doubles with each try past the free."""
        return max((cls._pause_of(key) for key in keys), default=0)

    @classmethod
    def _pause_of(cls, key: str) -> int:
        count, last = db.session.execute(
            select(func.count(), func.max(cls.at)).where(
                cls.key == key, cls.at > now() - REMEMBERED
            )
        ).one()
        over = count - FREE[key.partition(":")[0]]
        if over < 0:
            return 0
        pause = min(FIRST_PAUSE * 2 ** min(over, 10), LONGEST_PAUSE)
        return max(0, int(pause - (now() - last).total_seconds()))

    @classmethod
    def note(cls, *keys: str) -> None:
        """One more try, counted before it is judged, so that a crowd counts as a crowd."""
        db.session.execute(delete(cls).where(cls.at < now() - REMEMBERED))
        db.session.add_all(cls(key=key) for key in keys)

    @classmethod
    def forget(cls, *keys: str) -> None:
        db.session.execute(delete(cls).where(cls.key.in_(keys)))

    @classmethod
    def excuse(cls, key: str) -> None:
        """The last try was a good one: an office behind one address is not slowed by its staff."""
        last = select(func.max(cls.id)).where(cls.key == key).scalar_subquery()
        db.session.execute(delete(cls).where(cls.id == last))
