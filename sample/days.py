"""Days counted from today, so that the sample is always in the middle of its work."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NOON = 12 * 60
# Month and day of the holidays that do not move.
HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


class Calendar:
    """`0` is today, `-2` two working days ago, `5` in five working days."""

    def __init__(self, now: datetime, timezone: str) -> None:
        self.zone = ZoneInfo(timezone)
        self.now = now
        self.local = now.astimezone(self.zone)
        self.today = self.local.date()

    def day(self, offset: int) -> date:
        step = timedelta(days=1 if offset > 0 else -1)
        day = self.today
        for _ in range(abs(offset)):
            day += step
            while not _is_worked(day):
                day += step
        return day

    def start_of(self, offset: int) -> datetime:
        return datetime.combine(self.day(offset), time())

    def end_of(self, offset: int) -> datetime:
        """The end of a whole day: midnight of the day after."""
        return self.start_of(offset) + timedelta(days=1)

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
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS
