"""Who sees a task, and why each of them does."""

from typing import Any

from flask import render_template
from sqlalchemy import select

from blueprints import found
from blueprints.people.members import ROLE_NAMES
from blueprints.tasks import door
from models import Attachment, Audience, Comment, File, Task, User, Viewer, db
from models.reasons import why
from models.user.roles import AGENCY_WIDE


@door.get("/tasks/<public_id>/readers")
def readers(public_id: str) -> str:
    task = found(Task, public_id, to="see_people")
    wide = select(User).where(User.role.in_(AGENCY_WIDE), User.removed_at.is_(None))
    people = dict.fromkeys([*task.readers(), *db.session.scalars(wide.order_by(User.name))])
    return render_template(
        "tasks/readers.html",
        task=task,
        project=task.project,
        readers=[(person, why(task, person), hidden_from(task, person)) for person in people],
        role_names=ROLE_NAMES,
    )


def hidden_from(task: Task, person: User) -> dict[str, int]:
    """How much on a task that they see they do not see."""
    viewer = Viewer.of(person.id)
    audience = viewer.audience(task.project) if viewer is not None else None
    everything = Audience.of_kind("wide", task.project_id, "en")
    if audience is None or audience.kind == "wide":
        return {}
    return {
        name: _count(noun, task, everything) - _count(noun, task, audience)
        for name, noun in {"comments": Comment, "files": File, "links": Attachment}.items()
    } | {"subtasks": _steps(task, everything) - _steps(task, audience)}


def _count(noun: Any, task: Task, audience: Audience) -> int:
    its = noun.visible_to(audience).where(noun.task_id == task.id)
    return len(db.session.scalars(its.with_only_columns(noun.id)).all())


def _steps(task: Task, audience: Audience) -> int:
    its = Task.visible_to(audience).where(Task.parent_id == task.id)
    return len(db.session.scalars(its.with_only_columns(Task.id)).all())
