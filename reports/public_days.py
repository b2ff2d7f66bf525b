"""The public holidays of the agency's country, in the reader's language."""

from datetime import date, timedelta
from functools import lru_cache

from reports.facts import Absence

SATURDAY = 5


@lru_cache(maxsize=64)
def public_days(country: str, year: int, language: str) -> dict[date, str]:
    """By day; none for a country that nobody has told us of. Raises nothing."""
    from holidays import country_holidays  # a third of a second, for reports alone

    try:
        known = country_holidays(country).supported_languages
    except NotImplementedError:
        return {}
    spoken = next((one for one in known if one.split("_")[0] == language), None)
    return dict(country_holidays(country, years=year, language=spoken))


def absences(country: str, first: date, last: date, language: str) -> list[Absence]:
    """The public holidays from `first` to `last` that fall on Monday to Friday."""
    found = []
    for year in range(first.year, last.year + 1):
        for day, name in sorted(public_days(country, year, language).items()):
            if first <= day <= last and day.weekday() < SATURDAY:
                found.append(Absence(day, name))
    return found


def working_days(after: date, until: date, country: str) -> int:
    """How many days of work there are after one day, up to another and with it."""
    free = {absence.on for absence in absences(country, after, until, "en")}
    days = (after + timedelta(n) for n in range(1, (until - after).days + 1))
    return sum(day.weekday() < SATURDAY and day not in free for day in days)
