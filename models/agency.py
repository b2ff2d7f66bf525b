"""The one agency of an instance."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, db
from models.event import Recorded, declare

declare("agency.created", "agency.changed", icon="home")


class Agency(Recorded, Base):
    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="fr")
    timezone: Mapped[str] = mapped_column(default="Europe/Paris")
    country: Mapped[str] = mapped_column(default="FR")
    sample: Mapped[bool] = mapped_column(default=False)
    look: Mapped[int] = mapped_column(default=0)

    @classmethod
    def here(cls) -> "Agency | None":
        """The agency of this instance, if it has been created."""
        return db.session.scalar(select(cls).limit(1))
