"""Where a card stands, whether it is closed, and whether it is put away."""

import json

from flask import Response, abort, request
from flask_login import login_required
from sqlalchemy import func, select

import fragments
from blueprints import audience_of, changing, found, viewer
from blueprints.answers import Refused, answer
from blueprints.tasks import door
from blueprints.tasks.show import answered, card_of
from i18n import _
from models import Audience, Column, Task, db


@door.put("/tasks/<public_id>/place")
@login_required
def place(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="move")
        column = found(Column, request.form.get("column", ""))
        if column.project_id != task.project_id or column.archived_at or not task.is_on_board:
            abort(404)
        came_from = task.column_id
        before = request.form.get("before")
        next_card = find_or_none(before, task) if before else None
        happened = task.place(column, next_card, by=by)
    made = answer(f"/tasks/{public_id}", lambda: card_of(task), undo=happened)
    counts = counted(audience_of(task.project), {came_from, task.column_id})
    made.headers["X-Counts"] = json.dumps(counts)
    return made


def find_or_none(public_id: str, near: Task) -> Task | None:
    """The card to stand before; if it has gone meanwhile, nobody: the end of the column."""
    query = Task.visible_to(viewer()).where(
        Task.public_id == public_id, Task.project_id == near.project_id
    )
    return db.session.scalar(query)


def counted(audience: Audience, column_ids: set[int | None]) -> dict[str, int]:
    """How many cards this audience sees in these columns."""
    rows = fragments.on_board(audience).where(Task.column_id.in_(column_ids)).subquery()
    query = (
        select(Column.public_id, func.count(rows.c.id))
        .outerjoin(rows, rows.c.column_id == Column.id)
        .where(Column.id.in_(column_ids))
        .group_by(Column.public_id)
    )
    return dict(db.session.execute(query).tuples().all())


@door.put("/tasks/<public_id>/status")
@login_required
def status(public_id: str) -> Response:
    """Another column from the sheet: to its end."""
    with changing() as by:
        task = found(Task, public_id, to="move")
        column = found(Column, request.form.get("column", ""))
        if column.project_id != task.project_id or column.archived_at:
            raise Refused("column", _("Choose one of the columns."))
        happened = task.place(column, None, by=by) if task.column_id != column.id else None
    return answered(task, "status", undo=happened)


@door.post("/tasks/<public_id>/closure")
@login_required
def close(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="close")
        happened = task.close(by=by)
    return answered(task, "status", undo=happened)


@door.delete("/tasks/<public_id>/closure")
@login_required
def reopen(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="close")
        happened = task.reopen(by=by)
    return answered(task, "status", undo=happened)


@door.post("/tasks/<public_id>/archive")
@login_required
def archive(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="archive")
        happened = task.archive(by=by)
    return answered(task, "status", undo=happened)


@door.delete("/tasks/<public_id>/archive")
@login_required
def restore(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="archive")
        happened = task.restore(by=by)
    return answered(task, "status", undo=happened)


@door.delete("/tasks/<public_id>")
@login_required
def delete(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="delete")
        happened = task.delete(by=by)
        board = f"/projects/{task.project.public_id}/board"
    return answer(board, lambda: "", undo=happened)
