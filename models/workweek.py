"""A calendar of a project: the hours of a week, and the days on which they are others.

The agency's, a task's own, or one person's: theirs says only what differs from its base.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from models.agency import Agency
from models.audience import Audience, Viewer
from models.base import Addressed, Base, db
from models.public_holidays import free_days
from models.user.user import User
from scheduling import Calendar, DatedShifts
from scheduling.recurrence import occurrences

Shifts = list[list[int]]  # from, to: minutes of the day
YEARS = range(2010, 2051)  # whose public holidays the agency's calendar knows


class DayException(Base):
    """From `first` to `last` other hours than the week's, or none: a holiday, a late Thursday.

    `recurrence` says which of these days; without one it is all of them
    (`scheduling.recurrence`). Of two on one day the first of the list counts.
    """

    __tablename__ = "day_exception"

    id: Mapped[int] = mapped_column(primary_key=True)
    workweek_id: Mapped[int] = mapped_column(
        ForeignKey("workweek.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(default="")
    first: Mapped[date]
    last: Mapped[date]
    shifts: Mapped[Shifts] = mapped_column(JSON, default=list)
    recurrence: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    def written_out(self) -> list[DatedShifts]:
        """Each run of days by its dates, as the engine takes them."""
        days = occurrences(self.first, self.last, self.recurrence)
        return [DatedShifts(first, last, _shifts(self.shifts)) for first, last in days]


class Workweek(Addressed, Base):
    __tablename__ = "workweek"
    __table_args__ = (Index("workweek_project", "project_id"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    name: Mapped[str]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("workweek.id"))
    # Seven days, Monday first: their shifts, or None where they are the base's.
    week: Mapped[list[Shifts | None]] = mapped_column(JSON)
    is_default: Mapped[bool] = mapped_column(default=False)  # the project's own
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    user_name: Mapped[str | None]  # whose it is, where an import knew a name only
    imported_uid: Mapped[str | None]

    user: Mapped[User | None] = relationship()
    exceptions: Mapped[list[DayException]] = relationship(
        order_by=DayException.id, cascade="all, delete-orphan", passive_deletes=True
    )

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        """To the team: when somebody works is nobody else's business."""
        if isinstance(viewer, Audience):
            inside = [viewer.project_id] if viewer.sees_team else []
        elif viewer.is_wide:
            return select(cls)
        else:
            inside = [one.project_id for one in viewer.audiences if one.sees_team]
        return select(cls).where(cls.project_id.in_(inside))

    @property
    def whose(self) -> int | str | None:
        """The person's number, else the name that an import knew."""
        return self.user_id or self.user_name

    def calendar_on(self, base: Calendar | None) -> Calendar:
        """As the engine takes it, on top of its base."""
        week = tuple(None if day is None else _shifts(day) for day in self.week)
        written = [one for each in self.exceptions for one in each.written_out()]
        if base and not written and not any(day is not None for day in week):
            return base
        return Calendar(week, tuple(written), base)


def _shifts(kept: Shifts) -> tuple[tuple[int, int], ...]:
    return tuple((begin, end) for begin, end in kept)


def own_or_agency(found: list[tuple[Workweek, Calendar]]) -> Calendar:
    """Of a project's calendars its own; a project that has none works when the agency does."""
    own = next((made for row, made in found if row.is_default), None)
    agency = Agency.here() if own is None else None
    if own is not None or agency is None:
        return own or Calendar()
    return office_of(agency.country, tuple(agency.closed))


@lru_cache(maxsize=20)
def office_of(country: str, closed: tuple[tuple[date, date], ...]) -> Calendar:
    """Office hours, but for the public holidays of a country and for closing days."""
    free = [*closed, *((day, day) for day in free_days(country, YEARS))]
    return Calendar(exceptions=tuple(DatedShifts(first, last) for first, last in free))


def calendars_of(project_id: int) -> list[tuple[Workweek, Calendar]]:
    """All of a project, built on their bases; a base that leads back to itself counts for none."""
    rows = db.session.scalars(
        select(Workweek)
        .where(Workweek.project_id == project_id)
        .options(selectinload(Workweek.exceptions))
        .order_by(Workweek.id)
    ).all()
    by_id, made = {row.id: row for row in rows}, dict[int, Calendar]()
    for row in rows:
        _build(row, by_id, made, ())
    return [(row, made[row.id]) for row in rows]


def _build(
    row: Workweek, by_id: dict[int, Workweek], made: dict[int, Calendar], under: tuple[int, ...]
) -> Calendar:
    if row.id not in made:
        base = by_id.get(row.base_id or 0)
        on = None if base is None or base.id in (*under, row.id) else base
        calendar = _build(on, by_id, made, (*under, row.id)) if on else None
        made[row.id] = row.calendar_on(calendar)
    return made[row.id]
