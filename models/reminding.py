"""What is due soon, or late: told by the clock to whoever is responsible, once for each date."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from models.audience import Viewer
from models.base import change, db, now
from models.notification import REMINDERS, Notification
from models.project.project import Project
from models.reaction import Reaction
from models.task.assigning import Assignment
from models.task.dating import last_day
from models.task.task import Task
from models.user.user import User

EVERY = 600  # seconds
NEAR = timedelta(days=3)  # looked at on both sides of now


def remind() -> bool:
    """Look once in a while; one worker alone tells of what this look finds."""
    turn = int(now().timestamp()) // EVERY
    come = db.session.scalar(select(Reaction.seq).where(Reaction.name == "remind")) or 0
    if come >= turn:
        db.session.rollback()
        return False
    news = list(reminders())
    with change():
        if Reaction.go_on("remind", come, turn):
            Notification.tell(news)
    return True


def reminders() -> Iterator[dict[str, Any]]:
    near, known = list(_near()), _told_before()
    viewer, letter_due = cache(Viewer.of), cache(_letter_due)
    for task, person, due in near:
        reason = _reason(due, person)
        is_told = (person.id, task.id, reason, due) in known
        if reason and not is_told and _sees(viewer(person.id), task):
            yield _told(task, person, due, reason) | {
                "mail_at": letter_due(person, task.project_id)
            }


def _near() -> Any:
    due = func.coalesce(Task.deadline, Task.finish)
    today = now().replace(tzinfo=None)
    return db.session.execute(
        select(Task, User, due)
        .join(Assignment, Assignment.task_id == Task.id)
        .join(User, User.id == Assignment.user_id)
        .join(Project, Project.id == Task.project_id)
        .where(due.between(today - NEAR, today + NEAR), Assignment.responsible.is_(True))
        .where(Task.closed_at.is_(None), Task.archived_at.is_(None), Task.deleted_at.is_(None))
        .where(Task.kind != "phase", User.removed_at.is_(None))
        .where(Project.is_there(), Project.archived_at.is_(None))
    )


def _reason(due: datetime, person: User) -> str | None:
    """By the person's own today: on its last day or the one before, and once it has passed."""
    left = (last_day(due) - now().astimezone(ZoneInfo(person.timezone)).date()).days
    if left < 0:
        return "late"
    return "soon" if left <= 1 else None


def _told_before() -> set[tuple[int, int | None, str, datetime | None]]:
    columns = Notification.user_id, Notification.task_id, Notification.reason, Notification.due
    recent = now().replace(tzinfo=None) - 2 * NEAR
    rows = select(*columns).where(Notification.reason.in_(REMINDERS), Notification.due > recent)
    return {(user, task, reason, due) for user, task, reason, due in db.session.execute(rows)}


def _sees(viewer: Viewer | None, task: Task) -> bool:
    return viewer is not None and task.is_visible_to(viewer.audience(task.project))


def _told(task: Task, person: User, due: datetime, reason: str) -> dict[str, Any]:
    place = {"topic": f"task:{task.public_id}", "task_id": task.id, "project_id": task.project_id}
    return place | {"at": now(), "user_id": person.id, "reason": reason, "due": due}


def _letter_due(person: User, project_id: int) -> datetime | None:
    return person.letter_due(now(), project_id)
