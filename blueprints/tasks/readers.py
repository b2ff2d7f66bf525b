"""Who sees a task, and why each of them does."""

from typing import Any

from flask import render_template
from sqlalchemy import Select

from blueprints import audience_of, found
from blueprints.people.members import ROLE_NAMES
from blueprints.tasks import door
from models import Attachment, Audience, Comment, File, Task, User, Viewer, db
from models.mentioning import readers_of
from models.reasons import why


@door.get("/tasks/<public_id>/readers")
def readers(public_id: str) -> str:
    task = found(Task, public_id, to="see_people")
    return render_template(
        "tasks/readers.html",
        task=task,
        project=task.project,
        readers=[(one, why(task, one), hidden_from(task, one)) for one in readers_of(task)],
        role_names=ROLE_NAMES,
    )


def hidden_from(task: Task, person: User) -> dict[str, int]:
    """How much of what whoever asks sees on a task this person does not.

    Of what is hidden from both, whoever asks learns nothing.
    """
    viewer = Viewer.of(person.id)
    theirs = viewer.audience(task.project) if viewer is not None else None
    if theirs is None:
        return {}
    mine = audience_of(task.project)
    return {name: len(_on(task, name, mine) - _on(task, name, theirs)) for name in ON_IT}


ON_IT: dict[str, Any] = {
    "comments": Comment,
    "subtasks": Task,
    "files": File,
    "links": Attachment,
}


def _on(task: Task, name: str, audience: Audience) -> set[int]:
    noun = ON_IT[name]
    of_task = noun.parent_id if noun is Task else noun.task_id
    its: Select[Any] = noun.visible_to(audience).where(of_task == task.id)
    return set(db.session.scalars(its.with_only_columns(noun.id)))
