"""An invitation by e-mail to projects: sent, sent again, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask import abort, current_app, flash, redirect, request, url_for

import mail
from blueprints import allowed, changing, found, viewer
from blueprints.accounts.wall import inside
from blueprints.asked import Asked
from blueprints.people import door
from blueprints.people.everybody import page as everybody_page
from blueprints.people.members import (
    back,
    last_day_of,
    may_take_back,
    partners,
    people_page,
    why_not,
)
from i18n import LANGUAGES, _
from models import Client, Invitation, Membership, Project, User, db
from models.project.membership import PROJECT_ROLES, Misfit, check_fit
from models.readers import NoRoom
from models.sealed import new_secret
from models.team import Unfit


@door.post("/projects/<project_id>/invitations")
def invite(project_id: str) -> Any:
    project = found(Project, project_id, to="invite")

    def again(errors: dict[str, str]) -> str:
        return people_page(found(Project, project_id), dict(request.form), errors)

    return invite_to([project], again, partial(back, project_id))


@door.post("/invitations")
def invite_to_several() -> Any:
    """From the settings, to as many projects as were chosen, by one letter."""
    allowed("edit_people")

    def again(errors: dict[str, str]) -> str:
        return everybody_page({}, inviting=(request.form, errors))

    def done(sentence: str) -> Any:
        flash(sentence, "done")
        return redirect(url_for("people.everybody"), 303)

    return invite_to(invitable(request.form.getlist("projects")), again, done)


def invitable(ids: list[str]) -> list[Project]:
    """In the order of their names, as the letter gives them."""
    return sorted((found(Project, one, to="invite") for one in {*ids}), key=lambda one: one.name)


def invite_to(
    projects: list[Project], again: Callable[[dict[str, str]], str], done: Callable[[str], Any]
) -> Any:
    """`again` is the page with what is wrong, `done` where one goes with a sentence."""
    asked = Asked(request.form)
    wish = wish_of(asked, projects)
    if not asked.is_sound:
        return again(asked.errors), 422
    new = [project for project in projects if not is_member(project, wish.email)]
    if not new:
        return done(_("%(email)s already takes part.", email=wish.email))
    new = [project for project in new if not Invitation.to(project, wish.email)]
    if not new:
        return done(_("%(email)s is already invited.", email=wish.email))
    try:
        send(wish, new)
    except (Misfit, Unfit, NoRoom) as problem:
        return again({"role": why_not_here(problem)}), 422
    return done(on_its_way(wish.email))


@dataclass(frozen=True)
class Wish:
    """Whom a form would invite, as what, and until when; `company` is a partner agency."""

    email: str
    role: str
    name: str
    language: str
    company: Client | None
    last_day: date | None


def wish_of(asked: Asked, projects: list[Project]) -> Wish:
    role, last_day = asked.choice("role", PROJECT_ROLES), last_day_of(asked)
    if not projects:
        asked.refuse("projects", _("Choose one project at least."))
    companies = {project.client_id for project in projects} if role == "client" else set()
    if None in companies:
        asked.refuse("role", _("This project has no client. Choose one in its settings first."))
    if len(companies) > 1:
        asked.refuse("projects", _("A client takes part in the projects of one company only."))
    return Wish(
        asked.email("email"),
        role,
        asked.text("name", needed=False),
        asked.choice("language", LANGUAGES),
        company_asked(asked, role),
        last_day,
    )


def send(wish: Wish, projects: list[Project]) -> None:
    """Raises Misfit, Unfit or NoRoom."""
    ids, secret = [project.public_id for project in projects], new_secret()
    whom = wish.name, wish.email, wish.language
    letter = mail.invitation(*whom, secret, viewer().name, *projects)
    with changing() as by:
        projects = invitable(ids)
        for project in projects:
            check_known(wish.email, wish.role, project)
        invited = Invitation.send(projects=projects, by=by, secret=secret, **vars(wish))
        if invited is not None:
            db.session.add(letter)


def check_known(email: str, role: str, project: Project) -> None:
    """Raises Misfit or Unfit where the address is of somebody who cannot be that here."""
    person = User.with_email(email)
    if person is not None:
        check_fit(role, person, project)


def why_not_here(problem: Misfit | Unfit | NoRoom) -> str:
    """Of somebody whom whoever invites does not see, nothing is told but that it cannot be."""
    person = {Misfit: "who", Unfit: "person"}.get(type(problem))
    if person is None:
        return why_not(problem)
    seen = User.visible_to(viewer()).where(User.id == getattr(problem, person).id)
    if db.session.scalar(seen) is None:
        return _("Whoever has this address cannot have this role in this project.")
    return why_not(problem)


def on_its_way(email: str) -> str:
    if current_app.config["SETTINGS"].smtp is None:
        return _(
            "No mail server is set: the owner reads the invitation to %(email)s in the mail.",
            email=email,
        )
    return _("The invitation to %(email)s is on its way.", email=email)


def company_asked(asked: Asked, role: str) -> Client | None:
    """The partner agency they are of, if one was chosen."""
    chosen = partners().where(Client.public_id == asked.text("company", needed=False))
    company = db.session.scalar(chosen)
    if company is not None and role not in company.roles:
        said = _("People of a partner agency take part as freelancers, guests or readers.")
        asked.refuse("role", said)
    return company


def is_member(project: Project, email: str) -> bool:
    person = User.with_email(email)
    known = Membership.of(project, person) if person else None
    return known is not None and not known.is_over


def invitation_of(project: Project, public_id: str) -> Invitation:
    open_ones = Invitation.open_to(project).where(Invitation.public_id == public_id)
    known = db.session.scalar(open_ones) or abort(404)
    if not may_take_back(known):
        abort(403)
    return known


@door.post("/projects/<project_id>/invitations/<invitation_id>/sending")
def send_again(project_id: str, invitation_id: str) -> Any:
    project = found(Project, project_id, to="invite")
    known, secret = invitation_of(project, invitation_id), new_secret()
    host = known.invited_by.name
    whom = known.name, known.email, known.language
    letter = mail.invitation(*whom, secret, host, *known.there)
    with changing() as by:
        invitation = invitation_of(found(Project, project_id, to="invite"), invitation_id)
        if not invitation.renew(secret, by=by):
            abort(404)
        db.session.add(letter)
    return back_to_list(
        project_id, _("A new link to %(email)s is on its way.", email=letter.to_address)
    )


@door.delete("/projects/<project_id>/invitations/<invitation_id>")
def revoke(project_id: str, invitation_id: str) -> Any:
    with changing() as by:
        invitation = invitation_of(found(Project, project_id, to="invite"), invitation_id)
        invitation.revoke(by=by)
        email = invitation.email
    return back_to_list(
        project_id, _("The invitation to %(email)s opens nothing any more.", email=email)
    )


def back_to_list(project_id: str, sentence: str) -> Any:
    """Where it was listed: among those of the project, or among all in the settings."""
    if "next" not in request.form:
        return back(project_id, sentence)
    flash(sentence, "done")
    return redirect(inside(request.form["next"]), 303)
