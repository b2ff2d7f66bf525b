"""What those see first who do not work for the agency: what is expected of them, what is new."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import render_template, request
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import defer, joinedload

from blueprints import viewer
from blueprints.projects.contacts import contacts
from blueprints.projects.expecting import expected
from models import Client, Comment, File, Project, StatusReport, Task, Viewer, db
from models.viewing import NOBODY
from reports.composing import HEALTH
from reports.forecast import Health, chosen

STONES, FILES, WORDS = 6, 4, 3


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it was sent, and the state of the whole that it told."""

    report: StatusReport
    state: Health | None


def outside_home(projects: Sequence[Project], figures: dict) -> str:
    ids = {project.id: project for project in projects}
    asks, awaited, number = expected(ids, whole="all" in request.args)
    told = last_told(ids)
    return render_template(
        "projects/outside.html",
        name="" if viewer().id == NOBODY else viewer().first_name,
        company=db.session.get(Client, viewer().client_id or 0),
        projects=projects,
        figures=figures,
        asks=asks,
        awaited=awaited,
        number=number,
        answers=any(one.kind == "client" for one in viewer().audiences),
        reads_reports=any(viewer().can("see_reports", project) for project in projects),
        told=told,
        latest=list(told.values())[-1].report if told else None,
        stones=next_stones(projects, figures),
        files=shared_files(),
        comments=last_words(),
        contacts=contacts(projects),
        states=HEALTH,
        today=viewer().today,
    )


def next_stones(projects: Sequence[Project], figures: dict) -> list[Any]:
    stones = [
        (stone, project)
        for project in projects
        for stone in figures[project.id].milestones
        if not stone.closed_at
    ]
    return sorted(stones, key=lambda pair: pair[0].on)[:STONES]


def last_told(ids: Collection[int]) -> dict[int, Told]:
    """The last report that this reader was sent of each project, the newest last."""
    state = StatusReport.snapshot[("schedule", "state")].as_string()
    sent = StatusReport.last_of_each(viewer()).where(StatusReport.project_id.in_(ids))
    light = sent.add_columns(state).options(defer(StatusReport.snapshot))
    rows = db.session.execute(light.order_by(StatusReport.sent_at))
    return {
        report.project_id: Told(
            report, chosen(state, report.words.get("status", {})) if state else None
        )
        for report, state in rows
    }


def shared_files() -> list[tuple[File, int]]:
    """The newest, and how many versions each has."""
    files = db.session.scalars(_newest_files(viewer())).all()
    series = [file.series for file in files]
    all_of = File.visible_to(viewer()).where(File.series.in_(series)).group_by(File.series)
    counted = all_of.with_only_columns(File.series, func.count())
    counts = dict(db.session.execute(counted).all()) if files else {}
    return [(file, counts[file.series]) for file in files]


def last_words() -> Sequence[Comment]:
    return db.session.scalars(_newest_comments(viewer())).all()


# Making these statements costs more than asking them.
@lru_cache(maxsize=500)
def _newest_files(asking: Viewer) -> Select[Any]:
    newest = File.visible_to(asking).where(File.newest(), _under_way(File.task_id))
    around = joinedload(File.task).joinedload(Task.project)
    return newest.options(around).order_by(File.id.desc()).limit(FILES)


@lru_cache(maxsize=500)
def _newest_comments(asking: Viewer) -> Select[Any]:
    said = Comment.visible_to(asking).where(_under_way(Comment.task_id))
    around = (joinedload(Comment.task), joinedload(Comment.author))
    last = (Comment.created_at.desc(), Comment.id.desc())
    return said.options(*around).order_by(*last).limit(WORDS)


def _under_way(task_id: Any) -> ColumnElement[bool]:
    """In a project that is not archived."""
    its = select(1).join(Project, Project.id == Task.project_id).select_from(Task)
    return exists(its.where(Task.id == task_id, Project.archived_at.is_(None)))
