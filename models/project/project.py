"""A project: one client's work, on one board."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, db, now
from models.client import Client
from models.column import Column
from models.event import Recorded, declare
from models.label import Label
from models.project.membership import Membership
from models.user.user import User

declare("project.created", "project.changed", "project.archived", "project.restored", icon="board")
declare("project.imported", icon="download")


class Project(Recorded, Addressed, Base):
    __tablename__ = "project"

    key: Mapped[str]
    name: Mapped[str]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)
    hue: Mapped[str] = mapped_column(default="prune")
    timezone: Mapped[str] = mapped_column(default="Europe/Paris")
    language: Mapped[str] = mapped_column(default="fr")
    preset: Mapped[str] = mapped_column(default="team")
    start: Mapped[date | None]
    due: Mapped[date | None]
    look: Mapped[int] = mapped_column(default=0)
    building: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)

    client: Mapped[Client | None] = relationship(back_populates="projects")
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="project", order_by=Membership.id
    )
    columns: Mapped[list[Column]] = relationship(
        back_populates="project",
        order_by=Column.rank,
        primaryjoin="and_(Project.id == Column.project_id, Column.archived_at.is_(None))",
        viewonly=True,
    )
    labels: Mapped[list[Label]] = relationship(order_by=Label.id)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        projects = select(cls).where(cls.building.is_(False))
        if viewer.is_wide:
            return projects
        return projects.where(cls.id.in_([place.project_id for place in viewer.places]))

    @property
    def people(self) -> list[User]:
        """Its members who are still here, staff first."""
        rows = db.session.execute(
            select(User, Membership.role)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.project_id == self.id, User.removed_at.is_(None))
            .order_by(Membership.id)
        ).all()
        return [person for person, _role in rows]

    @property
    def has_clients(self) -> bool:
        return any(m.role == "client" for m in self.memberships) or self.client_id is not None

    def look_changed(self) -> None:
        """A label, a column or a person shown on many cards changed: all are drawn anew."""
        self.look += 1
