"""The days of an exception that comes again: every third Tuesday, each 1 May.

A rule is plain JSON, after Microsoft Project's own choices:

    {"unit": "day", "every": 3}
    {"unit": "week", "every": 2, "days": [0, 4]}             Monday is 0
    {"unit": "month", "every": 1, "day": 31}                 not in shorter months
    {"unit": "month", "every": 1, "position": 4, "of": [6]}  the last Sunday; 0 is the first
    {"unit": "year", "month": 5, "day": 1}                   or with `position` and `of`

with, in any of them, `count`: how often at most. Weeks begin on Sunday, as Microsoft Project
counts them (`../shared/data/mspdi/recurring-exceptions-2007-native.xml` writes its days out).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

Rule = dict[str, Any]
DAY = timedelta(days=1)
LAST = 4  # the position that means the last one, be it the fourth or the fifth


def occurrences(first: date, last: date, rule: Rule | None) -> list[tuple[date, date]]:
    """Runs of days from `first` to `last`, both included; without a rule all of them, as one."""
    if rule is None:
        return [(first, last)]
    days = (day for day in _days(first, last, rule) if first <= day <= last)
    return [(day, day) for day in islice(days, rule.get("count"))]


def at_most(first: date, last: date, rule: Rule | None) -> int:
    """No fewer runs than `occurrences` gives, known without writing them out."""
    if rule is None:
        return 1
    lasts, every = (last - first).days + 1, max(1, rule.get("every", 1))
    if rule["unit"] == "week":
        found = (lasts // (7 * every) + 2) * len(rule["days"])
    else:
        found = lasts // ({"day": 1, "month": 28, "year": 365}[rule["unit"]] * every) + 2
    return min(found, rule.get("count", found))


def _days(first: date, last: date, rule: Rule) -> Iterator[date]:
    """All that follow the rule, perhaps some before `first`; none after `last`."""
    every = max(1, rule.get("every", 1))
    if rule["unit"] == "day":
        return _stepped(first, last, every)
    if rule["unit"] == "week":
        sunday = first - timedelta(days=first.isoweekday() % 7)
        weekdays = sorted((day + 1) % 7 for day in rule["days"])
        weeks = _stepped(sunday, last, 7 * every)
        return (week + timedelta(days=day) for week in weeks for day in weekdays)
    return _monthly(first, last, rule, every)


def _stepped(first: date, last: date, days: int) -> Iterator[date]:
    return (
        date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1, days)
    )


def _monthly(first: date, last: date, rule: Rule, every: int) -> Iterator[date]:
    begin, step = first.month, every
    if rule["unit"] == "year":
        begin, step = rule["month"], 12 * every
    months = range(12 * first.year + begin - 1, 12 * last.year + last.month, step)
    for month in months:
        day = _in_month(date(month // 12, month % 12 + 1, 1), rule)
        if day is not None:
            yield day


def _in_month(begin: date, rule: Rule) -> date | None:
    """The day of one month, given its first; None where the month has no such day."""
    days = [begin + DAY * number for number in range(31)]
    days = [day for day in days if day.month == begin.month]
    if "day" in rule:
        return days[rule["day"] - 1] if rule["day"] <= len(days) else None
    fitting = [day for day in days if day.weekday() in rule["of"]]
    return fitting[-1] if rule["position"] == LAST else fitting[rule["position"]]
