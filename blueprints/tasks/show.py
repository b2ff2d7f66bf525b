"""A task's page, its sheet over the board, and each block of it."""

from datetime import date
from functools import cache
from typing import Any

from flask import Response, abort, render_template, request

import fragments
from blueprints import allowed, audience_of, found, viewer
from blueprints.answers import answer, is_fragment
from blueprints.boards.show import people_of
from blueprints.files.limits import limit_in_words, most_bytes
from blueprints.tasks import door
from blueprints.tasks.mentions import will_read
from fragments.rows import is_hatched
from models import Attachment, Comment, File, Label, Task, Team, db
from models.file import stacked
from models.mentioning import callable_names
from models.task.dating import is_whole_day, last_day

# each block and the verb that opens its editor
BLOCKS = {
    "title": "edit",
    "description": "edit",
    "dates": "edit",
    "priority": "edit",
    "people": "assign",
    "labels": "label",
    "visibility": "hide",
    "status": "move",
    "checklists": "check",
    "subtasks": "create",
    "comments": "comment",
    "attachments": "attach",
}
# those of several things, each rewritten where it stands
IN_PLACE = ("checklists", "subtasks", "comments", "attachments")


@door.get("/tasks/<public_id>")
def show(public_id: str) -> str:
    task = found(Task, public_id)
    name = "tasks/_sheet.html" if is_fragment() else "tasks/show.html"
    return render_template(name, **surroundings(task))


@door.get("/tasks/<public_id>/<block>")
def block(public_id: str, block: str) -> str:
    """One block again, as a ring asks for it."""
    if block not in BLOCKS:
        abort(404)
    return drawn(found(Task, public_id), block)


@door.get("/tasks/<public_id>/<block>/edit")
def editor(public_id: str, block: str) -> str:
    if block not in BLOCKS:
        abort(404)
    task = found(Task, public_id)
    allowed(BLOCKS[block], task)
    if is_fragment():
        name = block if block in IN_PLACE else f"{block}_edit"
        return render_template(f"tasks/_{name}.html", **surroundings(task))
    return render_template("tasks/show.html", editing=block, **surroundings(task))


@door.get("/tasks/<public_id>/card")
def card(public_id: str) -> str:
    return card_of(found(Task, public_id))


def card_of(task: Task) -> str:
    return fragments.card(task, audience_of(task.project), viewer().today).html


def drawn(task: Task, block: str, **more: Any) -> str:
    return render_template(f"tasks/_{block}.html", **surroundings(task), **more)


def answered(task: Task, block: str, undo: Any = None, **more: Any) -> Response:
    """The changed block to the sheet, or the task's page to a plain form."""
    return answer(f"/tasks/{task.public_id}", lambda: drawn(task, block, **more), undo)


def removed(thing: Any, block: str) -> Response:
    """The block without what went into the bin, and the way back from there."""
    gone = answered(thing.task, block)
    its_bin = f"/projects/{thing.task.project.public_id}/bin"
    gone.headers["X-Undo"] = f"{its_bin}/{thing.public_id}/recovery"
    return gone


def surroundings(task: Task) -> dict[str, Any]:
    """What a task's templates may ask for; the queries run only if they do."""
    audience = audience_of(task.project)
    return {
        "task": task,
        "project": task.project,
        "audience": audience,
        "hatches": is_hatched(task.project, audience),
        "today": viewer().today,
        "viewer": viewer(),
        "is_over": is_fragment(),
        "can": lambda verb, thing=task: viewer().can(verb, thing),
        "comments": lambda: comments_of(task, audience),
        "subtasks": lambda: subtasks_of(task, audience),
        "attachments": lambda: db.session.scalars(
            Attachment.visible_to(audience)
            .where(Attachment.task_id == task.id)
            .order_by(Attachment.id)
        ).all(),
        "files": cache(lambda: files_of(task, audience)),
        "most_bytes": most_bytes(),
        "too_large": limit_in_words(),
        "usual_visibility": Comment.usual_visibility,
        "will_read": will_read,
        "parent": task.parent if task.parent and task.parent.is_visible_to(audience) else None,
        "teams": lambda: db.session.scalars(Team.visible_to(viewer()).order_by(Team.name)).all(),
        "project_people": lambda: task.project.workers,
        "names": cache(lambda: callable_names(people_of(task.project, audience))),
        "project_labels": lambda: labels_of(task, audience),
        "field": request.args.get("field", ""),
        "last_day": last_day,
        "is_whole_day": is_whole_day,
        "is_late": is_late(task, viewer().today),
    }


def is_late(task: Task, today: date) -> bool:
    return bool(task.due and not task.closed_at and last_day(task.due) < today)


def comments_of(task: Task, audience: Any) -> list[Comment]:
    query = Comment.visible_to(audience).where(Comment.task_id == task.id)
    return list(db.session.scalars(query.order_by(Comment.created_at, Comment.id)))


def files_of(task: Task, audience: Any) -> list[list[File]]:
    """Each file as its versions, the newest first; the last one that came is the last."""
    query = File.visible_to(audience).where(File.task_id == task.id).order_by(File.id.desc())
    return list(reversed(stacked(db.session.scalars(query))))


def subtasks_of(task: Task, audience: Any) -> list[Task]:
    query = Task.visible_to(audience).where(Task.parent_id == task.id, Task.archived_at.is_(None))
    return list(db.session.scalars(query.order_by(Task.id)))


def labels_of(task: Task, audience: Any) -> list[Label]:
    query = Label.visible_to(audience).where(Label.project_id == task.project_id)
    return list(db.session.scalars(query.order_by(Label.name)))
