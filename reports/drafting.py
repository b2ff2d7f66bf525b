"""A report drafted from the data, with nothing in it that the client may not see."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from i18n import speaking
from models import Agency, Assignment, Audience, Membership, Project, StatusReport, Task, User
from models.base import db, now
from models.task.dating import last_day
from reports.facts import Facts, Milestone, Result, Step
from reports.wording import RESULTS, STEPS, Tally, summary

FORTNIGHT, WEEK, MONTH = timedelta(14), timedelta(7), timedelta(28)
MILESTONES, CANDIDATES = 10, 20  # how many a sheet has room for, and a person chooses from
Words = dict[str, Any]


def draft(project: Project, audience: Audience, author: str) -> tuple[dict[str, Any], Words]:
    """The facts of the period since the last report that was sent, and words for them."""
    last = StatusReport.last_sent(project)
    today = today_in(project)
    start = begun(project, audience)
    since = last.period_to if last else first_day(start, today)
    length = min(max(today - since, WEEK), MONTH)
    finished = results(project, audience, since, last)
    due = due_days(project, audience)
    coming = [pair for pair in due if today <= pair[0] <= today + length]
    tally = Tally(sum(day < today for day, _task in due), len(finished))
    agency = Agency.here()
    facts = Facts(
        agency=agency.name if agency else "",
        address=agency.address if agency else "",
        client=project.client.name if project.client else "",
        project=project.name,
        author=author,
        period_from=since,
        period_to=today,
        next_until=today + length,
        today=today,
        readers=tuple(person.name for person in contacts(project)),
        started=start,
        done=tuple(finished[:CANDIDATES]),
        milestones=tuple(milestones(project, audience, since, last)),
        next=tuple(step(day, task) for day, task in coming[:CANDIDATES]),
    )
    with speaking(audience.language):
        return facts.frozen(), words_for(facts, tally)


def words_for(facts: Facts, tally: Tally) -> Words:
    """The first words of a report, for a person to edit."""
    return {
        "summary": summary(facts, tally),
        "done": [line(done.id, done.title, n < RESULTS) for n, done in enumerate(facts.done)],
        "causes": {},
        "next": [line(step.id, step.title, n < STEPS) for n, step in enumerate(facts.next)],
    }


def line(public_id: str, text: str, shown: bool = True) -> dict[str, Any]:
    """A line of a section, which a person may leave out."""
    return {"id": public_id, "text": text, "shown": shown}


def contacts(project: Project) -> list[User]:
    """The client's people on the project who have an account."""
    return list(
        db.session.scalars(
            select(User)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.project_id == project.id, Membership.role == "client")
            .where(or_(Membership.expires_at.is_(None), Membership.expires_at > now()))
            .where(User.removed_at.is_(None))
            .order_by(Membership.id)
        )
    )


def today_in(project: Project) -> date:
    """The date at the project."""
    return now().astimezone(ZoneInfo(project.timezone)).date()


def begun(project: Project, audience: Audience) -> date:
    """The project's start; without one that has come, its making or that of an older card."""
    if project.start and project.start <= today_in(project):
        return project.start
    cards = Task.visible_to(audience).where(Task.project_id == project.id)
    oldest = db.session.scalar(cards.order_by(Task.created_at).limit(1))
    made = min(thing.created_at for thing in (project, oldest) if thing)
    return made.astimezone(ZoneInfo(project.timezone)).date()


def first_day(start: date, today: date) -> date:
    """Of the first report: where the project began, if that is not long ago."""
    return start if today - MONTH <= start else today - FORTNIGHT


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
        Task.parent_id.is_(None),
        Task.closed_at >= now() - (today_in(project) - since) - timedelta(1),
    )
    news = [t for t in closed if closed_day(t, project) >= since and t.public_id not in told]
    weight = {"urgent": 0, "high": 1}
    news.sort(key=lambda task: (weight.get(task.priority, 2), task.closed_at))
    return [Result(task.public_id, task.title, closed_day(task, project)) for task in news]


def milestones(
    project: Project, audience: Audience, since: date, last: StatusReport | None
) -> list[Milestone]:
    """Those with a date, in order; past the tenth the oldest reached ones go first."""
    told = {row["id"]: row["forecast"] for row in last.snapshot["milestones"]} if last else {}
    stops = [
        milestone(task, project, told.get(task.public_id))
        for task in seen(project, audience, Task.kind == "milestone", Task.archived_at.is_(None))
        if task.closed_at or task.due
    ]
    stops.sort(key=lambda stop: (stop.forecast, stop.title))
    while len(stops) > MILESTONES:
        stops.remove(next((stop for stop in stops if stop.reached), stops[-1]))
    return stops


def milestone(task: Task, project: Project, told: str | None) -> Milestone:
    """A milestone as the report tells it; `told` is the date that the last report told."""
    planned = task.finish or task.deadline
    forecast = last_day(planned) if planned and not task.closed_at else closed_day(task, project)
    return Milestone(
        id=task.public_id,
        title=task.title,
        forecast=forecast,
        last=date.fromisoformat(told) if told else None,
        promised=last_day(task.deadline) if task.deadline else None,
        reached=task.closed_at is not None,
    )


def due_days(project: Project, audience: Audience) -> list[tuple[date, Task]]:
    """Open tasks by the day they are due, the soonest first."""
    is_open = (Task.kind == "task", Task.closed_at.is_(None), Task.archived_at.is_(None))
    tasks = [task for task in seen(project, audience, *is_open) if not lies_in_the_past(task)]
    pairs = [(last_day(task.due), task) for task in tasks if task.due]
    return sorted(pairs, key=lambda pair: (pair[0], pair[1].id))


def lies_in_the_past(task: Task) -> bool:
    """Is it a step of something that is closed or put away?"""
    return any(above.closed_at or above.archived_at for above in task.chain()[1:])


def step(day: date, task: Task) -> Step:
    """An open task that is due, with who answers for it."""
    owners = tuple(each.shown_name for each in task.assignments if each.responsible)
    return Step(task.public_id, task.title, day, owners)


def ids_of(facts: Facts) -> set[str]:
    """Every task that a report names."""
    rows = (*facts.done, *facts.milestones, *facts.next)
    return {row.id for row in rows}  # type: ignore[attr-defined]


def clear(report: StatusReport) -> tuple[dict[str, Any], Words]:
    """A draft numbered as it would be now, without what has been hidden since it was drawn."""
    audience = Audience.client_of(report.project, report.language)
    numbered = report.snapshot | {"numbered": report.shown_number}
    return without_hidden(report.project, audience, numbered, report.words)


def without_hidden(
    project: Project, audience: Audience, snapshot: dict[str, Any], words: Words
) -> tuple[dict[str, Any], Words]:
    """The draft less what has been hidden from the client, or deleted, since it was drawn."""
    facts = Facts.thawed(snapshot)
    visible = Task.visible_to(audience).where(Task.public_id.in_(ids_of(facts)))
    kept = {task.public_id for task in db.session.scalars(visible)}
    facts = replace(
        facts,
        done=tuple(row for row in facts.done if row.id in kept),
        milestones=tuple(row for row in facts.milestones if row.id in kept),
        next=tuple(row for row in facts.next if row.id in kept),
    )
    lines = {
        name: [row for row in words[name] if not row["id"] or row["id"] in kept]
        for name in ("done", "next")
    }
    causes = {id_: cause for id_, cause in words["causes"].items() if id_ in kept}
    return facts.frozen(), words | lines | {"causes": causes}
