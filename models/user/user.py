"""A person: staff, freelancer or somebody at a client."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, db, now
from models.event import Recorded, declare
from models.user.describing import Describing
from models.user.leaving import Leaving
from models.user.mailing import Mailing
from models.user.naming import Named

declare("user.changed", icon="user")
declare("user.created", "user.appointed", icon="user", audited=True)
declare("user.secured", "user.forgot", icon="key", audited=True)

HUES = ("canard", "iris", "sapin", "olive", "brique", "safran", "azur", "prune")
ON_CARDS = {"name", "hue", "role"}  # what shows of a person wherever they stand


class User(Named, Describing, Leaving, Mailing, Recorded, Addressed, Base):
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

    client: Mapped["Client | None"] = relationship()  # type: ignore[name-defined]  # noqa: F821

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """Oneself and those one shares a project with; everybody for owner and admin.

        Guests meet those alone whose names stand on what they see, and who manages it.
        """
        from models.project.membership import Membership
        from models.task.assigning import Assignment, names_met

        people = select(cls).where(cls.removed_at.is_(None))
        if viewer.is_wide:
            return people
        mine = [one.project_id for one in viewer.audiences if one.kind != "guest"]
        near = select(Membership.user_id).where(Membership.project_id.in_(mine))
        known = (cls.id == viewer.id) | cls.id.in_(near)
        if len(mine) < len(viewer.audiences):
            known |= cls.id.in_(names_met(viewer).with_only_columns(Assignment.user_id))
            known |= cls.id.in_(Membership.managing(viewer).with_only_columns(Membership.user_id))
        return people.where(known)

    @classmethod
    def with_email(cls, email: str) -> "User | None":
        """Somebody who is here; who was removed is as unknown as anybody."""
        return db.session.scalar(
            select(cls).where(cls.email == _kept(email), cls.removed_at.is_(None))
        )

    @classmethod
    def create(
        cls,
        name: str,
        email: str,
        role: str,
        by: Any = None,
        password_hash: str | None = None,
        **more: Any,
    ) -> "User":
        """A new person, or a removed one who comes back; without `by` they make themselves."""
        given = {"name": name, "role": role, "password_hash": password_hash} | more
        gone = db.session.scalar(
            select(cls).where(cls.email == _kept(email), cls.removed_at.is_not(None))
        )
        if gone is not None:
            gone.come_back(by=by or gone, **given)
            return gone
        person = cls(**{"email": _kept(email), "hue": cls._next_hue()} | given)
        db.session.add(person)
        db.session.flush()
        person.record("created", by=by or person, name=name, role=role)
        return person

    @classmethod
    def _next_hue(cls) -> str:
        count = db.session.scalar(select(func.count()).select_from(cls)) or 0
        return HUES[count % len(HUES)]

    def change(self, by: Any, **wanted: Any) -> None:
        """Name, title, hue, role, language, timezone, theme: whichever differ."""
        before = {field: getattr(self, field) for field in wanted}
        changed = {field: value for field, value in wanted.items() if before[field] != value}
        if not changed:
            return
        for field, value in changed.items():
            setattr(self, field, value)
        if changed.keys() & ON_CARDS:
            self._look_changed()
        past, person = "changed", {}
        if "role" in changed:
            past, person = "appointed", {"person": self.name}
        was = {field: before[field] for field in changed}
        self.record(past, by=by, before=was, **changed, **person)

    def _look_changed(self) -> None:
        from models.project.project import Project

        for project in db.session.scalars(select(Project).where(Project.id.in_(shown_in(self.id)))):
            project.look_changed()

    def renew_password(self, password_hash: str, by: Any) -> None:
        """The hash is made before, outside of any transaction."""
        self.password_hash = password_hash
        self.record("secured", by=by, person=self.name)

    def forget(self) -> None:
        """Somebody, signed in or not, asked for a link to choose a new password."""
        self.record("forgot", by=None, person=self.name)


def _kept(email: str) -> str:
    """An address as it is kept."""
    return email.strip().lower()


def shown_in(person_id: int | None) -> Select[Any]:
    """The projects on whose cards a person may stand: theirs, and those with a task of theirs."""
    from models.project.membership import Membership
    from models.task.assigning import Assignment
    from models.task.task import Task

    mine = select(Membership.project_id).where(Membership.user_id == person_id)
    tasks = select(Task.project_id).join(Assignment).where(Assignment.user_id == person_id)
    return select(mine.union(tasks).subquery())
