"""A day in words, in French or English: demain, next friday, lundi 4, in 2 weeks, 12/12."""

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta

Span = tuple[int, int]

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "janvier janv january jan",
            "fevrier fevr fev february feb",
            "mars march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for word in words.split()
}
FULL_DAYS = {
    word: number
    for number, words in enumerate(
        (
            "lundi monday",
            "mardi tuesday",
            "mercredi wednesday",
            "jeudi thursday",
            "vendredi friday",
            "samedi saturday",
            "dimanche sunday",
        )
    )
    for word in words.split()
}
# Short names are also other words (mer, mon, sun), so they only count next to a number.
DAYS = FULL_DAYS | {
    short: number
    for number, words in enumerate(
        ("lun mon", "mar tue tues", "mer wed", "jeu thu", "ven fri", "sam sat", "dim sun")
    )
    for short in words.split()
}
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            *("a an un une one", "deux two", "trois three", "quatre four", "cinq five"),
            *("six", "sept seven", "huit eight", "neuf nine", "dix ten"),
        ),
        start=1,
    )
    for word in words.split()
}


def any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


BEFORE = r"(?:(?:pour|avant|au plus tard|d['’]ici(?: a)?|le|by|on|before|due|until|for|the)\s+)*"
NOT_AFTER = "".join(
    rf"(?<!\b{word}\s)"
    for word in (
        *("du", "de", "des", "les", "depuis", "chaque"),
        *("of", "from", "since", "every", "each", "last"),
    )
)
AFTER = r"(?=[,;:!?)]*(?:\s|$)|\.(?:\s|$))"
MONTH = rf"(?P<month>{any_of(MONTHS)})\.?"
YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
NTH = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
WEEKDAY = rf"(?:(?P<name>{any_of(DAYS)})\.?\s+)?"
Reading = Callable[[re.Match[str], date], date | None]


def fold(text: str) -> str:
    """Without case or accents, letter for letter, so that places in the text stay the same."""
    return "".join(unicodedata.normalize("NFKD", letter)[0].lower()[0] for letter in text)


def valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming(today: date, month: int | None, day: int, weekday: int | None) -> date | None:
    """The next such day, today included."""
    for ahead in range(8 * 12):
        year, index = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        found = valid(year, index + 1, day)
        if not found or found < today or month not in (None, index + 1):
            continue
        if weekday in (None, found.weekday()):
            return found
    return None


def on_weekday(today: date, weekday: int, include: bool = False) -> date:
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(days=ahead or (0 if include else 7))


def read_weekday(match: re.Match[str], today: date) -> date:
    weekday = FULL_DAYS[match["name"]]
    if match["next"] or match["after"]:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=7 + weekday)
    return on_weekday(today, weekday, include=bool(match["this"]))


def read_weeks_later(match: re.Match[str], today: date) -> date:
    """‘Lundi en huit’, ‘Monday week’: a week after the coming one, or two."""
    given = match.groupdict()
    near = {"aujourd’hui": 0, "aujourd'hui": 0, "today": 0, "demain": 1, "tomorrow": 1}
    weeks = 2 if given.get("two") else 1
    day = given["name"]
    first = today + timedelta(days=near[day]) if day in near else on_weekday(today, FULL_DAYS[day])
    return first + timedelta(days=7 * weeks)


def read_calendar(match: re.Match[str], today: date) -> date | None:
    given = match.groupdict()
    month = MONTHS[given["month"]] if given.get("month") else None
    weekday = DAYS[given["name"]] if given.get("name") else None
    if given.get("year") and month:
        found = valid(int(given["year"]), month, int(given["day"]))
        return found if found and weekday in (None, found.weekday()) else None
    return coming(today, month, int(given["day"]), weekday)


