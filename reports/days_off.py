"""The public holidays of the agency's country, in the reader's language."""

from datetime import date, timedelta

from models.public_holidays import public_holidays
from reports.facts import Absence

SATURDAY = 5


def absences(country: str, first: date, last: date, language: str) -> list[Absence]:
    """The public holidays from `first` to `last` that fall on Monday to Friday."""
    found = []
    for year in range(first.year, last.year + 1):
        for day, name in sorted(public_holidays(country, year, language).items()):
            if first <= day <= last and day.weekday() < SATURDAY:
                found.append(Absence(day, name))
    return found


def working_days(after: date, until: date, country: str) -> int:
    """How many days of work there are after one day, up to another and with it."""
    free = {absence.on for absence in absences(country, after, until, "en")}
    days = (after + timedelta(n) for n in range(1, (until - after).days + 1))
    return sum(day.weekday() < SATURDAY and day not in free for day in days)
