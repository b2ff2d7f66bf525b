"""The days on which nobody works here: public holidays, and those on which the agency is closed."""

from collections.abc import Iterator
from datetime import date, timedelta

from models import Agency
from models.public_holidays import public_holidays
from reports.facts import Absence

SATURDAY = 5
DAY = timedelta(1)


def absences(agency: Agency | None, first: date, last: date, language: str) -> list[Absence]:
    """What falls on Monday to Friday from `first` to `last`; a closing is told to its end."""
    if agency is None:
        return []
    closed = list(_closings(agency, first, last))
    found = list(closed)
    for year in range(first.year, last.year + 1):
        for day, name in public_holidays(agency.country, year, language).items():
            told = any(one.on <= day <= one.last for one in closed)
            if first <= day <= last and day.weekday() < SATURDAY and not told:
                found.append(Absence(day, name))
    return sorted(found, key=lambda absence: absence.on)


def _closings(agency: Agency, first: date, last: date) -> Iterator[Absence]:
    """From the first to the last of their days that is no weekend."""
    for begin, end in agency.closed:
        begin = max(begin, first)
        while begin <= end and begin.weekday() >= SATURDAY:
            begin += DAY
        while begin <= end and end.weekday() >= SATURDAY:
            end -= DAY
        if begin <= min(end, last):
            yield Absence(begin, until=end)


def working_days(after: date, until: date, agency: Agency | None) -> int:
    """How many days of work there are after one day, up to another and with it."""
    off = absences(agency, after + DAY, until, "en")
    days = (after + timedelta(n) for n in range(1, (until - after).days + 1))
    return sum(
        day.weekday() < SATURDAY and not any(one.on <= day <= one.last for one in off)
        for day in days
    )
