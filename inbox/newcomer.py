"""What somebody who joins a project needs to know: of what they see there, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from models import Assignment, Comment, Project, StatusReport, Task, Viewer, db, now

MOST = 4
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Introduction:
    """mine: what is theirs to do; stones: next milestones; talked: what is most talked about."""

    mine: Sequence[Task]
    stones: Sequence[Task]
    talked: Sequence[Task]
    report: StatusReport | None
    open_tasks: int


def introduction(viewer: Viewer, project: Project) -> Introduction:
    return Introduction(
        mine=_first(_mine(viewer, project)),
        stones=_first(_stones(viewer, project)),
        talked=_first(_talked(viewer, project)),
        report=_report(viewer, project),
        open_tasks=_count(_open(viewer, project).where(Task.kind != "phase")),
    )


def _open(viewer: Viewer, project: Project) -> Select[Any]:
    seen = Task.visible_to(viewer).where(Task.project_id == project.id)
    return seen.where(Task.closed_at.is_(None), Task.archived_at.is_(None))


def _mine(viewer: Viewer, project: Project) -> Select[Any]:
    own = select(Assignment.task_id).where(
        Assignment.user_id == viewer.id, Assignment.responsible.is_(True)
    )
    return _by_date(_open(viewer, project).where(Task.id.in_(own)))


def _stones(viewer: Viewer, project: Project) -> Select[Any]:
    dated = func.coalesce(Task.deadline, Task.finish).is_not(None)
    return _by_date(_open(viewer, project).where(Task.kind == "milestone", dated))


def _by_date(asked: Select[Any]) -> Select[Any]:
    due = func.coalesce(Task.deadline, Task.finish)
    return asked.order_by(due.is_(None), due, Task.id)


def _talked(viewer: Viewer, project: Project) -> Select[Any]:
    here = select(1).where(Task.id == Comment.task_id, Task.project_id == project.id)
    lately = Comment.visible_to(viewer).where(here.exists(), Comment.created_at > now() - LATELY)
    said = (
        lately.with_only_columns(Comment.task_id, func.count().label("said"))
        .group_by(Comment.task_id)
        .subquery()
    )
    talked = _open(viewer, project).join(said, said.c.task_id == Task.id)
    return talked.order_by(said.c.said.desc(), Task.id)


def _report(viewer: Viewer, project: Project) -> StatusReport | None:
    if not viewer.can("see_reports", project):
        return None
    seen = StatusReport.visible_to(viewer).where(StatusReport.project_id == project.id)
    sent = seen.where(StatusReport.state == "sent").order_by(StatusReport.number.desc())
    return db.session.scalars(sent.limit(1)).first()


def _first(asked: Select[Any]) -> Sequence[Task]:
    return db.session.scalars(asked.limit(MOST)).all()


def _count(asked: Select[Any]) -> int:
    return db.session.scalar(asked.with_only_columns(func.count())) or 0
