"""The rows behind cards, read in bulk: a statement for each thing a card shows."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    any_,
    bindparam,
    case,
    distinct,
    func,
    select,
)

from models import (
    Assignment,
    Attachment,
    Audience,
    Checklist,
    ChecklistItem,
    Comment,
    File,
    Label,
    Project,
    Task,
    TaskLabel,
    User,
    db,
)
from models.sight import shown
from models.user.naming import SHAPES, initials

Chosen = Callable[[Any], ColumnElement[bool]]


@dataclass(slots=True, frozen=True)
class Face:
    """A person as a card shows them."""

    initials: str
    name: str
    hue: str
    shape: str


@dataclass(slots=True, frozen=True)
class Shared:
    """What cards show whoever looks: read once for all audiences of one moment."""

    rows: Sequence[Any]
    labels: dict[int, list[tuple[str, str]]]
    people: dict[int, list[Face]]
    checks: dict[int, tuple[int, int]]
    links: dict[int, int]

    @classmethod
    def of(cls, ids: Sequence[int]) -> "Shared":
        return cls(
            _rows(ids, _facts).all(),
            _labels(ids),
            people_on(ids),
            _pairs(_rows(ids, _checks)),
            _counts(_rows(ids, _links)),
        )


@dataclass(slots=True, frozen=True)
class Seen:
    """What cards show of what not everybody may see."""

    hatches: bool
    subtasks: dict[int, tuple[int, int]]
    comments: dict[int, int]
    files: dict[int, int]

    @classmethod
    def of(cls, ids: Sequence[int], audience: Audience) -> "Seen":
        return cls(
            is_hatched(db.session.get_one(Project, audience.project_id), audience),
            _pairs(_rows(ids, _subtasks, audience)),
            _counts(_rows(ids, _comments, audience)),
            _counts(_rows(ids, _files, audience)),
        )


def is_hatched(project: Project, audience: Audience) -> bool:
    """Is what a client would not see marked? Where there is no client nobody needs it."""
    return audience.sees_team and project.has_clients


def _rows(ids: Sequence[int], statement: Any, *audience: Audience) -> Any:
    """Plain rows, no mapping. Making a statement costs more than running it for one card."""
    chosen, given = _asked_for(ids)
    return db.session.connection().execute(statement(chosen, *audience), {"ids": given})


def _asked_for(ids: Sequence[int]) -> tuple[Chosen, Any]:
    """How these are named: in one parameter, for binding a thousand is a tenth of drawing them."""
    if len(ids) == 1:
        return _is_one, ids[0]
    if db.engine.dialect.name == "sqlite":
        return _is_in_json, json.dumps(list(ids))
    return _is_in_array, list(ids)


def _is_one(task: Any) -> ColumnElement[bool]:
    return task == bindparam("ids")


def _is_in_json(task: Any) -> ColumnElement[bool]:
    return task.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))


def _is_in_array(task: Any) -> ColumnElement[bool]:
    return task == any_(bindparam("ids", type_=ARRAY(Integer)))


def _counts(rows: Any) -> dict[int, int]:
    return {row[0]: row[1] for row in rows}


def _pairs(rows: Any) -> dict[int, tuple[int, int]]:
    return {task_id: (int(done), int(number)) for task_id, done, number in rows}


def _labels(ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found = defaultdict(list)
    for task_id, name, hue in _rows(ids, _labels_on):
        found[task_id].append((name, hue))
    return found


def people_on(ids: Sequence[int]) -> dict[int, list[Face]]:
    found = defaultdict(list)
    faces: dict[tuple, Face] = {}
    for task_id, *person in _rows(ids, _assigned):
        key = tuple(person)
        if key not in faces:
            faces[key] = _face(*key)
        found[task_id].append(faces[key])
    return found


def _face(kept_name: str | None, name: str | None, hue: str | None, role: str | None) -> Face:
    known = name or kept_name or ""
    shape = SHAPES.get(role or "", "team") if name else "name"
    return Face(initials(known), known, hue or "", shape)


@lru_cache(maxsize=2)
def _facts(chosen: Chosen) -> Select[*tuple[Any, ...]]:
    shown_on_it: list[Any] = [
        Task.id,
        Task.public_id,
        Task.ref,
        Task.title,
        Task.kind,
        Task.sight,
        Task.priority,
        Task.deadline,
        Task.finish,
        Task.closed_at,
    ]
    return select(*shown_on_it).where(chosen(Task.id))


@lru_cache(maxsize=2)
def _labels_on(chosen: Chosen) -> Select[*tuple[Any, ...]]:
    return (
        select(TaskLabel.task_id, Label.name, Label.hue)
        .join(Label, Label.id == TaskLabel.label_id)
        .where(chosen(TaskLabel.task_id))
        .order_by(Label.id)
    )


@lru_cache(maxsize=2)
def _assigned(chosen: Chosen) -> Select[*tuple[Any, ...]]:
    return (
        select(Assignment.task_id, Assignment.name, User.name, User.hue, User.role)
        .outerjoin(User, User.id == Assignment.user_id)
        .where(chosen(Assignment.task_id), Assignment.responsible)  # materials have no face
        .order_by(Assignment.id)
    )


@lru_cache(maxsize=2)
def _checks(chosen: Chosen) -> Select[*tuple[Any, ...]]:
    return (
        select(Checklist.task_id, func.count(ChecklistItem.done_at), func.count())
        .join(ChecklistItem, ChecklistItem.checklist_id == Checklist.id)
        .where(chosen(Checklist.task_id), Checklist.deleted_at.is_(None))
        .where(ChecklistItem.deleted_at.is_(None))
        .group_by(Checklist.task_id)
    )


@lru_cache(maxsize=500)
def _subtasks(chosen: Chosen, audience: Audience) -> Select[*tuple[Any, ...]]:
    closed = func.sum(case((Task.closed_at.is_not(None), 1), else_=0))
    return (
        select(Task.parent_id, closed, func.count())
        .where(
            chosen(Task.parent_id),
            Task.deleted_at.is_(None),
            Task.archived_at.is_(None),
            shown(Task, audience),
        )
        .group_by(Task.parent_id)
    )


@lru_cache(maxsize=500)
def _comments(chosen: Chosen, audience: Audience) -> Select[*tuple[Any, ...]]:
    return (
        select(Comment.task_id, func.count())
        .where(chosen(Comment.task_id), Comment.deleted_at.is_(None), Comment.open_to(audience))
        .group_by(Comment.task_id)
    )


@lru_cache(maxsize=500)
def _files(chosen: Chosen, audience: Audience) -> Select[*tuple[Any, ...]]:
    return (
        select(File.task_id, func.count(distinct(File.series)))
        .where(chosen(File.task_id), File.open_to(audience))
        .group_by(File.task_id)
    )


@lru_cache(maxsize=2)
def _links(chosen: Chosen) -> Select[*tuple[Any, ...]]:
    on = Attachment.task_id
    counted = select(on, func.count()).where(chosen(on), Attachment.deleted_at.is_(None))
    return counted.group_by(on)
