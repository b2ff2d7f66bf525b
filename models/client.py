"""A company that projects are made for."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, db
from models.event import Recorded, declare
from models.mark import Marked

declare("client.created", "client.changed", icon="folder")


class Client(Marked, Recorded, Addressed, Base):
    __tablename__ = "client"

    name: Mapped[str]
    hue: Mapped[str] = mapped_column(default="canard")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)

    projects: Mapped[list["Project"]] = relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="client"
    )

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """Those with a project one belongs to; one's own company; all for owner and admin."""
        from models.project.project import Project

        clients = select(cls)
        if viewer.is_wide:
            return clients
        mine = [place.project_id for place in viewer.places]
        through = select(Project.client_id).where(Project.id.in_(mine))
        return clients.where(or_(cls.id == viewer.client_id, cls.id.in_(through)))

    @classmethod
    def create(cls, name: str, by: Any, hue: str = "canard") -> "Client":
        """A new client; the one of that name where there is one already."""
        known = db.session.scalar(select(cls).where(cls.name == name))
        if known is not None:
            return known
        client = cls(name=name, hue=hue)
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
