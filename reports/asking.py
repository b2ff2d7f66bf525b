"""What waits for the client: tasks that lie with them, or that their people answer for."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from models import Audience, Event, Project, Task, User, db
from models.task.dating import last_day
from reports.facts import Ask
from reports.gathering import contacts, lies_in_the_past, seen


def asks(project: Project, audience: Audience) -> list[Ask]:
    """Those the client sees, the soonest due first."""
    people = {person.id for person in contacts(project)}
    tasks = seen(
        project,
        audience,
        Task.kind == "task",
        Task.closed_at.is_(None),
        Task.is_planned(),
        or_(Task.lies_with_client(), Task.held_by(people)),
    )
    waiting = [task for task in tasks if not lies_in_the_past(task)]
    since = arrivals([task.id for task in waiting], ZoneInfo(project.timezone))
    found = [ask(task, people, since.get(task.id)) for task in waiting]
    return sorted(found, key=lambda one: (one.on or date.max, one.since or date.max, one.title))


def ask(task: Task, people: set[int], since: date | None) -> Ask:
    """`people` are the client's own."""
    owners = [each.user for each in task.assignments if each.responsible and each.user]
    names = tuple(person.name for person in owners if _is_theirs(person, people))
    return Ask(task.public_id, task.title, last_day(task.due) if task.due else None, names, since)


def _is_theirs(person: User, people: set[int]) -> bool:
    return person.id in people


def arrivals(ids: Sequence[int], zone: ZoneInfo) -> dict[int, date]:
    """Since when each waits: the day it came into its column, to its people, or in sight."""
    wanted = ("task.created", "task.placed", "task.assigned", "task.shown")
    rows = select(Event).where(Event.task_id.in_(ids), Event.kind.in_(wanted))
    return {
        event.task_id: event.at.astimezone(zone).date()
        for event in db.session.scalars(rows.order_by(Event.seq))
        if event.task_id and not is_a_new_place_only(event)
    }


def is_a_new_place_only(event: Event) -> bool:
    """Moved up or down in the column where it was: it waits no less long."""
    details = event.details
    return event.kind == "task.placed" and details.get("column_was") == details.get("column")
