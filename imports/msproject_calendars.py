"""The calendars of an XML plan: weeks, work weeks, exceptions, old and new.

Until 2003 an exception was a `WeekDay` of `DayType` 0; later files say the same twice, there
written out day by day, and as `Exceptions` with what makes them come again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from imports.draft import DraftPerson
from imports.draft_of_a_plan import DraftCalendar, DraftException
from imports.elements import Node
from scheduling.recurrence import at_most

if TYPE_CHECKING:
    from imports.msproject import File

MOST_EXCEPTIONS = 3_000  # of a file
MOST_DAYS = 30_000  # that they write out: each page of a plan goes through them
MIDNIGHT = 1440
ALL_DAYS = [0, 1, 2, 3, 4, 5, 6]
# What a month's position counts, by `MonthItem`: days, weekdays, weekend days, Sunday to Saturday.
COUNTED = [ALL_DAYS, [0, 1, 2, 3, 4], [5, 6], [6], [0], [1], [2], [3], [4], [5]]


def read_calendars(file: File, people: list[DraftPerson]) -> list[DraftCalendar]:
    """Base calendars, and those of resources; each after its base."""
    owners = {row.line("CalendarUID"): row.line("UID") for row in reversed(file.rows["Resources"])}
    known = {one.key: one for one in people}
    found: dict[str, DraftCalendar] = {}
    for row in file.rows["Calendars"]:
        uid = row.line("UID")
        owner = known.get(owners.get(uid, ""))
        is_base = row.first("IsBaseCalendar") is None or row.flag("IsBaseCalendar")
        if not uid or uid in found or not (is_base or owner):
            continue
        made = _calendar(file, row, uid)
        if not is_base and owner:
            made.person, made.name = owner.key, made.name or owner.name
        found[uid] = made
    default = found.get(file.head.line("CalendarUID"))
    if default is not None:
        default.is_default = True
    _thin(file, list(found.values()))
    return _after_their_bases(found)


def _after_their_bases(found: dict[str, DraftCalendar]) -> list[DraftCalendar]:
    """A base that is not there, or leads back to where it began, counts for none."""
    placed: dict[str, DraftCalendar] = {}
    for one in found.values():
        chain: list[DraftCalendar] = []
        while one.key not in placed and one not in chain:
            chain.append(one)
            one = found.get(one.base, one)
        for each in reversed(chain):
            if each.base not in placed:
                each.base = ""
                each.week = [[] if day is None else day for day in each.week]
            placed[each.key] = each
    return list(placed.values())


def _calendar(file: File, row: Node, uid: str) -> DraftCalendar:
    name, week = row.line("Name"), _week(file, row)
    exceptions = [_exception(file, name, one) for one in row.all("Exception", "Exceptions")]
    if not row.first("Exceptions"):
        old = [one for one in row.all("WeekDay", "WeekDays") if one.line("DayType") == "0"]
        exceptions = [_exception(file, name, one) for one in old]
    for one in row.all("WorkWeek", "WorkWeeks"):
        exceptions += _work_week(file, name, one)
    made = [one for one in exceptions if one is not None]
    base = row.line("BaseCalendarUID")
    return DraftCalendar(uid, name, week, base, exceptions=made)


def _thin(file: File, calendars: list[DraftCalendar]) -> None:
    room, days = MOST_EXCEPTIONS, MOST_DAYS
    for calendar in calendars:
        kept = list[DraftException]()
        for one in calendar.exceptions:
            written_out = at_most(one.first, one.last, one.recurrence)
            if room and written_out <= days:
                room, days = room - 1, days - written_out
                kept.append(one)
        if len(kept) < len(calendar.exceptions):
            lost = len(calendar.exceptions) - len(kept)
            file.lose("plan_exception", calendar.name, count=lost)
        calendar.exceptions = kept


def _week(file: File, row: Node) -> list[list[list[int]] | None]:
    """Seven days, Monday first; the file's day 1 is Sunday."""
    week: list[list[list[int]] | None] = [None] * 7
    for day in row.all("WeekDay", "WeekDays"):
        if day.whole("DayType") in range(1, 8):
            week[(day.whole("DayType") - 2) % 7] = _shifts(file, row.line("Name"), day)
    return week


