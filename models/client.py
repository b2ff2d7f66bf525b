"""A company: a client, that projects are made for, or a partner agency, that works on them too."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, literal, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, db, in_turn
from models.event import Recorded, declare
from models.mark import Marked
from models.user.roles import ROLES_OF_TEAMS, STAFF

declare("client.created", "client.changed", icon="folder")


KINDS = ("client", "partner")


class Client(Marked, Recorded, Addressed, Base):
    __tablename__ = "client"

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="client")
    hue: Mapped[str] = mapped_column(default="canard")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)

    projects: Mapped[list["Project"]] = relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="client"
    )

    @property
    def roles(self) -> tuple[str, ...]:
        """What its people can be, in the agency and in projects; the usual one first."""
        return ROLES_OF_TEAMS[self.kind]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """Those of one's projects; one's own; to staff all partners; to owner and admin all."""
        from models.project.project import Project

        clients = select(cls)
        if viewer.is_wide:
            return clients
        mine = [place.project_id for place in viewer.places]
        through = select(Project.client_id).where(Project.id.in_(mine))
        partners = and_(cls.kind == "partner", literal(viewer.role in STAFF))
        return clients.where(or_(cls.id == viewer.client_id, cls.id.in_(through), partners))

    @classmethod
    def create(cls, name: str, by: Any, hue: str = "canard", kind: str = "client") -> "Client":
        """A new company; the one of that name and kind where there is one already."""
        in_turn()
        known = db.session.scalar(select(cls).where(cls.name == name, cls.kind == kind))
        if known is not None:
            return known
        client = cls(name=name, hue=hue, kind=kind)
        db.session.add(client)
        client.record("created", by=by, name=name)
        return client

    def change(self, by: Any, **wanted: str) -> None:
        """Name, hue, accent: whichever differ."""
        before = {field: getattr(self, field) for field in wanted}
        changed = {field: value for field, value in wanted.items() if before[field] != value}
        if not changed:
            return
        for field, value in changed.items():
            setattr(self, field, value)
        self.record("changed", by=by, before={f: before[f] for f in changed}, **changed)
