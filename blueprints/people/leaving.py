"""Somebody leaves a project or the agency, and what is open of theirs goes to another."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import func, select

from blueprints import changing, found, viewer
from blueprints.people import door
from blueprints.people.everybody import last_owner, page, person_of
from blueprints.people.members import back, member_of
from i18n import _
from models import Project, User, db
from models.alphabet import by_name
from models.task.assigning import open_tasks_of
from models.user.leaving import LastOwner
from models.user.roles import OUTSIDE


@door.get("/projects/<project_id>/people/<person_id>/leaving")
def leaving_project(project_id: str, person_id: str) -> Any:
    project = found(Project, project_id, to="invite")
    person = member_of(project, person_id).user
    return asked(person, heirs_in(project, person), project)


@door.get("/people/<person_id>/leaving")
def leaving_agency(person_id: str) -> Any:
    person = person_of(person_id)
    return asked(person, heirs_of(person))


def asked(person: User, heirs: list[User], project: Project | None = None) -> str:
    open_ones = open_tasks_of(person, project.id if project else None).subquery()
    return render_template(
        "people/leaving.html",
        person=person,
        project=project,
        heirs=heirs,
        tasks=db.session.scalar(select(func.count()).select_from(open_ones)),
    )


def heirs_in(project: Project, person: User) -> list[User]:
    return [one for one in project.workers if one.id != person.id]


def heirs_of(person: User) -> list[User]:
    others = User.visible_to(viewer()).where(User.role.not_in(OUTSIDE), User.id != person.id)
    return list(db.session.scalars(others.order_by(by_name(User.name))))


def heir_of(heirs: list[User]) -> User | None:
    """Whoever was chosen, if they are one of those who were offered."""
    wanted = request.form.get("to", "")
    return next((one for one in heirs if one.public_id == wanted), None)


@door.delete("/projects/<project_id>/people/<person_id>")
def end_member(project_id: str, person_id: str) -> Any:
    with changing() as by:
        project = found(Project, project_id, to="invite")
        membership = member_of(project, person_id)
        person = membership.user
        membership.end(by=by, heir=heir_of(heirs_in(project, person)))
        name = person.name
    return back(project_id, _("%(name)s no longer takes part.", name=name))


@door.delete("/people/<person_id>")
def remove(person_id: str) -> Any:
    try:
        with changing() as by:
            person = person_of(person_id)
            person.remove(by=by, heir=heir_of(heirs_of(person)))
            name = person.name
    except LastOwner:
        return page({person_id: last_owner()}), 422
    said = _("%(name)s no longer has access. An invitation brings them back.", name=name)
    flash(said, "done")
    return redirect(url_for("people.everybody"), 303)
