"""Working time: from instants to minutes of work and back.

Between the two stands a table of prefix sums, so that a conversion is one `bisect` and never a
loop over days (`../shared/scheduling.md`, "Full reschedule measured").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from threading import RLock

from scheduling.workweek import DAY, Calendar, Shifts, minute_of

YEAR = 366 * DAY
# Working time is looked for until then, and back to 1900; Microsoft Project's dates end in 2149.
HORIZON = minute_of(datetime(2150, 1, 1))


class NoWorkingTime(ValueError):
    """A calendar, or what several have in common, has no working time where it was looked for."""


def _common(one: Shifts, other: Shifts) -> Shifts:
    if one is other:
        return one
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple((begin, end) for begin, end in both if begin < end)


# Covered from, covered up to; starts, ends, minutes worked before each (and one more: in all);
# the midnights of the days with work.
_Table = tuple[int, int, list[int], list[int], list[int], list[int]]


class WorkingTime:
    """The time in which all of some calendars work, convertible in O(log n) both ways.

    Two conventions, never mixed: an instant that begins something lies at the beginning of an
    interval (Monday 08:00), one that ends something at its end (Friday 17:00), though no work
    lies between the two. The table grows by itself, from 1900 up to `HORIZON`; beyond that
    `NoWorkingTime` is raised. Threads can share it, for a table is never changed.
    """

    def __init__(self, *calendars: Calendar) -> None:
        self._calendars = calendars or (Calendar(),)
        self._table: _Table | None = None
        self._anchor = 0
        self._growing = RLock()

    def worked(self, instant: int) -> int:
        """Minutes of work from a fixed origin of its own to `instant`: only differences count."""
        _, _, starts, ends, sums, _days = self._covering(instant)
        at = bisect_right(starts, instant) - 1
        if at < 0:
            return sums[0]
        end = ends[at]
        return sums[at] + (instant if instant < end else end) - starts[at]

    def between(self, start: int, finish: int) -> int:
        """Minutes of work from `start` to `finish`; negative if `finish` is the earlier."""
        return self.worked(finish) - self.worked(start)

    def next_start(self, instant: int) -> int:
        """Start convention: `instant` if work can go on from there, else the next beginning."""
        _, _, starts, ends, _sums, _days = self._covering(instant)
        at = bisect_right(starts, instant)
        if at and instant < ends[at - 1]:
            return instant
        return starts[at] if at < len(starts) else self._start_at(self.worked(instant))

    def previous_finish(self, instant: int) -> int:
        """Finish convention: `instant` if work goes on up to there, else the last end before."""
        return self._finish_at(self.worked(instant))

    def finish_after(self, start: int, minutes: int) -> int:
        """When `minutes` of work (at least 1) begun at `start` end, by the finish convention."""
        return self._finish_at(self.worked(start) + minutes)

    def start_before(self, finish: int, minutes: int) -> int:
        """When `minutes` of work (at least 1) that end by `finish` begin at the latest."""
        return self._start_at(self.worked(finish) - minutes)

    def later(self, instant: int, lag: int) -> int:
        """`instant` moved by `lag` minutes of work: forward to a finish, a lead back to a start."""
        if lag > 0:
            return self._finish_at(self.worked(instant) + lag)
        return self._start_at(self.worked(instant) + lag) if lag else instant

    def clipped(self, start: int, finish: int) -> tuple[int, int]:
        """A span cut to working time: midnight to midnight becomes 08:00 to 17:00.

        A span without any work, a milestone say, is left as it is.
        """
        if self.between(start, finish) <= 0:
            return start, finish
        return self.next_start(start), self.previous_finish(finish)

    def days_between(self, start: int, finish: int) -> int:
        """How many working days `finish` is later than `start`, as read from the two dates."""
        return self._days_until(finish) - self._days_until(start)

    def _days_until(self, instant: int) -> int:
        """Working days begun by then, counted from the origin."""
        days = self._covering(instant)[5]
        return bisect_right(days, instant) - bisect_right(days, self._anchor)

    def _start_at(self, work: int) -> int:
        """The latest instant before which `work` minutes lie."""
        _, _, starts, _ends, sums, _days = self._reaching(work + 1)
        at = bisect_right(sums, work) - 1
        return starts[at] + work - sums[at]

    def _finish_at(self, work: int) -> int:
        """The earliest instant before which `work` minutes lie."""
        _, _, starts, _ends, sums, _days = self._reaching(work)
        at = bisect_left(sums, work) - 1
        return starts[at] + work - sums[at]

    def _covering(self, instant: int) -> _Table:
        table = self._table
        if table is None or not table[0] <= instant < table[1]:
            return self._grown_to(instant)
        return table

    def _reaching(self, work: int) -> _Table:
        table = self._table or self._grown_to(self._anchor)
        while work <= table[4][0]:
            table = self._grown_to(table[0] - 1)
        while work > table[4][-1]:
            table = self._grown_to(table[1])
        return table

    def _grown_to(self, instant: int) -> _Table:
        """The table, grown so that it covers `instant`, and at least doubled."""
        if not 0 <= instant < HORIZON:
            raise NoWorkingTime("no working time found between 1900 and 2150")
        midnight = instant // DAY * DAY
        with self._growing:
            if self._table is None:
                self._anchor = midnight
                self._table = self._built(midnight - YEAR, midnight + 2 * YEAR)
            table = self._table
            first, last = table[:2]
            if instant >= last:
                more = self._built(last, max(midnight + YEAR, last + last - first))
                self._table = _joined(table, more)
            elif instant < first:
                more = self._built(min(midnight - YEAR, first + first - last), first)
                self._table = _joined(more, table, keep=table)
            return self._table

    def _built(self, begin: int, end: int) -> _Table:
        """A table from one midnight to another but not past the bounds; its sums begin with 0."""
        begin, end = max(begin, 0), min(end, HORIZON)
        first, last = begin // DAY, end // DAY
        shifts = list(self._calendars[0].days(first, last))
        for calendar in self._calendars[1:]:
            shifts = [_common(*two) for two in zip(shifts, calendar.days(first, last), strict=True)]
        days = [(day, one) for day, one in zip(range(begin, end, DAY), shifts, strict=True) if one]
        starts = [day + start for day, shifts in days for start, _ in shifts]
        ends = [day + end for day, shifts in days for _, end in shifts]
        lengths = (end - start for start, end in zip(starts, ends, strict=True))
        sums = list(accumulate(lengths, initial=0))
        return begin, end, starts, ends, sums, [day for day, _ in days]


def _joined(early: _Table, late: _Table, keep: _Table | None = None) -> _Table:
    """Two tables that meet, counted from the origin of the one to keep (the early one)."""
    shift = early[4][-1] - late[4][0]
    before, after = (-shift, 0) if keep is late else (0, shift)
    sums = [work + before for work in early[4][:-1]] + [work + after for work in late[4]]
    return early[0], late[1], early[2] + late[2], early[3] + late[3], sums, early[5] + late[5]


class _RoundTheClock(WorkingTime):
    """Every minute counts: for elapsed durations and lags."""

    def worked(self, instant: int) -> int:
        return instant

    def next_start(self, instant: int) -> int:
        return instant

    def _days_until(self, instant: int) -> int:
        return instant // DAY

    def _start_at(self, work: int) -> int:
        return work

    def _finish_at(self, work: int) -> int:
        return work


ELAPSED: WorkingTime = _RoundTheClock()


@lru_cache(maxsize=128)
def working_time(*calendars: Calendar) -> WorkingTime:
    """What all these calendars have in common, kept: the same calendars give the same object."""
    return WorkingTime(*calendars)
