"""What a report is made of, asked of the one rule of sight and of the calendar of the project."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import Assignment, Audience, Membership, Project, StatusReport, Task, User
from models.base import db, now
from models.task.dating import last_day
from models.user.roles import KINDS_OF_SIGHT
from reports.facts import Milestone, Result, Step

MILESTONES = 10  # how many a sheet has room for


def contacts(project: Project) -> list[User]:
    """Those with an account who see the project as its client does."""
    members = Membership.in_force(project.id).options(joinedload(Membership.user))
    kind = Audience.client_of(project).kind
    return [
        place.user
        for place in db.session.scalars(members.order_by(Membership.id))
        if KINDS_OF_SIGHT[place.role] == kind and place.user.removed_at is None
    ]


def recipients(project: Project) -> list[tuple[str, str]]:
    """Name and address: the client's people, then those without an account who got the last one."""
    people = [(person.name, person.email) for person in contacts(project)]
    last = StatusReport.last_sent(project)
    with_account = set(db.session.scalars(select(User.email)))
    sent = last.deliveries if last else []
    others = [(one.to_name, one.to_address) for one in sent if one.closed_at is None]
    return people + [one for one in others if one[1] not in with_account]


def unreached(project: Project) -> set[str]:
    """The addresses that the last report did not arrive at."""
    last = StatusReport.last_sent(project)
    sent = last.deliveries if last else []
    return {one.to_address for one in sent if one.fate in ("refused", "bounced")}


def today_in(project: Project) -> date:
    """The date at the project."""
    return now().astimezone(ZoneInfo(project.timezone)).date()


def closed_day(task: Task, project: Project) -> date:
    """The date at the project on which a task was closed."""
    assert task.closed_at is not None
    return task.closed_at.astimezone(ZoneInfo(project.timezone)).date()


def seen(project: Project, audience: Audience, *conditions: Any) -> list[Task]:
    """What this audience sees of the project, by the one rule of sight."""
    wanted = Task.visible_to(audience).where(Task.project_id == project.id, *conditions)
    people = selectinload(Task.assignments).joinedload(Assignment.user)
    return list(db.session.scalars(wanted.options(people).order_by(Task.id)))


def results(
    project: Project, audience: Audience, since: date, last: StatusReport | None
) -> list[Result]:
    """Tasks closed in the period, what mattered most first; none that was told before."""
    told = {row["id"] for row in last.snapshot["done"]} if last else set()
    closed = seen(
        project,
        audience,
        Task.kind == "task",
        Task.on_their_own(),
        Task.closed_at >= now() - (today_in(project) - since) - timedelta(1),
    )
    news = [t for t in closed if closed_day(t, project) >= since and t.public_id not in told]
    weight = {"urgent": 0, "high": 1}
    news.sort(key=lambda task: (weight.get(task.priority, 2), task.closed_at))
    return [Result(task.public_id, task.title, closed_day(task, project)) for task in news]


def milestones(
    project: Project,
    audience: Audience,
    last: StatusReport | None,
    foreseen: Mapping[int, date],
) -> list[Milestone]:
    """Those with a date, in order; past the tenth the oldest reached ones go first."""
    told = {row["id"]: row["forecast"] for row in last.snapshot["milestones"]} if last else {}
    stops = [
        milestone(task, project, told.get(task.public_id), foreseen)
        for task in seen(project, audience, Task.kind == "milestone", Task.is_planned())
        if task.closed_at or task.due
    ]
    stops.sort(key=lambda stop: (stop.forecast, stop.title))
    while len(stops) > MILESTONES:
        stops.remove(next((stop for stop in stops if stop.reached), stops[-1]))
    return stops


def milestone(
    task: Task, project: Project, told: str | None, foreseen: Mapping[int, date]
) -> Milestone:
    """A milestone as the report tells it; `told` is the date that the last report told."""
    end = task.finish or task.deadline
    planned = last_day(end) if end and not task.closed_at else None
    forecast = planned and foreseen.get(task.id, planned)
    return Milestone(
        id=task.public_id,
        title=task.title,
        forecast=forecast or closed_day(task, project),
        planned=planned,
        last=date.fromisoformat(told) if told else None,
        promised=last_day(task.deadline) if task.deadline else None,
        reached=task.closed_at is not None,
    )


def due_days(project: Project, audience: Audience) -> list[tuple[date, Task]]:
    """Open tasks by the day they are due, the soonest first."""
    is_open = (Task.kind == "task", Task.closed_at.is_(None), Task.is_planned())
    tasks = [task for task in seen(project, audience, *is_open) if not lies_in_the_past(task)]
    pairs = [(last_day(task.due), task) for task in tasks if task.due]
    return sorted(pairs, key=lambda pair: (pair[0], pair[1].id))


def lies_in_the_past(task: Task) -> bool:
    """Is it a step of something that is closed, put away or inactive?"""
    above = task.chain()[1:]
    return any(one.closed_at or one.archived_at or not one.active for one in above)


def step(day: date, task: Task) -> Step:
    """An open task that is due, with who answers for it."""
    owners = tuple(each.shown_name for each in task.assignments if each.responsible)
    return Step(task.public_id, task.title, day, owners)
