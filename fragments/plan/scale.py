"""Time across a plan: from which day to which, its heads, and the days on which nobody works."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from formats import date_short, month
from i18n import _
from scheduling import Calendar

ORIGIN = date(2000, 1, 3)  # a Monday: rows count days from it, whatever the page shows
WIDTHS = {"day": 17, "week": 9, "month": 4}  # pixels of a day
LETTER = 6  # pixels, about
LEAST = {"day": 56, "week": 112, "month": 280}  # days, so that a page is filled
MOST = {"day": 1500, "week": 4000, "month": 15000}


@dataclass(slots=True, frozen=True)
class Unit:
    """A day, a week or a month in the head; `s` in days from ORIGIN."""

    s: int
    d: int
    label: str
    note: str = ""
    state: str = ""


@dataclass(slots=True, frozen=True)
class Scale:
    """What a page shows of time."""

    zoom: str
    first: date
    days: int
    today: date

    @property
    def width(self) -> int:
        return WIDTHS[self.zoom]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def from_origin(self) -> int:
        return count(self.first)

    @property
    def now(self) -> int | None:
        return count(self.today) if self.first <= self.today <= self.last else None

    @property
    def heads(self) -> list[Unit]:
        """The upper row: weeks over days, months over weeks, years over months."""
        if self.zoom == "day":
            return [
                Unit(one.s, one.d, one.label, date_short(day_of(one.s), year=False))
                for one in self._weeks()
            ]
        return self._months() if self.zoom == "week" else self._years()

    @property
    def units(self) -> list[Unit]:
        """The lower row; days have one of their own."""
        return {"day": list, "week": self._weeks, "month": self._short_months}[self.zoom]()

    def each_day(self) -> Iterator[date]:
        return (self.first + timedelta(days=at) for at in range(self.days))

    def _weeks(self) -> list[Unit]:
        return [
            self._unit(begin, end, _("W%(number)d", number=begin.isocalendar().week))
            for begin, end in pairwise(self._every(7))
        ]

    def _months(self) -> list[Unit]:
        firsts = self._first_days(lambda day: day.day == 1)
        return [
            self._unit(begin, end, month(begin, year=begin.month == 1)) for begin, end in firsts
        ]

    def _short_months(self) -> list[Unit]:
        firsts = self._first_days(lambda day: day.day == 1)
        return [self._unit(begin, end, month(begin, short=True)) for begin, end in firsts]

    def _years(self) -> list[Unit]:
        firsts = self._first_days(lambda day: (day.month, day.day) == (1, 1))
        return [self._unit(begin, end, str(begin.year)) for begin, end in firsts]

    def _every(self, step: int) -> list[date]:
        return [self.first + timedelta(days=at) for at in range(0, self.days + 1, step)]

    def _first_days(self, begins: Callable[[date], bool]) -> list[tuple[date, date]]:
        """Spans cut where they begin, the first and the last as far as they are shown."""
        cuts = [self.first, *(day for day in list(self.each_day())[1:] if begins(day))]
        return list(pairwise([*cuts, self.last + timedelta(days=1)]))

    def _unit(self, begin: date, end: date, label: str) -> Unit:
        days, state = (end - begin).days, "now" if begin <= self.today < end else ""
        fits = days * self.width >= LETTER * len(label)
        return Unit(count(begin), days, label if fits else "", state=state)


def count(day: date) -> int:
    return (day - ORIGIN).days


def day_of(number: int) -> date:
    return ORIGIN + timedelta(days=number)


def scale_for(zoom: str, start: date | None, finish: date | None, today: date) -> Scale:
    """From a week before the plan to two after it, today among them, in whole weeks.

    Unknown words for the zoom mean: what shows the plan at a glance.
    """
    begin, end = start or today, finish or today
    if zoom not in WIDTHS:
        span = (end - begin).days
        zoom = "day" if span <= 120 else "week" if span <= 730 else "month"
    if abs((today - begin).days) < 400:
        begin, end = min(begin, today), max(end, today)
    first = _monday(begin - timedelta(days=3))
    days = max(LEAST[zoom], (_monday(end) - first).days + 21)
    return Scale(zoom, first, min(days, MOST[zoom]), today)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def closing_days(
    calendar: Calendar | None, scale: Scale, known: Collection[date] = ()
) -> list[tuple[int, int]]:
    """Days from ORIGIN, and how many, on which a calendar's exceptions leave no work.

    Those that are `known` from end to end say nothing new.
    """
    found: set[tuple[int, int]] = set()
    while calendar is not None:
        for one in calendar.exceptions:
            if not one.shifts and one.last >= scale.first and one.first <= scale.last:
                begin, end = max(one.first, scale.first), min(one.last, scale.last)
                days = (end - begin).days + 1
                if any(begin + timedelta(days=at) not in known for at in range(days)):
                    found.add((count(begin), days))
        calendar = calendar.base
    return sorted(found)


def holidays_in(scale: Scale, named: Callable[[int], dict[date, str]]) -> dict[date, str]:
    """The public holidays that a page shows; `named` gives those of a year."""
    years = range(scale.first.year, scale.last.year + 1)
    found: Iterable[tuple[date, str]] = (pair for year in years for pair in named(year).items())
    return {day: name for day, name in found if scale.first <= day <= scale.last}
