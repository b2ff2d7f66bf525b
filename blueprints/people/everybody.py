"""Everybody of the agency: what they are in it, and that they leave it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Select, func, select

from blueprints import allowed, changing, found, viewer
from blueprints.asked import Asked
from blueprints.people import door
from blueprints.people.members import ROLE_NAMES, may_take_back, partners, why_few, why_not
from i18n import LANGUAGES, _, language
from models import Client, Invitation, Project, Session, Team, TeamReach, User, db
from models.alphabet import by_name
from models.project.membership import PROJECT_ROLES
from models.readers import NoRoom
from models.showing import profiles
from models.team import Unfit
from models.user.leaving import LastOwner

# Somebody becomes a client by an invitation, which says of whom.
ROLES = ("owner", "admin", "member", "freelancer", "guest", "reader")


@door.get("/settings/people")
def everybody() -> Any:
    allowed("edit_people")
    return page({}, team_id=request.args.get("team", ""))


def page(
    refused: dict[str, str],
    team_id: str = "",
    form: Any = None,
    errors: dict[str, str] | None = None,
    inviting: tuple[Any, dict[str, str]] | None = None,
) -> str:
    """`refused`: by the id of a person, why they cannot be that; `errors`: of a team’s form;
    `inviting`: the form of an invitation, and what is wrong in it."""
    team = found(Team, team_id) if team_id else None
    people, teams = db.session.execute(everyone()).all(), tree()
    within = {person.id for person in team.reach} if team is not None else None
    return render_template(
        "people/everybody.html",
        team=team,
        tree=teams,
        companies=db.session.scalars(Client.visible_to(viewer()).order_by(Client.name)).all(),
        everybody=[row[0] for row in people],
        people=[row for row in people if within is None or row[0].id in within],
        profiles=profiles([row[0] for row in people], viewer()),
        bound=Team.all_binding(row[0] for row in people),
        why_few=partial(why_few, {one for _depth, one, _count in teams}),
        refused=refused,
        role_names=ROLE_NAMES,
        roles=[role for role in ROLES if may_touch(role)],
        may_touch=may_touch,
        form=form or {},
        errors=errors or {},
        invitation=invitation(*(inviting or ({}, {}))),
        invitations=db.session.scalars(standing()).all() if team is None else [],
        may_take_back=may_take_back,
    )


def standing() -> Select[Any]:
    """The invitations that nobody has accepted yet, to whatever is not in the bin."""
    there = Invitation.projects.any(Project.is_there())
    stand = Invitation.visible_to(viewer()).where(*Invitation.stands(), there)
    return stand.order_by(Invitation.id)


def invitation(form: Any, errors: dict[str, str]) -> dict[str, Any]:
    """What the form that invites to several projects is made of."""
    there = Project.visible_to(viewer()).where(Project.archived_at.is_(None))
    return {
        "form": form or {"language": language(), "role": "member"},
        "chosen": form.getlist("projects") if form else [],
        "errors": errors,
        "projects": db.session.scalars(there.order_by(Project.name)).all(),
        "roles": PROJECT_ROLES,
        "partners": db.session.scalars(partners()).all(),
        "languages": LANGUAGES,
    }


def tree() -> list[tuple[int, Team, int]]:
    """Every team under the one it lies in: how deep, and how many people are in it."""
    teams = db.session.scalars(Team.visible_to(viewer()).order_by(Team.name)).all()
    counted = select(TeamReach.team_id, func.count()).group_by(TeamReach.team_id)
    counts = {row[0]: row[1] for row in db.session.execute(counted)}
    under: dict[int | None, list[Team]] = {}
    for team in teams:
        under.setdefault(team.parent_id, []).append(team)

    def below(parent_id: int | None, depth: int) -> Iterator[tuple[int, Team, int]]:
        for team in under.get(parent_id, ()):
            yield depth, team, counts.get(team.id, 0)
            yield from below(team.id, depth + 1)

    return list(below(None, 0))


def everyone() -> Select[Any]:
    """Each person, with the client they are of and when they were last seen."""
    seen = select(Session.user_id, func.max(Session.seen_at).label("at"))
    seen_at = seen.group_by(Session.user_id).subquery()
    return (
        User.visible_to(viewer())
        .outerjoin(Client, Client.id == User.client_id)
        .outerjoin(seen_at, seen_at.c.user_id == User.id)
        .add_columns(Client.name, seen_at.c.at)
        .order_by(by_name(User.name))
    )


def may_touch(role: str) -> bool:
    return viewer().can("edit_owners" if role == "owner" else "edit_people")


def person_of(person_id: str) -> User:
    """Somebody whose place one may change; an owner's is changed by owners alone."""
    allowed("edit_people")
    person = found(User, person_id)
    allowed("edit_owners" if person.role == "owner" else "edit_people")
    return person


@door.put("/people/<person_id>/role")
def change_role(person_id: str) -> Any:
    person = person_of(person_id)
    role = Asked(request.form).choice("role", ROLES)
    if role not in ROLES or person.role == "client":
        return page({person_id: _("Choose one of the list.")}), 422
    try:
        with changing() as by:
            person = person_of(person_id)
            allowed("edit_owners" if role == "owner" else "edit_people")
            person.take_role(role, by=by)
    except LastOwner:
        return page({person_id: last_owner()}), 422
    except (Unfit, NoRoom) as problem:
        return page({person_id: why_not(problem)}), 422
    flash(_("Saved."), "done")
    # Who gives up a role of their own may have no business here any more.
    was_me = person.id == viewer().id
    return redirect(url_for("projects.home" if was_me else "people.everybody"), 303)


def last_owner() -> str:
    return _("An agency keeps one owner at least. Make somebody else owner first.")
