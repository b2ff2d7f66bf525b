"""A person: staff, freelancer or somebody at a client."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, now
from models.event import Recorded, declare

declare("user.created", "user.changed", "user.removed", icon="user")

SHAPES = {"freelancer": "freelance", "client": "client"}


class User(Recorded, Addressed, Base):
    __tablename__ = "user"

    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    role: Mapped[str] = mapped_column(default="member")
    title: Mapped[str] = mapped_column(default="")
    hue: Mapped[str] = mapped_column(default="iris")
    language: Mapped[str | None]
    timezone: Mapped[str] = mapped_column(default="Europe/Paris")
    theme: Mapped[str] = mapped_column(default="system")
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    client: Mapped["Client | None"] = relationship()  # type: ignore[name-defined]  # noqa: F821

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def shape(self) -> str:
        return SHAPES.get(self.role, "team")

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """Oneself and those one shares a project with; everybody for owner and admin."""
        from models.project.membership import Membership

        people = select(cls).where(cls.removed_at.is_(None))
        if viewer.is_wide:
            return people
        mine = [p.project_id for p in viewer.places if p.role not in ("guest",)]
        near = select(Membership.user_id).where(Membership.project_id.in_(mine))
        return people.where((cls.id == viewer.id) | cls.id.in_(near))

    @classmethod
    def with_email(cls, email: str) -> "User | None":
        from models.base import db

        return db.session.scalar(select(cls).where(cls.email == func.lower(email.strip())))


def initials(name: str) -> str:
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper() or "?"
