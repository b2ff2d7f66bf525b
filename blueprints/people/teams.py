"""Teams of the agency: made, put into each other, and who is in them; teams of a project."""

from typing import Any

from flask import abort, flash, redirect, request, url_for

from blueprints import allowed, changing, found, seen
from blueprints.asked import Asked
from blueprints.people import door
from blueprints.people.everybody import page
from blueprints.people.members import people_page, teams_in, why_not
from i18n import N_, _
from models import Client, Project, Team, User, db
from models.client import KINDS as OF_COMPANIES
from models.project.membership import Misfit
from models.readers import NoRoom
from models.team import KINDS, Gone, Tangled, Unfit

WHO_IS_IN = {
    "staff": N_("%(person)s cannot be in the team %(team)s: it is for people of the agency."),
    "freelancers": N_("%(person)s cannot be in the team %(team)s: it is for freelancers."),
    "partner": N_("%(person)s cannot be in the team %(team)s: it is for a partner’s people."),
    "client": N_("%(person)s cannot be in the team %(team)s: it is for people of a client."),
}


def at_team(team: Team | None) -> Any:
    return redirect(url_for("people.everybody", team=team.public_id if team else None), 303)


def team_asked(public_id: str) -> Team | None:
    """The team to lie in, or none for ‘’; raises Gone for one that is not there."""
    team = seen(Team, public_id)
    if public_id and team is None:
        raise Gone
    return team


@door.post("/teams")
def create_team() -> Any:
    allowed("edit_people")
    asked = Asked(request.form)
    name, kind = asked.text("name", 80), asked.choice("kind", KINDS, "staff")
    lies_in = request.form.get("parent", "")
    company = asked.text("company", needed=not lies_in and kind in OF_COMPANIES)
    if not asked.is_sound:
        return page({}, form=dict(request.form), errors=asked.errors), 422
    try:
        with changing() as by:
            allowed("edit_people")
            above = team_asked(lies_in)
            of = None if above else company_asked(company, kind, by)
            team = Team.create(name, kind, by=by, parent=above, company=of)
    except Tangled as problem:
        return page({}, form=dict(request.form), errors={"parent": tangled(problem)}), 422
    return at_team(team)


def company_asked(name: str, kind: str, by: User) -> Client | None:
    """The company of this name, a new one where there is none; people of the agency are of none."""
    return Client.create(name, by=by, kind=kind) if kind in OF_COMPANIES else None


@door.put("/teams/<team_id>")
def change_team(team_id: str) -> Any:
    allowed("edit_people")
    asked = Asked(request.form)
    name, kind = asked.text("name", 80), request.form.get("kind", "")
    if kind not in ("", found(Team, team_id).kind):
        asked.refuse("kind", _("The kind of a team stays as it is: make another team for others."))
    if not asked.is_sound:
        return page({}, form=dict(request.form), errors=asked.errors, team_id=team_id), 422
    try:
        with changing() as by:
            allowed("edit_people")
            team = found(Team, team_id)
            team.change(by=by, name=name)
            team.move(team_asked(request.form.get("parent", "")), by=by)
    except Tangled as problem:
        errors = {"parent": tangled(problem)}
        return page({}, form=dict(request.form), errors=errors, team_id=team_id), 422
    flash(_("Saved."), "done")
    return at_team(team)


@door.delete("/teams/<team_id>")
def remove_team(team_id: str) -> Any:
    with changing() as by:
        allowed("edit_people")
        team = found(Team, team_id)
        above, name = team.parent, team.name
        team.remove(by=by)
    flash(_("The team %(name)s is no more; its people keep their accounts.", name=name), "done")
    return at_team(above)


@door.post("/teams/<team_id>/people")
def put_into_team(team_id: str) -> Any:
    allowed("edit_people")
    try:
        with changing() as by:
            allowed("edit_people")
            team = found(Team, team_id)
            team.join(found(User, request.form.get("person", "")), by=by)
    except Unfit as problem:
        errors = {"person": unfit(problem)}
        return page({}, form=dict(request.form), errors=errors, team_id=team_id), 422
    return at_team(team)


@door.delete("/teams/<team_id>/people/<person_id>")
def take_out_of_team(team_id: str, person_id: str) -> Any:
    with changing() as by:
        allowed("edit_people")
        team = found(Team, team_id)
        team.leave(found(User, person_id), by=by)
    return at_team(team)


@door.post("/projects/<project_id>/teams")
def bring_team(project_id: str) -> Any:
    """All its people take part, those too who join it later."""
    try:
        team = _bring(project_id)
    except ValueError:
        said = _("The people of this team cannot have this role.")
        return people_page(found(Project, project_id), refused={"team": said}), 422
    except (Misfit, NoRoom) as problem:
        refused = {"team": why_not(problem)}
        return people_page(found(Project, project_id), refused=refused), 422
    flash(_("The team %(name)s takes part in this project.", name=team.name), "done")
    return redirect(url_for("people.index", project_id=project_id), 303)


def _bring(project_id: str) -> Team:
    with changing() as by:
        project = found(Project, project_id, to="invite")
        team = found(Team, request.form.get("team", ""))
        team.join_project(project, request.form.get("role", ""), by=by)
    return team


@door.delete("/projects/<project_id>/teams/<team_id>")
def take_team_out(project_id: str, team_id: str) -> Any:
    with changing() as by:
        project = found(Project, project_id, to="invite")
        team = db.session.scalar(teams_in(project).where(Team.public_id == team_id)) or abort(404)
        team.leave_project(project, by=by)
    flash(_("The team %(name)s no longer takes part.", name=team.name), "done")
    return redirect(url_for("people.index", project_id=project_id), 303)


def tangled(problem: Tangled) -> str:
    if isinstance(problem, Gone):
        return _("The team it was to lie in has been removed meanwhile. Choose another one.")
    return _("A team cannot lie in itself, in one of another kind, or more than six deep.")


def unfit(problem: Unfit) -> str:
    """Why somebody cannot be what was asked, as the form says it."""
    person, team = problem.person, problem.team
    if person.role in team.roles and person.client is not None:
        return _(
            "%(person)s is of %(company)s, and the team %(team)s is not.",
            person=person.name,
            company=person.client.name,
            team=team.name,
        )
    elsewhere = Team.binding(person)
    if isinstance(elsewhere, Team) and person.role in team.roles:
        return _(
            "%(person)s is in the team %(other)s, which is for others: take them out of it first.",
            person=person.name,
            other=elsewhere.name,
        )
    return _(WHO_IS_IN[team.kind], person=person.name, team=team.name)
