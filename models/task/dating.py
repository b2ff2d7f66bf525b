"""When: start and finish are the plan, the deadline is the promise.

Naive, in the project's time, to the minute. A whole day ends at 00:00 of the day after.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Mapped

from models.event import Event, declare

declare("task.dated", icon="calendar", undoable=True, told="people")

KEEP: Any = object()


class WrongOrder(ValueError):
    """The end is before the start."""


class Dating:
    start: Mapped[datetime | None]
    finish: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    imported_start: Mapped[datetime | None]
    imported_finish: Mapped[datetime | None]

    def date(
        self,
        by: Any,
        start: datetime | None = KEEP,
        finish: datetime | None = KEEP,
        deadline: datetime | None = KEEP,
    ) -> Event | None:
        """Set any of the three; raises `WrongOrder` when an end would precede the start."""
        new = {"start": start, "finish": finish, "deadline": deadline}
        new = {
            name: value.replace(second=0, microsecond=0) if value else None
            for name, value in new.items()
            if value is not KEEP and value != getattr(self, name)
        }
        if not new:
            return None
        self._refuse_wrong_order({**self._dates(), **new})
        was = {name: as_text(getattr(self, name)) for name in new}
        for name, value in new.items():
            setattr(self, name, value)
        return self.record("dated", by=by, before=was, **{n: as_text(v) for n, v in new.items()})

    def _dates(self) -> dict[str, datetime | None]:
        return {"start": self.start, "finish": self.finish, "deadline": self.deadline}

    @staticmethod
    def _refuse_wrong_order(dates: dict[str, datetime | None]) -> None:
        start = dates["start"]
        if start and any(end and end < start for end in (dates["finish"], dates["deadline"])):
            raise WrongOrder

    @property
    def due(self) -> datetime | None:
        """What a card shows: the deadline, else the finish."""
        return self.deadline or self.finish


def as_text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def end_of(day: date) -> datetime:
    """The end of a whole day: midnight of the day after."""
    return datetime(day.year, day.month, day.day) + timedelta(days=1)


def start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def last_day(end: datetime) -> date:
    """The day a person reads for an end: midnight still belongs to the day before."""
    return (end - timedelta(minutes=1)).date()


def is_whole_day(end: datetime) -> bool:
    return end.hour == 0 and end.minute == 0
