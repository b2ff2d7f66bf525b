"""The one agency of an instance."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, db
from models.event import Recorded, declare
from models.mark import Marked

declare("agency.created", "agency.emptied", icon="home")
declare("agency.changed", "agency.exported", icon="home", audited=True)
declare("agency.ruled", icon="shield", audited=True)

# Settings that are rights: what readers may, and how many there may be.
RULES = ("readers_comment", "seats", "readers_per_seat")

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
    # Besides public holidays: from one day to another, both included.
    closings: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
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

    @property
    def closed(self) -> list[tuple[date, date]]:
        """The stretches of days on which nobody works."""
        return [(date.fromisoformat(one[0]), date.fromisoformat(one[1])) for one in self.closings]

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

    def close(self, first: date, last: date, by: Any) -> None:
        """Nobody works from one day to another."""
        more = [first.isoformat(), last.isoformat()]
        if more not in self.closings:
            self.change(by=by, closings=sorted([*self.closings, more]))

    def stay_open(self, first: date, last: date, by: Any) -> None:
        """The reverse."""
        less = [first.isoformat(), last.isoformat()]
        self.change(by=by, closings=[one for one in self.closings if one != less])

    def change(self, by: Any, **wanted: Any) -> None:
        """Name, address, language, country, what readers may, and so on: whichever differ."""
        before = {field: getattr(self, field) for field in wanted}
        changed = {field: value for field, value in wanted.items() if before[field] != value}
        if not changed:
            return
        for field, value in changed.items():
            setattr(self, field, value)
        if changed.keys() & {"country", "closings"}:
            _plans_changed()
        self.look += 1
        for past, its in (("ruled", changed.keys() & RULES), ("changed", changed.keys() - RULES)):
            if its:
                was, is_now = ({f: part[f] for f in its} for part in (before, changed))
                self.record(past, by=by, before=was, **is_now)


def _plans_changed() -> None:
    """Other days are free now: what was computed before is stale."""
    from models.project.project import Project

    db.session.execute(update(Project).values(plan_version=Project.plan_version + 1))


THE_AGENCY = select(Agency).limit(1)  # asked by every page
