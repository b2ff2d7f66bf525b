"""Where the schedule stands: the forecast finish against the date that was agreed."""

from datetime import date

from sqlalchemy import func, select

from models import Agency, Project, StatusReport, Task, db
from models.task.dating import last_day
from reports.days_off import working_days
from reports.facts import Facts, Health, Schedule
from reports.gathering import closed_day, lies_in_the_past

LEAST_ROOM, ROOM = 2, 0.10  # working days; a part of those that are left


def schedule(project: Project, today: date, last: StatusReport | None) -> Schedule | None:
    """None where no date was agreed, or nothing says when the work ends."""
    finish = forecast_finish(project, today)
    if project.due is None or finish is None:
        return None
    agency = Agency.here()
    over = working_days(project.due, finish, agency)
    left = working_days(today, project.due, agency)
    state = health(finish, project.due, over, left)
    return Schedule(state, finish, project.due, over, told(last) if last else None)


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


def forecast_finish(project: Project, today: date) -> date | None:
    """The real one, whoever may see it; today at the earliest while work is open."""
    # What an import kept of a phase's dates stays behind when the work in it moves.
    mine = select(Task).where(
        Task.project_id == project.id,
        Task.kind != "phase",
        Task.is_planned(),
    )
    planned = func.coalesce(Task.finish, Task.deadline)
    unfinished = mine.where(Task.closed_at.is_(None)).order_by(planned.desc(), Task.id)
    for task in db.session.scalars(unfinished.where(planned.is_not(None))):
        due = task.finish or task.deadline
        if due and not lies_in_the_past(task):
            return max(last_day(due), today)
    if db.session.scalar(unfinished.limit(1)) is not None:
        return None
    ended = db.session.scalar(mine.order_by(Task.closed_at.desc()).limit(1))
    return closed_day(ended, project) if ended else None
