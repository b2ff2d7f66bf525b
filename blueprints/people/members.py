"""The people of a project: who they are there, until when, since when unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import func, or_, select

from blueprints import changing, found, seen, viewer
from blueprints.asked import Asked
from blueprints.people import door
from fragments.values import VALUES
from i18n import LANGUAGES, N_, _, ngettext
from models import (
    Client,
    Invitation,
    Membership,
    Project,
    ProjectTeam,
    Session,
    Team,
    User,
    db,
    now,
)
from models.project.membership import PROJECT_ROLES, Misfit, end_of
from models.readers import NoRoom
from models.showing import profiles
from models.team import Unfit
from models.user.roles import FREELANCERS, may_be

ROLE_NAMES = VALUES["role"]
GROUPS = ("team", "freelancers", "partners", "client", "guests", "readers")
BY_ROLE = dict.fromkeys(FREELANCERS, "freelancers")
BY_ROLE |= {"client": "client", "guest": "guests", "reader": "readers"}


@door.get("/projects/<project_id>/people")
def index(project_id: str) -> Any:
    return people_page(found(Project, project_id, to="see_people"))


def people_page(
    project: Project,
    form: Any = None,
    errors: dict[str, str] | None = None,
    refused: dict[str, str] | None = None,
) -> str:
    """`errors`: of the invitation; `refused`: by the id of a person, why they cannot be that."""
    may_invite = viewer().can("invite", project)
    members, shown = members_of(project), request.args.get("show", "")
    groups = {name: [row for row in members if group_of(row) == name] for name in GROUPS}
    return render_template(
        "people/index.html",
        project=project,
        rights=viewer().rights(project),
        members=groups.get(shown, members),
        profiles=profiles([row[1] for row in members], viewer(), project),
        counts={name: len(rows) for name, rows in groups.items()},
        partners=db.session.scalars(partners()).all() if may_invite else [],
        shown=shown,
        invitations=db.session.scalars(Invitation.open_to(project)).all() if may_invite else [],
        may_invite=may_invite,
        may_take_back=may_take_back,
        teams=db.session.execute(teams_in(project)).all(),
        now=now,
        may_be=may_be,
        bound=Team.all_binding(row[1] for row in members),
        why_few=partial(why_few, set(db.session.scalars(Team.visible_to(viewer())))),
        role_names=ROLE_NAMES,
        roles=PROJECT_ROLES,
        languages=LANGUAGES,
        form=form or {"language": project.language, "role": "member"},
        errors=errors or {},
        refused=refused or {},
        bringing=bringing(project) if may_invite else None,
    )


@dataclass(frozen=True)
class Bringing:
    """The teams that can be brought into a project, the one chosen, and as what it can come."""

    teams: Sequence[Team]
    chosen: Team | None
    role: str

    @property
    def roles(self) -> tuple[str, ...]:
        return self.chosen.roles_in_projects if self.chosen else PROJECT_ROLES


def bringing(project: Project) -> Bringing:
    """None that is here already, none of another client."""
    here = select(ProjectTeam.team_id).where(ProjectTeam.project_id == project.id)
    fits = or_(Team.kind != "client", Team.company_id == project.client_id)
    others = Team.visible_to(viewer()).where(fits, Team.id.not_in(here))
    teams = db.session.scalars(others.order_by(Team.name)).all()
    chosen = next((one for one in teams if one.public_id == request.values.get("team")), None)
    return Bringing(teams, chosen, request.form.get("role", "") if chosen else "member")


def may_take_back(invitation: Invitation) -> bool:
    """It is sent again or taken back by whoever may invite to all that it opens."""
    return all(viewer().can("invite", project) for project in invitation.projects)


def members_of(project: Project) -> list[Any]:
    """Memberships with the person, when they were last seen and their company, team first."""
    seen = (
        select(Session.user_id, func.max(Session.seen_at).label("at"))
        .group_by(Session.user_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Membership, User, seen.c.at, Client)
        .join(User, User.id == Membership.user_id)
        .outerjoin(Client, Client.id == User.client_id)
        .outerjoin(seen, seen.c.user_id == User.id)
        .where(Membership.project_id == project.id, User.removed_at.is_(None))
        .order_by(Membership.id)
    ).all()
    return sorted(rows, key=lambda row: PROJECT_ROLES.index(row[0].role))


def group_of(row: Any) -> str:
    """Under which head of the page somebody is counted."""
    membership, _person, _seen, company = row
    if company is not None and company.kind == "partner":
        return "partners"
    return BY_ROLE.get(membership.role, "team")


def partners() -> Any:
    """The partner agencies that whoever asks knows of."""
    known = Client.visible_to(viewer()).where(Client.archived_at.is_(None))
    return known.where(Client.kind == "partner").order_by(Client.name)


def teams_in(project: Project) -> Any:
    """The teams that take part, each with the role it gives."""
    through = Team.visible_to(viewer()).join(ProjectTeam, ProjectTeam.team_id == Team.id)
    its = through.where(ProjectTeam.project_id == project.id)
    return its.add_columns(ProjectTeam.role).order_by(Team.name)


def back(project_id: str, sentence: str) -> Any:
    flash(sentence, "done")
    return redirect(url_for("people.index", project_id=project_id), 303)


def member_of(project: Project, person_id: str) -> Membership:
    chosen = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.project_id == project.id, User.public_id == person_id)
    )
    return db.session.scalar(chosen) or abort(404)


def last_day_of(asked: Asked, was: date | None = None) -> date | None:
    """Until when somebody takes part: a day to come, or the one that was already theirs."""
    day = asked.date("until")
    if day is not None and day != was and day < viewer().today:
        asked.refuse("until", _("This day is over."))
    return day


@door.put("/projects/<project_id>/people/<person_id>")
def change_member(project_id: str, person_id: str) -> Any:
    known = member_of(found(Project, project_id, to="invite"), person_id)
    asked = Asked(request.form)
    role, until = asked.choice("role", PROJECT_ROLES), last_day_of(asked, known.last_day)
    if not asked.is_sound:
        refused = {person_id: next(iter(asked.errors.values()))}
        return people_page(found(Project, project_id), refused=refused), 422
    try:
        with changing() as by:
            project = found(Project, project_id, to="invite")
            membership = member_of(project, person_id)
            membership.change(role, end_of(until, project), by=by)
    except (Misfit, Unfit, NoRoom) as problem:
        refused = {person_id: why_not(problem)}
        return people_page(found(Project, project_id), refused=refused), 422
    return back(project_id, _("Saved."))


def why_few(known: set[Team], bound: Team | Client) -> str:
    """Why somebody is offered fewer roles than others, beside those they are offered; `known`:
    the teams that whoever reads it may meet by name."""
    if isinstance(bound, Client):
        return _("Nobody of %(company)s can have a role other than these.", company=bound.name)
    if bound not in known:
        return _("A team they are in allows no role other than these.")
    return _("Nobody in the team %(team)s can have a role other than these.", team=bound.name)


WHY_A_MISFIT = {
    "company": N_("%(name)s is of another company: clients take part in their own projects only."),
    "outside": N_("%(name)s is not of the agency: they can be a client or a reader only."),
    "inside": N_("%(name)s is no contact of a client: only those can be clients in a project."),
}


def why_not(problem: Misfit | Unfit | NoRoom) -> str:
    """Why somebody keeps the role they have."""
    if isinstance(problem, Misfit):
        return _(WHY_A_MISFIT[problem.reason], name=problem.who.name)
    if isinstance(problem, NoRoom):
        return ngettext(
            "The agency has room for %(num)d reader, and it is taken. Its settings can make more.",
            "The agency has room for %(num)d readers, and it is taken. Its settings can make more.",
            problem.most,
        )
    name, where = problem.person.name, problem.team.name
    if isinstance(problem.team, Client):
        return _(
            "%(person)s is of %(company)s, whose people cannot have this role.",
            person=name,
            company=where,
        )
    if seen(Team, problem.team.public_id) is None:
        return _("%(person)s is in a team whose people cannot have this role.", person=name)
    return _(
        "%(person)s is in the team %(team)s, whose people cannot have this role. "
        "Take them out of it first.",
        person=name,
        team=where,
    )
