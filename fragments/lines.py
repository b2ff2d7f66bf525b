"""What one event changed, field by field, as far as the event alone says it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import formats
from fragments.values import said
from i18n import _
from models import Event
from models.agency import RULES
from models.showing import FIELDS as SHOWN_OF_PROFILES
from models.task.dating import is_whole_day, last_day

LONG = 90  # characters, past which a text is folded
SHOWN = tuple(f"shows_{field}" for field in SHOWN_OF_PROFILES)
# Fields that are told as they were kept.
PLAIN: dict[str, tuple[str, ...]] = {
    "task.retitled": ("title",),
    "task.described": ("description",),
    "task.prioritised": ("priority",),
    "task.turned": ("kind",),
    "task.dated": ("start", "finish", "deadline"),
    "task.progressed": ("percent",),
    "task.relisted": ("text",),
    "file.renamed": ("name",),
    "column.limited": ("limit",),
    "column.sorted": ("kind",),
    "membership.granted": ("role", "until"),
    "membership.changed": ("role", "until"),
    "team.changed": ("name", "parent", *SHOWN),
    "membership.ended": ("role",),
    "membership.expired": ("role", "until"),
    "override.made": ("verb",),
    "override.lifted": ("verb",),
    "invitation.sent": ("role",),
    "user.created": ("role",),
    "user.returned": ("role",),
    "project.changed": ("name", "client", "start", "due", "timezone", "language", "preset"),
    "user.appointed": ("role",),
    "agency.changed": ("name", "address", "language", "timezone", "country", "audit_days"),
    "agency.ruled": RULES,
}
NEW = {"membership.granted", "invitation.sent", "user.created", "user.returned"}
NEW |= {"override.made", "override.lifted", "membership.expired"}


@dataclass(slots=True)
class Line:
    """One field: its name, and what stood there before (None: it is new) and after."""

    name: str
    was: str | None
    now: str

    @property
    def is_long(self) -> bool:
        was = self.was or ""
        return max(len(was), len(self.now)) > LONG or "\n" in was + self.now


def plain_lines(event: Event, year: bool | None = None) -> Iterable[Line]:
    """What needs no looking up: fields that changed, and those of what is new.

    `year`: said with each date, or (None) where it is not this one.
    """
    for name in PLAIN.get(event.kind, ()):
        if event.kind in NEW and event.details.get(name):
            yield Line(said("field", name), None, plain(name, event.details[name], year))
        elif name in event.details and name in event.before:
            was, is_now = (part[name] for part in both(event))
            if was != is_now:
                yield Line(said("field", name), plain(name, was, year), plain(name, is_now, year))


def plain(name: str, value: Any, year: bool | None = None) -> str:
    if name in ("start", "finish", "deadline", "due", "until") and value:
        return day_said(str(value), is_end=name != "start", year=year)
    if name == "percent":
        return formats.percent((value or 0) / 100)
    return said(name, value)


def both(event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    return event.before, event.details


def moved_dates(event: Event, task_id: int) -> Iterable[Line]:
    """The dates of one task, of all that an event moved."""
    was: Any
    now: Any
    was, now = (
        next((move for move in part.get("moves", ()) if move[0] == task_id), [task_id, None, None])
        for part in both(event)
    )
    for place, name in ((1, "start"), (2, "finish")):
        if was[place] != now[place]:
            ends = [day_said(end[place], place == 2) for end in (was, now)]
            yield Line(said("field", name), *ends)


def day_said(kept: str | None, is_end: bool, year: bool | None = None) -> str:
    """A planned date as people read it: a whole day ends on the day before its midnight."""
    if not kept:
        return ""
    if len(kept) == len("2026-11-24"):
        return formats.date_short(date.fromisoformat(kept), year)
    at = datetime.fromisoformat(kept)
    if is_whole_day(at):
        return formats.date_short(last_day(at) if is_end else at.date(), year)
    return _("%(day)s, %(time)s", day=formats.date_short(at, year), time=formats.time(at))
