"""When open work is foreseen to end, and where that leaves the date that was agreed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from models import Agency, Project, StatusReport, Task, db
from models.project.planning import plan_read
from models.task.dating import last_day, start_of
from reports.days_off import working_days
from reports.facts import Facts, Health, Schedule
from reports.gathering import closed_day, lies_in_the_past
from scheduling import Loop, NoWorkingTime, PlanError, forecast, minute_of, moment_of

LEAST_ROOM, ROOM = 2, 0.10  # working days; a part of those that are left


@dataclass(frozen=True)
class Finish:
    """The day on which the work ends, and whether all its dates have passed."""

    on: date
    is_late: bool = False


@dataclass(frozen=True)
class Foreseen:
    """The last day of each open task by its number: as planned, and as foreseen today."""

    planned: Mapping[int, date]
    days: Mapping[int, date]


def schedule(
    project: Project, today: date, last: StatusReport | None, foreseen: Foreseen
) -> Schedule | None:
    """None where no date was agreed, or nothing says when the work ends."""
    found = forecast_finish(project, today, foreseen)
    if project.due is None or found is None:
        return None
    agency = Agency.here()
    over = working_days(project.due, found.on, agency)
    left = working_days(today, project.due, agency)
    state, before = health(found.on, project.due, over, left), told(last) if last else None
    return Schedule(state, found.on, project.due, over, before, found.is_late)


def health(finish: date, due: date, over: int, left: int) -> Health:
    """Off once it is more than a tenth of the remaining working days late, two days at least."""
    if finish <= due:
        return "track"
    return "concern" if over <= max(LEAST_ROOM, left * ROOM) else "off"


def told(report: StatusReport) -> Health | None:
    """The state that a report told its readers."""
    facts = Facts.thawed(report.snapshot)
    return chosen(facts.schedule.state, report.words.get("status", {})) if facts.schedule else None


def chosen(computed: Health, words: dict[str, str]) -> Health:
    """A person's own state counts once they have said why in words of their own."""
    state, text = words.get("state", ""), words.get("text", "").strip()
    if state in ("track", "concern", "off") and text not in ("", words.get("proposed", "")):
        return state  # type: ignore[return-value]
    return computed


def forecast_finish(project: Project, today: date, foreseen: Foreseen) -> Finish | None:
    """The real one, whoever may see it."""
    if foreseen.days:
        is_late = max(foreseen.planned.values()) < today
        return Finish(max(foreseen.days.values()), is_late)
    if db.session.scalar(_work_of(project).where(Task.closed_at.is_(None)).limit(1)) is not None:
        return None
    ended = db.session.scalar(_work_of(project).order_by(Task.closed_at.desc()).limit(1))
    return Finish(closed_day(ended, project)) if ended else None


def foresee(project: Project, today: date) -> Foreseen:
    """No work that is left lies before today: what is late goes on, and what waits for it later."""
    unfinished = _work_of(project).where(Task.closed_at.is_(None)).order_by(Task.id)
    still = [one for one in db.session.scalars(unfinished) if not lies_in_the_past(one)]
    ends = {one.id: one.finish or one.deadline for one in still}
    planned = {number: last_day(end) for number, end in ends.items() if end}
    if min(planned.values(), default=today) >= today:
        return Foreseen(planned, planned)
    later = _gone_on(project, today)
    days = {n: max(day, later.get(n, today), today) for n, day in planned.items()}
    return Foreseen(planned, days)


def _work_of(project: Project) -> Select[Any]:
    """What an import kept of a phase's dates stays behind when the work in it moves."""
    return select(Task).where(
        Task.project_id == project.id, Task.kind != "phase", Task.is_planned()
    )


def _gone_on(project: Project, today: date) -> dict[Any, date]:
    """The last day of each task if what is late goes on today; none where the engine cannot say."""
    try:
        dates = forecast(plan_read(project).plan, minute_of(start_of(today)))
    except (Loop, PlanError, NoWorkingTime):
        return {}
    return {number: last_day(moment_of(finish)) for number, (_start, finish) in dates.items()}
