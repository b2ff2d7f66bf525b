"""What a card shows one audience, read in bulk."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, case, func, select

from models import (
    Assignment,
    Attachment,
    Audience,
    Checklist,
    ChecklistItem,
    Comment,
    Label,
    Task,
    TaskLabel,
    User,
    db,
)
from models.sight import shown
from models.task.dating import last_day
from models.user.user import SHAPES, initials

SOON = 2


@dataclass(slots=True, frozen=True)
class Face:
    """A person as a card shows them."""

    initials: str
    name: str
    hue: str
    shape: str


@dataclass(slots=True)
class CardView:
    """All that a card shows one audience, and nothing else."""

    public_id: str
    ref: str
    title: str
    kind: str
    internal: bool
    priority: str
    due: date | None
    due_state: str  # none, late, today, soon, later, done
    late_days: int
    is_closed: bool
    labels: list[tuple[str, str]]
    people: list[Face]
    checked: int
    to_check: int
    subtasks_closed: int
    subtasks: int
    comments: int
    attachments: int
    language: str
    version: str = ""

    def sealed(self) -> "CardView":
        """With a hash of what this audience is sent: it says *same*, never *older*."""
        self.version = blake2b(repr(_shown(self)).encode(), digest_size=4).hexdigest()
        return self

    @property
    def progress(self) -> tuple[int, int]:
        """Steps done and steps in all, checklist items and subtasks together."""
        return self.checked + self.subtasks_closed, self.to_check + self.subtasks


_shown = attrgetter(*(field.name for field in fields(CardView) if field.name != "version"))


def views(ids: Sequence[int], audience: Audience, today: date) -> dict[int, CardView]:
    """What each card shows this audience, read in bulk."""
    labels, people = _labels(ids), _people(ids)
    checks, subtasks = _checks(ids), _subtasks(ids, audience)
    comments, links = _comments(ids, audience), _counted(Attachment.task_id, ids)
    made = {}
    for row in db.session.execute(_facts(ids)):
        due = row.deadline or row.finish
        day = last_day(due) if due else None
        state, late = _due_state(day, row.closed_at is not None, today)
        checked, to_check = checks.get(row.id, (0, 0))
        closed, children = subtasks.get(row.id, (0, 0))
        made[row.id] = CardView(
            public_id=row.public_id,
            ref=row.ref,
            title=row.title,
            kind=row.kind,
            internal=audience.sees_team and row.sight != "client",
            priority=row.priority,
            due=day,
            due_state=state,
            late_days=late,
            is_closed=row.closed_at is not None,
            labels=labels.get(row.id, []),
            people=people.get(row.id, []),
            checked=checked,
            to_check=to_check,
            subtasks_closed=closed,
            subtasks=children,
            comments=comments.get(row.id, 0),
            attachments=links.get(row.id, 0),
            language=audience.language,
        ).sealed()
    return made


def _due_state(day: date | None, closed: bool, today: date) -> tuple[str, int]:
    if day is None:
        return "none", 0
    if closed:
        return "done", 0
    late = (today - day).days
    if late > 0:
        return "late", late
    return ("today" if late == 0 else "soon" if -late <= SOON else "later"), 0


def _facts(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
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
    return select(*shown_on_it).where(Task.id.in_(ids))


def _labels(ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found = defaultdict(list)
    query = select(TaskLabel.task_id, Label.name, Label.hue).join(
        Label, Label.id == TaskLabel.label_id
    )
    for task_id, name, hue in db.session.execute(
        query.where(TaskLabel.task_id.in_(ids)).order_by(Label.id)
    ):
        found[task_id].append((name, hue))
    return found


def _people(ids: Sequence[int]) -> dict[int, list[Face]]:
    found = defaultdict(list)
    faces: dict[tuple, Face] = {}
    query = (
        select(Assignment.task_id, Assignment.name, User.name, User.hue, User.role)
        .outerjoin(User, User.id == Assignment.user_id)
        .where(Assignment.task_id.in_(ids))
        .order_by(Assignment.id)
    )
    for task_id, *person in db.session.execute(query):
        key = tuple(person)
        if key not in faces:
            faces[key] = _face(*key)
        found[task_id].append(faces[key])
    return found


def _face(kept_name: str | None, name: str | None, hue: str | None, role: str | None) -> Face:
    known = name or kept_name or ""
    shape = SHAPES.get(role or "", "team") if name else "name"
    return Face(initials(known), known, hue or "", shape)


def _checks(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    done = func.count(ChecklistItem.done_at)
    query = (
        select(Checklist.task_id, done, func.count())
        .join(ChecklistItem, ChecklistItem.checklist_id == Checklist.id)
        .where(Checklist.task_id.in_(ids))
        .group_by(Checklist.task_id)
    )
    return {task_id: (int(d), int(n)) for task_id, d, n in db.session.execute(query)}


def _subtasks(ids: Sequence[int], audience: Audience) -> dict[int, tuple[int, int]]:
    closed = func.sum(case((Task.closed_at.is_not(None), 1), else_=0))
    query = (
        select(Task.parent_id, closed, func.count())
        .where(
            Task.parent_id.in_(ids),
            Task.deleted_at.is_(None),
            Task.archived_at.is_(None),
            shown(Task, audience),
        )
        .group_by(Task.parent_id)
    )
    return {parent: (int(d), int(n)) for parent, d, n in db.session.execute(query)}


def _comments(ids: Sequence[int], audience: Audience) -> dict[int, int]:
    query = select(Comment.task_id, func.count()).where(
        Comment.task_id.in_(ids), Comment.deleted_at.is_(None)
    )
    query = query.where(Comment.open_to(audience))
    return _pairs(query.group_by(Comment.task_id))


def _counted(column: Any, ids: Sequence[int]) -> dict[int, int]:
    return _pairs(select(column, func.count()).where(column.in_(ids)).group_by(column))


def _pairs(query: Select[*tuple[Any, ...]]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}
