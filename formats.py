"""Dates, numbers and money as the reader writes them, in French or English.

Planned dates are naive and shown as they are; instants are aware and shown in the reader's zone.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from i18n import N_, _, gettext, language, ngettext, zone
from models.base import now

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
CURRENCIES = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": "CHF"}
NO_BREAK = "\u00a0"
MINUS = "\u2212"
Day = date | datetime


def in_french() -> bool:
    return language() == "fr"


def here(value: Day) -> Day:
    """An instant in the reader's zone; a planned date as it is."""
    aware = isinstance(value, datetime) and value.tzinfo is not None
    return value.astimezone(zone()) if aware else value  # type: ignore[union-attr]


def day_of(value: Day) -> date:
    local = here(value)
    return local.date() if isinstance(local, datetime) else local


def today() -> date:
    """The date at the reader."""
    return now().astimezone(zone()).date()


def _spell(value: Day, pattern: str) -> str:
    return _spelled(day_of(value), pattern, language())


@lru_cache(4096)
def _spelled(day: date, pattern: str, language: str) -> str:
    words = format_date(day, pattern, locale=LOCALES[language])
    # French says "first of December" and counts the other days.
    return re.sub(r"(?<!\d)1(?= \D|$)", "1er", words) if language == "fr" else words


def _with_year(value: Day, year: bool | None) -> bool:
    return day_of(value).year != today().year if year is None else year


def date_short(value: Day, year: bool | None = None) -> str:
    """20 nov. — with its year when it is not this one."""
    return _spell(value, "d MMM y" if _with_year(value, year) else "d MMM")


def date_long(value: Day) -> str:
    return _spell(value, "EEEE d MMMM y")


def day_month(value: Day, year: bool | None = None) -> str:
    return _spell(value, "d MMMM y" if _with_year(value, year) else "d MMMM")


def weekday_date(value: Day, year: bool | None = None) -> str:
    return _spell(value, "EEE d MMM y" if _with_year(value, year) else "EEE d MMM")


def weekday_short(value: Day) -> str:
    return _spell(value, "EEE")


def day_number(value: Day) -> str:
    return _spell(value, "d")


def month(value: Day, year: bool = False, short: bool = False) -> str:
    """Novembre, Janvier 2027; nov. where room is scarce (`short`)."""
    words = _spell(value, "LLL" if short else "LLLL y" if year else "LLLL")
    return words if short else words[0].upper() + words[1:]


def week(value: Day) -> str:
    monday = date.fromisocalendar(*day_of(value).isocalendar()[:2], 1)
    number = day_of(value).isocalendar().week
    return _("W%(number)d, week of %(monday)s", number=number, monday=date_short(monday))


def time(value: datetime, text: bool = False) -> str:
    """16:42 in lists; 16 h 42 in a French sentence (`text`)."""
    local = here(value)
    return local.strftime(f"%H{NO_BREAK}h{NO_BREAK}%M" if text and in_french() else "%H:%M")


def instant(value: datetime) -> str:
    """The time if it was today, the day and the time before that."""
    day, clock = day_of(value), time(value)
    days = (today() - day).days
    if days == 0:
        return clock
    name = _("yesterday") if days == 1 else date_short(value)
    return _("%(day)s, %(time)s", day=name, time=clock)


def at_zone(value: datetime, zone: str) -> str:
    """An appointment, on the wall clock of the place it is kept in."""
    local = value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    moment = _("%(day)s, %(time)s", day=date_long(local), time=time(local, text=True))
    return f"{moment} ({zone.replace('_', ' ')})"


def weekdays() -> list[str]:
    """From Monday to Sunday."""
    return [_spell(date(2026, 6, day), "EEEE") for day in range(1, 8)]


def relative(value: Day) -> str:
    """How long ago, or how far ahead, in the fewest words."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        minutes = int((now() - value).total_seconds() // 60)
        if -1 <= minutes < 1:
            return _("just now")
        if 0 < minutes < 60:
            return _("%(count)d min ago", count=minutes)
        if day_of(value) == today() and minutes > 0:
            return _("%(count)d h ago", count=minutes // 60)
    return _relative_day((day_of(value) - today()).days, value)


def _relative_day(days: int, value: Day) -> str:
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    if -7 < days < 0:
        return _("%(count)d d ago", count=-days)
    if 0 < days < 7:
        return _("in %(count)d d", count=days)
    return date_short(value)


def date_range(start: Day, finish: Day, text: bool = False) -> str:
    """17 → 24 nov.; in a sentence (`text`): du 1er au 4 décembre."""
    first, last = day_of(start), day_of(finish)
    full = day_month if text else date_short
    same = first.year == last.year
    if first == last:
        return full(first)
    if same and first.month == last.month:
        opening = _spell(first, "d")
    else:
        opening = full(first, year=None if not same else False)
    if text:
        return _("%(start)s to %(finish)s", start=opening, finish=full(last))
    return f"{opening} → {full(last)}"


def number(value: float, digits: int | None = None, grouped: bool = True) -> str:
    """1 234,5 — a field opens with one that is not `grouped`, as people type it."""
    whole = "#,##0" if grouped else "0"
    pattern = f"{whole}.###" if digits is None else f"{whole}.{'0' * digits}".rstrip(".")
    words = format_decimal(abs(value), pattern, locale=LOCALES[language()])
    return f"{_minus()}{words}" if value < 0 else words


SPELLED = (
    *(N_("two"), N_("three"), N_("four"), N_("five"), N_("six")),
    *(N_("seven"), N_("eight"), N_("nine"), N_("ten")),
)


def spelled(count: int) -> str:
    """Three, in a sentence; one and what is past ten in figures."""
    return gettext(SPELLED[count - 2]) if 2 <= count <= 10 else number(count)


def file_size(size: int) -> str:
    """18.2 MB: by thousands, as people's own machines count."""
    if size < 1000:
        return ngettext("%(num)d byte", "%(num)d bytes", size)
    if size < 999_500:
        return _("%(size)s kB", size=number(round(size / 1000)))
    if size < 999_500_000:
        return _("%(size)s MB", size=number(round(size / 1_000_000, 1)))
    return _("%(size)s GB", size=number(round(size / 1_000_000_000, 1)))


