"""Where the schedule stands: the forecast finish against the date that was agreed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

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


def schedule(project: Project, today: date, last: StatusReport | None) -> Schedule | None:
    """None where no date was agreed, or nothing says when the work ends."""
    found = forecast_finish(project, today)
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


def forecast_finish(project: Project, today: date) -> Finish | None:
    """The real one, whoever may see it; no work that is left lies before today."""
    # What an import kept of a phase's dates stays behind when the work in it moves.
    mine = select(Task).where(
        Task.project_id == project.id,
        Task.kind != "phase",
        Task.is_planned(),
    )
    unfinished = mine.where(Task.closed_at.is_(None)).order_by(Task.id)
    still = [one for one in db.session.scalars(unfinished) if not lies_in_the_past(one)]
    ends = {one.id: one.finish or one.deadline for one in still}
    if dated := {number: last_day(end) for number, end in ends.items() if end}:
        return _foreseen(project, dated, today)
    if db.session.scalar(unfinished.limit(1)) is not None:
        return None
    ended = db.session.scalar(mine.order_by(Task.closed_at.desc()).limit(1))
    return Finish(closed_day(ended, project)) if ended else None


def _foreseen(project: Project, dated: Mapping[int, date], today: date) -> Finish:
    """`dated`: the last day of each open task, by its number."""
    latest = max(dated.values())
    if min(dated.values()) >= today:
        return Finish(latest)
    later = _gone_on(project, today)
    days = (later.get(number, today) for number in dated)
    return Finish(max(latest, today, *days), is_late=latest < today)


def _gone_on(project: Project, today: date) -> dict[Any, date]:
    """The last day of each task if what is late goes on today; none where the engine cannot say."""
    try:
        dates = forecast(plan_read(project).plan, minute_of(start_of(today)))
    except (Loop, PlanError, NoWorkingTime):
        return {}
    return {number: last_day(moment_of(finish)) for number, (_start, finish) in dates.items()}
