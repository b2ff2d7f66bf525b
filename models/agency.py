"""The one agency of an instance."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, db
from models.event import Recorded, declare
from models.mark import Marked

declare("agency.created", "agency.emptied", icon="home")
declare("agency.changed", "agency.exported", icon="home", audited=True)

# The clock of a country, until somebody chooses another.
ZONES = {
    "FR": "Europe/Paris",
    "BE": "Europe/Brussels",
    "CH": "Europe/Zurich",
    "LU": "Europe/Luxembourg",
    "CA": "America/Toronto",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "US": "America/New_York",
}


class AlreadyHere(Exception):
    """An instance holds one agency, and this one has it."""


class Agency(Marked, Recorded, Base):
    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="fr")
    timezone: Mapped[str] = mapped_column(default="Europe/Paris")
    country: Mapped[str] = mapped_column(default="FR")
    sample: Mapped[bool] = mapped_column(default=False)
    look: Mapped[int] = mapped_column(default=0)
    audit_days: Mapped[int] = mapped_column(default=365)

    readers_comment: Mapped[bool] = mapped_column(default=False)
    # How many work here, and how many readers each of them brings; no limit until somebody says so.
    seats: Mapped[int | None]
    readers_per_seat: Mapped[int] = mapped_column(default=2)

    @property
    def most_readers(self) -> int | None:
        return None if self.seats is None else self.seats * self.readers_per_seat

    @classmethod
    def here(cls) -> "Agency | None":
        """The agency of this instance, if it has been created."""
        return db.session.scalar(THE_AGENCY)

    @classmethod
    def create(
        cls, name: str, language: str, country: str, by: Any, sample: bool = False
    ) -> "Agency":
        """The one agency of this instance; raises AlreadyHere where there is one."""
        if cls.here() is not None:
            raise AlreadyHere
        agency = cls(
            name=name,
            language=language,
            country=country,
            timezone=ZONES.get(country, "UTC"),
            sample=sample,
        )
        db.session.add(agency)
        agency.record("created", by=by, name=name)
        return agency

    def change(self, by: Any, **wanted: Any) -> None:
        """Name, address, language, country, what readers may, and so on: whichever differ."""
        before = {field: getattr(self, field) for field in wanted}
        changed = {field: value for field, value in wanted.items() if before[field] != value}
        if not changed:
            return
        for field, value in changed.items():
            setattr(self, field, value)
        self.look += 1
        self.record("changed", by=by, before={f: before[f] for f in changed}, **changed)


THE_AGENCY = select(Agency).limit(1)  # asked by every page
