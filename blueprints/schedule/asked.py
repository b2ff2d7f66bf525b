"""What somebody wants of a bar, as the engine takes it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from werkzeug.exceptions import BadRequest

from blueprints.answers import Refused
from formats import in_french, number
from fragments.plan.outline import A_DAY
from i18n import _
from models import Task
from models.project.planning import PlanRead, Replanned
from models.task.dating import end_of, start_of
from scheduling import Activity, Change, NoWorkingTime, PlanError, minute_of

A_DAY_AND_NIGHT = 1440
FARTHEST = 3660  # days
IN_DAYS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:d|days?|j|jours?)?", re.IGNORECASE)


def after(read: PlanRead, change: Change) -> Replanned:
    """What a change would move; what cannot be is refused with a sentence."""
    try:
        return read.after(change)
    except (PlanError, NoWorkingTime) as wrong:
        raise Refused("finish", _("The finish comes before the start, or on days off.")) from wrong


def change_asked(task: Task, read: PlanRead, asked: Mapping[str, str]) -> Change:
    """From `by` days at an `edge`, or from a `start`, a `finish` or a `duration` in days."""
    one = next((one for one in read.plan.activities if one.id == task.id), None)
    if one is None:
        raise Refused("start", _("A phase lasts as long as what lies in it."))
    alone = asked.get("alone") == "1"
    if "by" in asked:
        return _moved(one, asked.get("edge", "move"), _days(asked["by"]), alone)
    if "duration" in asked:
        return Change(task.id, duration=_length(asked["duration"]), alone=alone)
    if "finish" in asked:
        return _until(task, one, _day("finish", asked["finish"]), alone)
    start = minute_of(start_of(_day("start", asked.get("start", ""))))
    return Change(task.id, start=start, alone=alone)


def _moved(one: Activity, edge: str, days: int, alone: bool) -> Change:
    shift = days * A_DAY_AND_NIGHT
    if one.start is None or one.finish is None or edge not in ("move", "start", "finish"):
        raise BadRequest
    if edge == "finish":
        return Change(one.id, finish=one.finish + shift, alone=alone)
    finish = one.finish if edge == "start" else None
    return Change(one.id, start=one.start + shift, finish=finish, alone=alone)


def _until(task: Task, one: Activity, day: date, alone: bool) -> Change:
    """Of a milestone and of what has no date yet, the end is also where it begins."""
    finish = minute_of(end_of(day))
    if task.kind == "milestone":
        return Change(task.id, start=finish, alone=alone)
    if one.start is None:
        return Change(task.id, start=minute_of(start_of(day)), alone=alone)
    return Change(task.id, finish=finish, alone=alone)


def _days(typed: Any) -> int:
    try:
        days = int(typed)
    except ValueError:
        raise BadRequest from None
    return max(-FARTHEST, min(days, FARTHEST))


def _length(typed: str) -> int:
    """Minutes of work, from days as people write them."""
    written = IN_DAYS.fullmatch(ungrouped(typed.strip()))
    days = float(written[1].replace(",", ".")) if written else 0
    if not days:
        raise Refused("duration", _("Enter a number of days, for example 2.5."))
    if days > FARTHEST:
        raise Refused("duration", _("A task lasts at most %(count)s days.", count=number(FARTHEST)))
    return max(1, round(days * A_DAY))


def ungrouped(typed: str) -> str:
    """Without the marks that the reader's language puts between thousands."""
    mark = r"\s" if in_french() else r"[\s,]"
    grouped = rf"(?<!\d)[1-9]\d{{0,2}}(?:{mark}\d{{3}})+(?!\d)"
    return re.sub(grouped, lambda long: re.sub(r"\D", "", long[0]), typed)


def _day(name: str, typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
        end_of(day)  # the last day there is has no midnight after it
        return day
    except (ValueError, OverflowError):
        sentence = _("Enter a date, for example 2027-03-15.")
        raise Refused(name, sentence) from None
