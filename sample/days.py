"""Days counted from today, so that the sample is always in the middle of its work."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from models.public_holidays import public_holidays
from sample.people import AGENCY

NOON = 12 * 60
CLOSING = timedelta(hours=17)


class Calendar:
    """`0` is today, `-2` two working days ago, `5` in five working days."""

    def __init__(self, now: datetime, timezone: str) -> None:
        self.zone = ZoneInfo(timezone)
        self.now = now
        self.local = now.astimezone(self.zone)
        self.today = self.local.date()

    @cached_property
    def closings(self) -> list[tuple[date, date]]:
        """All ahead: a Friday soon for the whole team, and the next days after Christmas."""
        year = self.today.year + ((self.today.month, self.today.day) >= (12, 26))
        christmas = date(year, 12, 26), date(year, 12, 31)
        friday = self.today + timedelta(days=18 - self.today.weekday())
        while not _is_worked(friday) or christmas[0] <= friday <= christmas[1]:
            friday += timedelta(days=7)
        return sorted([christmas, (friday, friday)])

    def _is_worked(self, day: date) -> bool:
        return _is_worked(day) and not any(first <= day <= last for first, last in self.closings)

    def day(self, offset: int) -> date:
        step = timedelta(days=1 if offset > 0 else -1)
        day = self.today
        for _ in range(abs(offset)):
            day += step
            while not self._is_worked(day):
                day += step
        return day

    def start_of(self, offset: int) -> datetime:
        return datetime.combine(self.day(offset), time())

    def end_of(self, offset: int) -> datetime:
        """The end of a whole day: midnight of the day after."""
        return self.start_of(offset) + timedelta(days=1)

    def close_of(self, offset: int) -> datetime:
        """When the work of a day ends."""
        return self.start_of(offset) + CLOSING

    def moment(self, offset: int, clock: str) -> datetime:
        """An instant of the past. What happens today happens before now, in the same order."""
        hours, minutes = clock.split(":")
        passed = int(hours) * 60 + int(minutes)
        if offset == 0:
            lived = self.local.hour * 60 + self.local.minute
            passed = passed * min(NOON, lived) // NOON
        local = datetime.combine(self.day(offset), time(), self.zone) + timedelta(minutes=passed)
        return min(local.astimezone(UTC), self.now)


def _is_worked(day: date) -> bool:
    return day.weekday() < 5 and day not in public_holidays(AGENCY["country"], day.year)