def read_figures(match: re.Match[str], today: date) -> date | None:
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if month > 12 >= day:
        day, month = month, day
    if year:
        return valid(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return coming(today, month, day, None)


def read_ahead(match: re.Match[str], today: date) -> date | None:
    count = int(match["count"]) if match["count"].isdigit() else NUMBERS[match["count"]]
    unit = match["unit"][0]
    if unit == "m":
        year, index = divmod(today.year * 12 + today.month - 1 + count, 12)
        return date(year, index + 1, min(today.day, calendar.monthrange(year, index + 1)[1]))
    return today + timedelta(days=count * (7 if unit in "sw" else 1))


def read_week_end(match: re.Match[str], today: date) -> date:
    if match["next"] or match["after"]:
        return today - timedelta(days=today.weekday()) + timedelta(days=11)
    return on_weekday(today, 4, include=True)


def read_month_end(match: re.Match[str], today: date) -> date:
    return today.replace(day=calendar.monthrange(today.year, today.month)[1])


def ahead(days: int) -> Reading:
    return lambda _match, today: today + timedelta(days=days)


LATER_DAY = rf"(?P<name>{any_of(FULL_DAYS)}|aujourd['’]hui|demain|today|tomorrow)"
COUNT = rf"(?P<count>\d{{1,3}}|{any_of(NUMBERS)})"
UNIT = r"(?P<unit>jours?|j|days?|d|semaines?|sem|weeks?|w|mois|months?)"
READINGS: list[tuple[str, Reading]] = [
    (r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", read_figures),
    (rf"{WEEKDAY}{NTH}(?:\s+of)?\s+{MONTH}{YEAR}", read_calendar),
    (rf"{WEEKDAY}{MONTH}\s+{NTH}{YEAR}", read_calendar),
    (r"(?!24/7)(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?", read_figures),
    (rf"(?P<name>{any_of(DAYS)})\.?\s+{NTH}", read_calendar),
    (rf"(?:dans|in|sous|d['’]ici)\s+{COUNT}\s*{UNIT}", read_ahead),
    (r"(?:apres[- ]demain|day after tomorrow)", ahead(2)),
    (r"(?:demain|tomorrow)", ahead(1)),
    (r"(?:aujourd['’]hui|ce soir|today|tonight)", ahead(0)),
    (
        r"(?:fin de (?:la )?semaine(?P<after> prochaine)?"
        r"|end of (?:the )?(?P<next>next )?week|eow)",
        read_week_end,
    ),
    (r"(?:fin (?:de|du) mois|end of (?:the )?month|eom)", read_month_end),
    (
        r"(?:la )?(?:semaine prochaine|next week)",
        lambda _match, today: on_weekday(today, 0),
    ),
    (
        rf"(?:(?P<next>next)\s+|(?P<this>this|ce)\s+)?(?P<name>{any_of(FULL_DAYS)})"
        r"(?P<after>\s+prochain)?",
        read_weekday,
    ),
    (rf"{LATER_DAY}\s+en\s+(?:huit|(?P<two>quinze))", read_weeks_later),
    (rf"{LATER_DAY}\s+week(?!\s+\w)", read_weeks_later),
    (
        rf"(?:(?:a|one)\s+week|(?P<two>(?:two|2)\s+weeks|a\s+fortnight))\s+(?:on|from)\s+{LATER_DAY}",
        read_weeks_later,
    ),
    (r"(?:le|the)\s+(?P<day>\d{1,2})(?:er|st|nd|rd|th)?(?=\s*(?:$|@))", read_calendar),
]
DATES = [
    (re.compile(rf"(?<![^\s(]){NOT_AFTER}{BEFORE}{pattern}{AFTER}"), read)
    for pattern, read in READINGS
]


def find_date(folded: str, today: date) -> tuple[date, Span] | None:
    """The last date in words; of two that overlap the longer, even if it does not exist."""
    found = [(match, read) for regex, read in DATES for match in regex.finditer(folded)]
    if not found:
        return None
    match, read = max(found, key=lambda pair: (pair[0].end(), -pair[0].start()))
    deadline = read(match, today)
    return (deadline, match.span()) if deadline else None
