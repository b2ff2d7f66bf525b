"""What was put away: beside the board as a drawer, or on a page of its own."""

from flask import Response, render_template
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints import allowed, audience_of, found, viewer
from blueprints.answers import answer, is_fragment
from blueprints.boards import door
from models import Column, Project, Task, db

MOST = 500


@door.get("/projects/<public_id>/archive")
def archive_of(public_id: str) -> str:
    """What was put away, to be brought back."""
    project = found(Project, public_id)
    allowed("see_archive", project)
    return drawn(project, "boards/_archive.html" if is_fragment() else "boards/archive.html")


def drawn(project: Project, template: str) -> str:
    tasks = Task.visible_to(audience_of(project)).where(Task.archived_at.is_not(None))
    newest = tasks.order_by(Task.archived_at.desc())
    columns = select(Column).where(Column.project_id == project.id, Column.archived_at.is_not(None))
    return render_template(
        template,
        project=project,
        tasks=db.session.scalars(newest.options(joinedload(Task.parent)).limit(MOST)).all(),
        columns=db.session.scalars(columns.order_by(Column.rank)).all(),
        rights=viewer().rights(project),
        can=viewer().can,
    )


def answered(project: Project, undo: object = None) -> Response:
    """The archive again, for whoever brought something back from there."""
    page = f"/projects/{project.public_id}/archive"
    return answer(page, lambda: drawn(project, "boards/_archive.html"), undo=undo)