def _work_week(file: File, name: str, row: Node) -> Iterator[DraftException]:
    """A week that holds between two dates: for each of its days an exception of every week."""
    first, last = _period(row)
    if first is None or last is None:
        return
    for day in row.all("WeekDay", "WeekDays"):
        if day.whole("DayType") in range(1, 8):
            rule = {"unit": "week", "every": 1, "days": [(day.whole("DayType") - 2) % 7]}
            shifts = _shifts(file, name, day)
            yield DraftException(row.line("Name"), first, last, shifts, rule)


def _exception(file: File, calendar: str, row: Node) -> DraftException | None:
    first, last = _period(row)
    name = row.line("Name")
    if first is None or last is None or last < first:
        file.lose("plan_exception", calendar, name)
        return None
    shifts = _shifts(file, calendar, row)
    return DraftException(name, first, last, shifts, _rule(row))


def _rule(row: Node) -> dict[str, Any] | None:
    """What `Type` and its companions say, as `scheduling.recurrence` has it."""
    every = min(max(1, row.whole("Period")), 1000)
    kind = row.whole("Type")
    days = [day for day in ALL_DAYS if row.whole("DaysOfWeek") & 1 << (day + 1) % 7]
    by_day = {"day": min(max(1, row.whole("MonthDay")), 31)}
    position = min(max(0, row.whole("MonthPosition")), 4)
    item = row.whole("MonthItem")
    by_position = {"position": position, "of": COUNTED[item if item in range(10) else 0]}
    month = {"unit": "year", "month": min(max(0, row.whole("Month")), 11) + 1}
    rules: dict[int, dict[str, Any]] = {
        2: month | by_day,
        3: month | by_position,
        4: {"unit": "month", "every": every, **by_day},
        5: {"unit": "month", "every": every, **by_position},
        6: {"unit": "week", "every": every, "days": days},
        7: {"unit": "day", "every": every},
        8: {"unit": "week", "every": 1, "days": ALL_DAYS[:5]},
    }
    rule = rules.get(kind)
    if rule is not None and row.flag("EnteredByOccurrences") and row.whole("Occurrences") > 0:
        rule["count"] = row.whole("Occurrences")
    return rule


def _period(row: Node) -> tuple[date | None, date | None]:
    period = row.first("TimePeriod")
    ends = [period.moment(end) if period else None for end in ("FromDate", "ToDate")]
    first, last = (end.date() if end else None for end in ends)
    return first, last


def _shifts(file: File, calendar: str, day: Node) -> list[list[int]]:
    """In minutes of the day, in order; one up to 00:00 ends at midnight."""
    if day.first("DayWorking") and not day.flag("DayWorking"):
        return []
    found = sorted(filter(None, map(_shift, day.all("WorkingTime", "WorkingTimes"))))
    if any(before[1] > after[0] for before, after in pairwise(found)):
        file.lose("plan_exception", calendar, day.line("Name"))
        return []
    return found


def _shift(row: Node) -> list[int] | None:
    begin, end = (_minute(row.line(name)) for name in ("FromTime", "ToTime"))
    if begin is None or end is None:
        return None
    return [begin, end or MIDNIGHT] if begin < (end or MIDNIGHT) else None


def _minute(said: str) -> int | None:
    """08:30:00 as minutes of the day; the last minute of the day, 23:59, is its end."""
    parts = said.split("T")[-1].split(":")
    if len(parts) < 2 or not all(part.isdecimal() and len(part) == 2 for part in parts[:2]):
        return None
    minute = int(parts[0]) * 60 + int(parts[1])
    return minute if minute < MIDNIGHT else None
