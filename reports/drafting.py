"""A report drafted from the data, with nothing in it that the client may not see."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from i18n import speaking
from models import Agency, Audience, Project, StatusReport, Task
from models.base import db
from reports.appendix import appendix
from reports.asking import asks
from reports.comparing import Seen, changes
from reports.composing import shown
from reports.days_off import absences
from reports.facts import Change, Facts
from reports.forecast import foresee, schedule
from reports.gathering import contacts, due_days, milestones, results, seen, step, today_in
from reports.wording import ASKS, RESULTS, STEPS, closed_days, standing, summary

FORTNIGHT, WEEK, MONTH, DAY = timedelta(14), timedelta(7), timedelta(28), timedelta(1)
CANDIDATES = 20  # how many a person chooses from
Words = dict[str, Any]


def draft(project: Project, audience: Audience, author: str) -> tuple[dict[str, Any], Words]:
    """The facts of the period since the last report that was sent, and words for them."""
    last = StatusReport.last_sent(project)
    facts, late = gathered(project, audience, author, last)
    if last:
        facts = replace(
            facts, previous=last.number or 0, changes=news(project, audience, facts, last)
        )
    with speaking(audience.language):
        return facts.frozen(), words_for(facts, late)


def gathered(
    project: Project, audience: Audience, author: str, last: StatusReport | None
) -> tuple[Facts, list[str]]:
    """What is to be told today, and the titles of the tasks that are late."""
    today = today_in(project)
    start = begun(project, audience)
    since = last.period_to if last else first_day(start, today)
    length = min(max(today - since, WEEK), MONTH)
    finished = results(project, audience, since, last)
    waiting = asks(project, audience)
    theirs = {one.id for one in waiting}
    due = [pair for pair in due_days(project, audience) if pair[1].public_id not in theirs]
    coming = [pair for pair in due if today <= pair[0] <= today + length]
    late = [task.title for day, task in due if day < today]
    agency, foreseen = Agency.here(), foresee(project, today)
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
        schedule=schedule(project, today, last, foreseen),
        asks=tuple(waiting[:CANDIDATES]),
        done=tuple(finished[:CANDIDATES]),
        milestones=tuple(milestones(project, audience, last, foreseen.days)),
        next=tuple(step(day, task) for day, task in coming[:CANDIDATES]),
        absences=tuple(absences(agency, today + DAY, today + length, audience.language)),
        appendix=appendix(project, audience, today),
        tasks=tuple(task.public_id for task in seen(project, audience)),
        **dress_of(project),
    )
    return facts, late


def dress_of(project: Project) -> dict[str, Any]:
    """The client's own colour and mark, each else the agency's."""
    agency = Agency.here()
    companies = [one for one in (project.client, agency) if one]
    bears = next((one for one in companies if one.mark), None)
    return {
        "accent": next((one.accent for one in companies if one.accent), ""),
        "mark": bears.mark.public_id if bears and bears.mark else "",
        "mark_of": bears.name if bears else "",
    }


def news(
    project: Project, audience: Audience, facts: Facts, last: StatusReport
) -> tuple[Change, ...]:
    """The difference from the last report that was sent."""
    due = {task.public_id: day for day, task in due_days(project, audience)}
    return tuple(changes(facts, as_told(last), Seen(due, frozenset(facts.tasks))))


def as_told(report: StatusReport) -> Facts:
    """Its facts without the lines that a person left out: what nobody was told has not changed."""
    facts = Facts.thawed(report.snapshot)
    told = {line["id"] for name in ("asks", "next") for line in shown(report.words, name)}
    asks = tuple(ask for ask in facts.asks if ask.id in told)
    return replace(facts, asks=asks, next=tuple(step for step in facts.next if step.id in told))


def words_for(facts: Facts, late: list[str]) -> Words:
    """The first words of a report, for a person to edit."""
    why, said = standing(facts.schedule) if facts.schedule else "", summary(facts, late)
    return {
        "status": {"state": "", "text": why, "proposed": why},
        "summary": said,
        "proposed": said,
        "done": [line(done.id, done.title, n < RESULTS) for n, done in enumerate(facts.done)],
        "asks": [
            line(ask.id, ask.title, n < ASKS) | {"note": ""} for n, ask in enumerate(facts.asks)
        ],
        "causes": {},
        "next": [line(step.id, step.title, n < STEPS) for n, step in enumerate(facts.next)],
        "absences": closed_days(facts),
        "appendix": facts.appendix is not None,
    }


def line(public_id: str, text: str, shown: bool = True) -> dict[str, Any]:
    """A line of a section, which a person may leave out."""
    return {"id": public_id, "text": text, "shown": shown}


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


def ids_of(facts: Facts) -> set[str]:
    """Every task that a report names."""
    planned = facts.appendix.rows if facts.appendix else ()
    rows = (*facts.asks, *facts.changes, *facts.done, *facts.milestones, *facts.next, *planned)
    return {row.id for row in rows if row.id}  # type: ignore[attr-defined]


def clear(report: StatusReport) -> tuple[dict[str, Any], Words]:
    """A draft numbered and dressed as of now, without what has been hidden since it was drawn."""
    audience = Audience.client_of(report.project, report.language)
    numbered = report.snapshot | {"numbered": report.shown_number} | dress_of(report.project)
    return without_hidden(report.project, audience, numbered, report.words)


def without_hidden(
    project: Project, audience: Audience, snapshot: dict[str, Any], words: Words
) -> tuple[dict[str, Any], Words]:
    """The draft less what has been hidden from the client, or deleted, since it was drawn."""
    facts = Facts.thawed(snapshot)
    named = ids_of(facts) | set(facts.tasks)
    # Ids alone: asked under the lock at each pause in typing; whole rows of 2,000 took 70 ms.
    visible = Task.visible_to(audience).with_only_columns(Task.public_id)
    kept = named & set(db.session.scalars(visible))
    parts: dict[str, Any] = {
        name: tuple(row for row in getattr(facts, name) if not row.id or row.id in kept)
        for name in ("asks", "changes", "done", "milestones", "next")
    }
    if facts.appendix and named - kept:  # the span of a phase may tell of what was in it
        parts["appendix"] = appendix(project, audience, facts.today)
    facts = replace(facts, **parts)
    lines = {
        name: [row for row in words.get(name, []) if not row["id"] or row["id"] in kept]
        for name in ("asks", "done", "next")
    }
    causes = {id_: cause for id_, cause in words["causes"].items() if id_ in kept}
    return facts.frozen(), words | lines | {"causes": causes}
