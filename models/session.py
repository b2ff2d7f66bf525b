"""A signed-in browser."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Select, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer, whole_viewer
from models.base import Addressed, Base, Instant, db, now
from models.client import Client
from models.event import Recorded, declare
from models.sealed import new_secret, seal
from models.user.user import User
from models.viewing import eyes

KEPT, BRIEF = timedelta(days=30), timedelta(hours=12)

declare("session.opened", "session.refused", "session.closed", icon="key", audited=True)
declare("session.lent", "session.returned", icon="eye", audited=True)  # to look as somebody else


class Opened(NamedTuple):
    """What a request needs of its session."""

    public_id: str
    seen_at: datetime
    own: Viewer
    viewer: Viewer  # through whose eyes: mostly one's own


class Session(Recorded, Addressed, Base):
    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now)
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    # Through whose eyes it looks, if not its own.
    eyes_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    eyes_client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id])

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """One's own that are still open, the last seen first."""
        return (
            select(cls)
            .where(cls.user_id == viewer.id, cls.revoked_at.is_(None))
            .where(cls.expires_at > bindparam("now", callable_=now))
            .order_by(cls.seen_at.desc())
        )

    @classmethod
    def open(cls, user: User, address: str, agent: str, keep: bool = True) -> tuple["Session", str]:
        """A new session and the secret its cookie carries."""
        secret = new_secret()
        session = cls(
            token_hash=seal(secret),
            user=user,
            address=address[:64],
            agent=agent[:300],
            expires_at=now() + (KEPT if keep else BRIEF),
        )
        db.session.add(session)
        opened = session.record("opened", by=user, agent=session.agent)
        opened.address = session.address
        return session, secret

    @classmethod
    def refuse(cls, email: str, user: User | None, agent: str) -> None:
        """Somebody tried to come in, and was not let in; as often as `Attempt` lets them try."""
        known: dict[str, Any] = {"person": user.name} if user else {}
        cls().record("refused", by=None, email=email, agent=agent[:300], **known)

    @classmethod
    def with_secret(cls, secret: str) -> "Opened | None":
        """The session behind a cookie, if it is still open, and whose it is."""
        rows = db.session.execute(OPEN, {"sealed": seal(secret), "now": now()}).all()
        own = Viewer.read(rows)
        if own is None:
            return None
        *_, public_id, seen_at, user_id, client_id = rows[0]
        return Opened(public_id, seen_at, own, eyes(own, user_id, client_id))

    @classmethod
    def eyes_of(cls, public_ids: Iterable[str]) -> dict[str, tuple[int | None, int | None]]:
        """Of those of these sessions that are open: which person, which company they look as."""
        still = cls.public_id.in_(public_ids), cls.revoked_at.is_(None), cls.expires_at > now()
        looks = select(cls.public_id, cls.eyes_user_id, cls.eyes_client_id).where(*still)
        return {name: (user, client) for name, user, client in db.session.execute(looks)}

    def look_as(self, other: "User | Client", by: Any) -> None:
        """From now on read only, through the eyes of a person or of any contact of a company."""
        is_person = isinstance(other, User)
        self.eyes_user_id = other.id if is_person else None
        self.eyes_client_id = None if is_person else other.id
        self.record("lent", by=by, person=other.name, of=other.public_id, changed=[self.user_id])

    def look_as_oneself(self, by: Any) -> None:
        if self.eyes_user_id is None and self.eyes_client_id is None:
            return
        self.eyes_user_id = self.eyes_client_id = None
        self.record("returned", by=by, changed=[self.user_id])

    @classmethod
    def see(cls, public_id: str) -> None:
        db.session.execute(update(cls).where(cls.public_id == public_id).values(seen_at=now()))

    def close(self, by: Any) -> None:
        if self.revoked_at is None:
            self.revoked_at = now()
            self.record("closed", by=by, person=self.user.name)

    @classmethod
    def close_all(cls, user: User, by: Any, but: str | None = None) -> None:
        """Every open session of a person, perhaps but the one they are using."""
        opened = select(cls).where(
            cls.user_id == user.id, cls.revoked_at.is_(None), cls.public_id != (but or "")
        )
        for session in db.session.scalars(opened):
            session.close(by=by)


# Asked by every request, so put together once.
_sessions = Session.__table__.c
OPEN = (
    whole_viewer()
    .join(Session.__table__, _sessions.user_id == User.__table__.c.id)
    .add_columns(
        _sessions.public_id,
        _sessions.seen_at,
        _sessions.eyes_user_id,
        _sessions.eyes_client_id,
    )
    .where(
        _sessions.token_hash == bindparam("sealed"),
        _sessions.revoked_at.is_(None),
        _sessions.expires_at > bindparam("now"),
    )
)
