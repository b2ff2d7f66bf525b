"""A new task: from the board's quick line, or under another task."""

from typing import cast

from flask import Response, render_template, request
from sqlalchemy import select

from blueprints import allowed, changing, found, viewer
from blueprints.answers import Refused, answer
from blueprints.tasks import door
from blueprints.tasks.show import answered, card_of
from i18n import _
from models import Column, Project, Task, User, db, quick_add
from models.sight import VISIBILITIES
from models.task.dating import end_of

LONGEST_TITLE, LONGEST_LINE = 500, 1000


@door.post("/projects/<public_id>/tasks")
def create(public_id: str) -> Response:
    """A card from one line: words, @people and a date, at the end of a column."""
    line = read(public_id, request.form.get("text", ""))
    title = sound_title(line.title, "text")
    with changing() as by:
        project = found(Project, public_id, to="create")
        task = Task.create(
            project,
            title,
            by=by,
            column=_column(project),
            kind="milestone" if request.form.get("kind") == "milestone" else "task",
            visibility=_visibility(project, by),
            deadline=end_of(line.deadline) if line.deadline else None,
        )
        entrust(task, line, by)
    page = f"/projects/{task.project.public_id}/board"
    return answer(page, lambda: card_of(task))


@door.get("/projects/<public_id>/quick-add")
def reading(public_id: str) -> str:
    """What a line would be understood as, shown while it is typed."""
    line = read(public_id, request.args.get("text", ""))
    return render_template("boards/_reading.html", line=line)


def read(public_id: str, text: str) -> quick_add.QuickAdd:
    return quick_add.parse(text[:LONGEST_LINE], _people(public_id), viewer().today)


def _people(public_id: str) -> list:
    project = found(Project, public_id)
    return project.workers if viewer().can("assign", project) else []


def _column(project: Project) -> Column:
    """The column asked for, else the first of the board."""
    wanted = request.form.get("column")
    columns = select(Column).where(Column.project_id == project.id, Column.archived_at.is_(None))
    if wanted:
        columns = columns.where(Column.public_id == wanted)
    column = db.session.scalar(columns.order_by(Column.rank).limit(1))
    if column is None:
        raise Refused("text", _("This column has been put away. Choose another one."))
    return column


def _visibility(project: Project, by: User) -> str:
    """Whoever may hide what they make chooses; the others get the project's rule.

    Nothing is made wider than it was chosen by somebody who may choose no more.
    """
    wanted, usual = request.form.get("visibility"), Task.default_visibility(project, by)
    if wanted not in VISIBILITIES[:2]:
        return usual
    if "hide" in viewer().rights(project):
        return wanted
    if VISIBILITIES.index(usual) >= VISIBILITIES.index(wanted):
        return usual
    said = _(
        "You cannot hide what you make here any more, and others would have seen this: "
        "it was not made. Copy it to keep it, and load the page again."
    )
    raise Refused("text", said)


def sound_title(text: str, field: str = "title") -> str:
    title = " ".join(text.split())
    if not title:
        raise Refused(field, _("Write a few words first."))
    if len(title) > LONGEST_TITLE:
        raise Refused(field, _("Keep the title under %(num)d characters.", num=LONGEST_TITLE))
    return title


@door.post("/tasks/<public_id>/subtasks")
def subtask(public_id: str) -> Response:
    """The same line as the board's: words, @people and a date."""
    project_id = found(Task, public_id, to="edit").project.public_id
    line = read(project_id, request.form.get("title", ""))
    title = sound_title(line.title)
    with changing() as by:
        parent = found(Task, public_id, to="edit")
        allowed("create", parent)
        # Under a list it is the list of the parent that rules; a list of its own would be empty.
        own = None if parent.visibility == "list" else parent.visibility
        promised = end_of(line.deadline) if line.deadline else None
        task = Task.create(
            parent.project, title, by=by, parent=parent, visibility=own, deadline=promised
        )
        entrust(task, line, by)
    return answered(parent, "subtasks")


def entrust(task: Task, line: quick_add.QuickAdd, by: User) -> None:
    """To the people whom the line names."""
    if line.people and viewer().can("assign", task):
        task.assign(cast(list[User], line.people), by=by)
