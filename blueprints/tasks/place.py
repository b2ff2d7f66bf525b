"""Where a card stands, whether it is closed, and whether it is put away."""

from functools import cache
from typing import Any

from flask import Response, abort, request
from sqlalchemy import Select, bindparam, select

from blueprints import changing, found, seen, viewer
from blueprints.answers import Refused, answer
from blueprints.boards import archive as archives
from blueprints.tasks import door
from blueprints.tasks.show import answered, card_of, drawn
from i18n import _
from models import Column, Task, db


@door.put("/tasks/<public_id>/place")
def place(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="move")
        column = column_of(task.project_id, request.form.get("column", ""))
        if column is None or not task.is_on_board:
            abort(404)
        before = request.form.get("before")
        happened = task.place(column, find_or_none(before, task) if before else None, by=by)
    return answer(f"/tasks/{public_id}", lambda: card_of(task), undo=happened)


def column_of(project_id: int, public_id: str) -> Column | None:
    """A column of a project already found by sight, unless it was put away."""
    asked = {"project_id": project_id, "public_id": public_id}
    return db.session.scalar(_column(), asked)


@cache
def _column() -> Select[Column]:
    return select(Column).where(
        Column.project_id == bindparam("project_id"),
        Column.public_id == bindparam("public_id"),
        Column.archived_at.is_(None),
    )


def find_or_none(public_id: str, near: Task) -> Task | None:
    """The card to stand before; if it has gone meanwhile, nobody: the end of the column."""
    thing = seen(Task, public_id)
    return thing if thing is not None and thing.project_id == near.project_id else None


@door.put("/tasks/<public_id>/status")
def status(public_id: str) -> Response:
    """Another column from the sheet: to its end."""
    with changing() as by:
        task = found(Task, public_id, to="move")
        column = column_of(task.project_id, request.form.get("column", ""))
        if column is None:
            raise Refused("column", _("Choose one of the columns."))
        happened = task.place(column, None, by=by) if task.column_id != column.id else None
    return answered(task, "status", undo=happened)


@door.post("/tasks/<public_id>/closure")
def close(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="close")
        happened = task.close(by=by)
    return _closed(task, happened)


@door.delete("/tasks/<public_id>/closure")
def reopen(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="close")
        happened = task.reopen(by=by)
    return _closed(task, happened)


def _closed(task: Task, happened: Any) -> Response:
    """A subtask ticked on the task it lies in answers with that one's list (`in=parent`)."""
    parent = task.parent if request.args.get("in") == "parent" else None
    if parent is not None and parent.is_visible_to(viewer().audience(task.project)):
        return answered(parent, "subtasks", undo=happened)
    return answered(task, "status", undo=happened)


@door.post("/tasks/<public_id>/archive")
def archive(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="archive")
        happened = task.archive(by=by)
        board = f"/projects/{task.project.public_id}/board"
    return answer(board, lambda: drawn(task, "status"), happened, said=_("Task archived"))


@door.delete("/tasks/<public_id>/archive")
def restore(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="archive")
        happened = task.restore(by=by)
    if request.form.get("next") == "archive":
        return archives.answered(task.project, undo=happened)
    page = f"/tasks/{public_id}"
    return answer(page, lambda: drawn(task, "status"), happened, said=_("Task restored"))


@door.delete("/tasks/<public_id>")
def delete(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="delete")
        happened = task.delete(by=by)
        board = f"/projects/{task.project.public_id}/board"
    return answer(board, lambda: "", happened, said=_("Task deleted"))
