"""Instants and calendars, in whole minutes of the project's naive wall clock.

An instant is an `int`: minutes since Monday 1 January 1900, 00:00.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

HOUR, DAY = 60, 1440
EPOCH = datetime(1900, 1, 1)

Shifts = tuple[tuple[int, int], ...]
OFFICE: Shifts = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
ALL_DAY: Shifts = ((0, DAY),)


def minute_of(moment: datetime) -> int:
    """The instant of a naive wall-clock time; seconds are cut, not rounded."""
    since = moment - EPOCH
    return since.days * DAY + since.seconds // 60


def moment_of(minute: int) -> datetime:
    """The naive wall-clock time of an instant: the inverse of `minute_of`."""
    return EPOCH + timedelta(minutes=minute)


@dataclass(frozen=True, slots=True)
class DatedShifts:
    """An exception: from `first` to `last`, both included, these shifts and not the week's.

    No shifts makes days off. Recurring exceptions and dated work weeks are written out as such.
    """

    first: date
    last: date
    shifts: Shifts = ()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"an exception ends on {self.last}, before it begins ({self.first})")
        _check(self.shifts)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A week of working time with its exceptions, perhaps on top of a base calendar.

    `week` is seven `Shifts`, Monday first; a shift is (from, to) in minutes of the day, and one
    that ends at midnight ends at 1440. None for a day means: as in the base. Of exceptions on the
    same day the first wins, those of a calendar before those of its base, and any exception before
    any week. Raises ValueError for shifts that overlap, run backwards or leave the day.
    """

    week: tuple[Shifts | None, ...] = (OFFICE,) * 5 + ((), ())
    exceptions: tuple[DatedShifts, ...] = ()
    base: Calendar | None = None

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError(f"a week of {len(self.week)} days")
        for shifts in self.week:
            _check(shifts or ())

    def days(self, first: int, last: int) -> Iterator[Shifts]:
        """The shifts of each day from day number `first` up to, not including, `last`."""
        week = [self._weekday(number) for number in range(7)]
        special: dict[int, Shifts] = {}
        for one in reversed(self._all_exceptions()):
            begin, end = one.first.toordinal() - _ZERO, one.last.toordinal() - _ZERO
            special |= dict.fromkeys(range(max(begin, first), min(end + 1, last)), one.shifts)
        for day in range(first, last):
            yield special[day] if day in special else week[day % 7]

    def _weekday(self, number: int) -> Shifts:
        shifts = self.week[number]
        if shifts is None:
            return self.base._weekday(number) if self.base else ()
        return shifts

    def _all_exceptions(self) -> tuple[DatedShifts, ...]:
        return self.exceptions + (self.base._all_exceptions() if self.base else ())


_ZERO = EPOCH.toordinal()


def _check(shifts: Shifts) -> None:
    for begin, end in shifts:
        if not 0 <= begin < end <= DAY:
            raise ValueError(f"a shift from {begin} to {end} minutes of the day")
    if any(before[1] > after[0] for before, after in pairwise(shifts)):
        raise ValueError(f"shifts overlap or are not in order: {shifts}")
