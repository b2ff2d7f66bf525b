"""A single-use link sent by mail."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Instant, db, now
from models.sealed import new_secret, seal
from models.user.user import User

VALID = timedelta(hours=1)


class Token(Base):
    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)

    user: Mapped[User] = relationship()

    @classmethod
    def issue(cls, user: User, kind: str = "reset") -> str:
        """The secret of a new link; those sent before open nothing any more."""
        waiting = select(cls).where(cls.user_id == user.id, cls.kind == kind, cls.used_at.is_(None))
        for earlier in db.session.scalars(waiting):
            earlier.spend()
        secret = new_secret()
        db.session.add(cls(kind=kind, token_hash=seal(secret), user=user, expires_at=now() + VALID))
        return secret

    @classmethod
    def with_secret(cls, secret: str, kind: str = "reset") -> "Token | None":
        return db.session.scalar(
            select(cls).where(
                cls.token_hash == seal(secret),
                cls.kind == kind,
                cls.used_at.is_(None),
                cls.expires_at > now(),
            )
        )

    def spend(self) -> None:
        self.used_at = self.used_at or now()
