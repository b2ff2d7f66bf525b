"""Columns: add, rename, limit, sort by kind, place, put away."""

from flask import Response, abort, render_template, request

from blueprints import allowed, changing, found
from blueprints.answers import Refused, answer, is_fragment
from blueprints.boards import archive as archives
from blueprints.boards import door
from blueprints.boards.show import lanes_of
from i18n import _
from models import Column, Project
from models.column import KINDS

LONGEST_NAME, LARGEST_LIMIT = 80, 999


@door.post("/projects/<public_id>/columns")
def create(public_id: str) -> Response:
    with changing() as by:
        project = found(Project, public_id, to="arrange_columns")
        column = Column.create(project, _name(), _kind(request.form.get("kind", "todo")), by=by)
    return _board(column.project)


@door.get("/columns/<public_id>/edit")
def edit(public_id: str) -> str:
    column = found(Column, public_id)
    allowed("arrange_columns", column)
    name = "boards/_column_edit.html" if is_fragment() else "boards/column.html"
    return render_template(name, column=column)


@door.put("/columns/<public_id>")
def change(public_id: str) -> Response:
    """Name, limit and kind in one form."""
    with changing() as by:
        column = found(Column, public_id, to="arrange_columns")
        if "name" in request.form:
            column.rename(_name(), by=by)
        if "limit" in request.form:
            column.limit(_limit(request.form["limit"]), by=by)
        if "kind" in request.form:
            column.sort(_kind(request.form["kind"]), by=by)
        column.project.look_changed()
    return _board(column.project)


@door.put("/columns/<public_id>/place")
def place(public_id: str) -> Response:
    with changing() as by:
        column = found(Column, public_id, to="arrange_columns")
        wanted = request.values.get("before")
        before = found(Column, wanted) if wanted else None
        if before is not None and before.project_id != column.project_id:
            abort(404)
        column.place(before, by=by)
    return _board(column.project)


@door.post("/columns/<public_id>/archive")
def archive(public_id: str) -> Response:
    with changing() as by:
        column = found(Column, public_id, to="arrange_columns")
        column.archive(by=by)
    return _board(column.project)


@door.delete("/columns/<public_id>/archive")
def restore(public_id: str) -> Response:
    with changing() as by:
        column = found(Column, public_id, to="arrange_columns")
        column.restore(by=by)
    if request.form.get("next") == "archive":
        return archives.answered(column.project)
    return _board(column.project)


def _board(project: Project) -> Response:
    return answer(f"/projects/{project.public_id}/board", lambda: lanes_of(project))


def _name() -> str:
    name = " ".join(request.form.get("name", "").split())
    if not name:
        raise Refused("name", _("Give the column a name."))
    if len(name) > LONGEST_NAME:
        raise Refused("name", _("Keep the name under %(num)d characters.", num=LONGEST_NAME))
    return name


def _limit(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not 1 <= int(text) <= LARGEST_LIMIT:
        raise Refused("limit", _("Enter a limit from 1 to %(num)d, or leave it empty.", num=999))
    return int(text)


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Refused("kind", _("Choose one of the kinds."))
    return kind
