"""What was thrown away: beside the board as a drawer, or on a page; projects in the settings."""

from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, url_for
from sqlalchemy import select

from blueprints import allowed, audience_of, changing, found, viewer
from blueprints.answers import answer, is_fragment
from blueprints.errors import Archived
from i18n import _
from models import Project, db
from models.audience import is_closed
from models.bin import NOUNS, found_in_bin, in_bin
from models.deleting import KEPT

door = Blueprint("bin", __name__)


@door.get("/projects/<public_id>/bin")
def bin_of(public_id: str) -> str:
    project = found(Project, public_id)
    allowed("see_archive", project)
    return drawn(project, "bin/_bin.html" if is_fragment() else "bin/show.html")


def drawn(project: Project, template: str) -> str:
    groups = [(noun.called, thrown(noun, project)) for noun in NOUNS]
    return render_template(
        template,
        project=project,
        groups=[(name, things) for name, things in groups if things],
        days=KEPT.days,
        may_come_back=lambda thing: thing.may_come_back(viewer()),
    )


def thrown(noun: Any, project: Project) -> list[Any]:
    found = in_bin(audience_of(project), noun)
    return [thing for thing in found if thing.is_shown_in_bin_to(viewer())]


@door.post("/projects/<public_id>/bin/<thing_id>/recovery")
def recover(public_id: str, thing_id: str) -> Response:
    """Bring it back; what lies there no more, or never did, changes nothing."""
    with changing() as by:
        project = found(Project, public_id)
        if is_closed("delete", project):
            raise Archived
        thing = found_in_bin(audience_of(project), thing_id)
        if thing is not None:
            if not thing.may_come_back(viewer()):
                abort(403)
            thing.recover(by=by)
    # Those outside the team have no bin; they take back what they have just thrown away.
    sees = viewer().can("see_archive", project)
    page = f"/projects/{public_id}/{'bin' if sees else 'board'}"
    return answer(page, lambda: drawn(project, "bin/_bin.html") if sees else "")


@door.get("/settings/bin")
def projects() -> str:
    allowed("delete_project")
    thrown_away = select(Project).where(Project.deleted_at.is_not(None))
    newest = thrown_away.order_by(Project.deleted_at.desc())
    return render_template("bin/projects.html", projects=db.session.scalars(newest).all())


@door.post("/settings/bin/<project_id>/recovery")
def recover_project(project_id: str) -> Any:
    allowed("delete_project")
    with changing() as by:
        project = db.session.scalar(select(Project).where(Project.public_id == project_id))
        if project is None or project.building:
            abort(404)
        project.recover(by=by)
        name = project.name
    flash(_("‘%(name)s’ is back.", name=name), "done")
    return redirect(url_for("bin.projects"), 303)


def register(app: Flask) -> None:
    app.register_blueprint(door)
