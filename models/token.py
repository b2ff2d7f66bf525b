"""A single-use link sent by mail."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Instant, db, now
from models.sealed import seal
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
    def issue(cls, user: User, secret: str, kind: str = "reset") -> None:
        """A new link, by the secret of a letter; those sent before open nothing any more."""
        waiting = select(cls).where(cls.user_id == user.id, cls.kind == kind, cls.used_at.is_(None))
        for earlier in db.session.scalars(waiting):
            earlier.spend()
        user.forget()
        db.session.add(cls(kind=kind, token_hash=seal(secret), user=user, expires_at=now() + VALID))

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

    @classmethod
    def spend_all(cls, user: User) -> None:
        waiting = select(cls).where(cls.user_id == user.id, cls.used_at.is_(None))
        for token in db.session.scalars(waiting):
            token.spend()

    def spend(self) -> None:
        self.used_at = self.used_at or now()