def _minus() -> str:
    return f"{MINUS}{NO_BREAK}" if in_french() else MINUS


def percent(ratio: float, digits: int = 1) -> str:
    """A ratio (0.315) as 31,5 %; a whole one without decimals."""
    points = round(ratio * 100, digits)
    words = number(points, 0 if points == int(points) else digits)
    return f"{words}{NO_BREAK}%" if in_french() else f"{words}%"


def money(cents: int, currency: str = "EUR", short: bool = False) -> str:
    """An amount in cents: 108 000 €, or 19,8 k€ where room is scarce (`short`)."""
    amount, scale = abs(cents) / 100, ""
    if short and amount >= 1_000_000:
        amount, scale = amount / 1_000_000, "M"
    elif short and amount >= 1000:
        amount, scale = amount / 1000, "k"
    words = _amount(amount, bool(scale))
    sign = CURRENCIES.get(currency, currency)
    shown = f"{words}{NO_BREAK}{scale}{sign}" if in_french() else f"{sign}{words}{scale}"
    return f"{_minus()}{shown}" if cents < 0 else shown


def _amount(amount: float, scaled: bool) -> str:
    digits = 1 if scaled else 2
    rounded = round(amount, digits)
    return number(rounded, 0 if rounded == int(rounded) else digits)


def duration(minutes: int) -> str:
    """5 h 30 — 5h 30m."""
    hours, rest = divmod(minutes, 60)
    if in_french():
        parts = [f"{hours}{NO_BREAK}h", f"{rest:02}"] if rest else [f"{hours}{NO_BREAK}h"]
        return NO_BREAK.join(parts) if hours else f"{rest}{NO_BREAK}min"
    words = " ".join([f"{hours}h"] * bool(hours) + [f"{rest}m"] * bool(rest))
    return words or "0h"


def days(value: float) -> str:
    """2,8 j — 2.8 days."""
    shown = number(round(value, 1))
    return ngettext("%(shown)s day", "%(shown)s days", value, shown=shown)


def clock(minutes: int) -> str:
    """A cell of a timesheet: 1:30."""
    return f"{minutes // 60}:{minutes % 60:02}"


def inner(title: str) -> str:
    """As it stands between quotes: its own become those within."""
    return re.sub(r"«\s*(.*?)\s*»", r"“\1”", title)


LOWERED = str.maketrans("ᵉʳˢᵈ", "ersd")


def raised(words: str) -> Markup:
    """Escaped, with the ends of French ordinals as marks: few faces of a mail reader have a ᵉ."""
    marked = re.sub(r"\b1er\b", "1<sup>er</sup>", str(escape(words)))
    return Markup(re.sub("[ᵉʳˢᵈ]+", lambda at: f"<sup>{at[0].translate(LOWERED)}</sup>", marked))


# Of dates and numbers alone: a Markup from elsewhere would be taken for the plain words it equals.
_raised = lru_cache(4096)(raised)


def _typeset(spell: Callable[..., str]) -> Callable[..., str]:
    """In HTML the French ordinal is raised; in plain text it is not."""

    @pass_eval_context
    @wraps(spell)
    def filtered(context: EvalContext, value: Any, *args: Any, **options: Any) -> str:
        if value is None:
            return ""
        words = spell(value, *args, **options)
        if not context.autoescape:
            return words
        set_in_html = _raised(words)
        # One element: in a flex container, text, <sup> and text would stand apart.
        return Markup(f"<span>{set_in_html}</span>") if "<sup>" in set_in_html else set_in_html

    return filtered


@pass_eval_context
def unbroken(context: EvalContext, words: str) -> str:
    """A date in running text, in a page: no line of it ends in the middle of the date."""
    return Markup('<span class="num">%s</span>') % words if context.autoescape else words


SPELLINGS: list[Callable[..., str]] = [
    *(date_short, date_long, day_month, weekday_date, weekday_short, day_number, week),
    *(time, instant, at_zone, relative),
    *(number, spelled, file_size, percent, money, duration, days, clock),
]
FILTERS = {spell.__name__: _typeset(spell) for spell in SPELLINGS}
FILTERS |= {"range": _typeset(date_range), "inner": inner, "unbroken": unbroken}
