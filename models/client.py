"""A company that projects are made for."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant
from models.event import Recorded, declare

declare("client.created", "client.changed", icon="folder")


class Client(Recorded, Addressed, Base):
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
