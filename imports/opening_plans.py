"""What a plan needs before its tasks can be written: calendars, and the baselines they refer to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from imports.draft_of_a_plan import DraftCalendar
from imports.plan import Plan
from models import Baseline, DayException, Project, Workweek, db
from models.base import random_id

People = dict[str, list[Any]]


def open_plan(plan: Plan, project: Project, people: People) -> dict[str, dict[str, int]]:
    """Calendars by their keys and baselines by their numbers, written."""
    return {
        "calendars": _calendars(plan, project, people),
        "baselines": _baselines(plan, project),
    }


def _calendars(plan: Plan, project: Project, people: People) -> dict[str, int]:
    """A statement for those without a base, one for those that stand on them, and so on."""
    made: dict[str, int] = {}
    left = plan.draft.calendars
    while left:
        ready = [one for one in left if not one.base or one.base in made]
        rows = [_calendar(one, project, people, made) for one in ready]
        table: Any = Workweek.__table__
        ids = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        numbers = db.session.scalars(ids, rows)
        made |= {one.key: number for one, number in zip(ready, numbers, strict=True)}
        left = [one for one in left if one.key not in made]
    rows = [row for one in plan.draft.calendars for row in _exceptions(one, made[one.key])]
    if rows:
        db.session.execute(insert(DayException), rows)
    return made


def _calendar(
    one: DraftCalendar, project: Project, people: People, made: dict[str, int]
) -> dict[str, Any]:
    user_id, name = people.get(one.person, (None, None))
    return {
        "public_id": random_id(),
        "project_id": project.id,
        "name": one.name,
        "base_id": made.get(one.base),
        "week": one.week,
        "is_default": one.is_default,
        "user_id": user_id,
        "user_name": None if user_id else name,
        "imported_uid": one.key,
    }


def _exceptions(calendar: DraftCalendar, number: int) -> list[dict[str, Any]]:
    return [
        {
            "workweek_id": number,
            "name": one.name,
            "first": one.first,
            "last": one.last,
            "shifts": one.shifts,
            "recurrence": one.recurrence,
        }
        for one in calendar.exceptions
    ]


def _baselines(plan: Plan, project: Project) -> dict[str, int]:
    numbers = {each.number for one in plan.cards if one.plan for each in one.plan.baselines}
    made: dict[str, int] = {}
    for number in sorted(numbers):
        row = Baseline(project_id=project.id, number=number)
        db.session.add(row)
        db.session.flush()
        made[str(number)] = row.id
    return made
