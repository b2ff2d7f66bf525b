"""An invitation by e-mail to a project: sent, sent again, taken back."""

from typing import Any

from flask import abort, current_app, request

import mail
from blueprints import changing, found, viewer
from blueprints.asked import Asked
from blueprints.people import door
from blueprints.people.members import back, partners, people_page, why_not
from i18n import LANGUAGES, _
from models import Client, Invitation, Membership, Project, User, db
from models.project.membership import PROJECT_ROLES, Misfit, check_fit
from models.readers import NoRoom
from models.sealed import new_secret
from models.team import Unfit


@door.post("/projects/<project_id>/invitations")
def invite(project_id: str) -> Any:
    project = found(Project, project_id, to="invite")
    asked = Asked(request.form)
    email, role = asked.email("email"), asked.choice("role", PROJECT_ROLES)
    tongue = asked.choice("language", LANGUAGES)
    name, company = asked.text("name", needed=False), company_asked(asked, role)
    last_day = asked.date("until")
    if last_day is not None and last_day < viewer().today:
        asked.refuse("until", _("This day is over."))
    if role == "client" and project.client_id is None:
        asked.refuse("role", _("This project has no client. Choose one in its settings first."))
    if not asked.is_sound:
        return people_page(project, dict(request.form), asked.errors), 422
    secret = new_secret()
    letter = mail.invitation(name, email, tongue, secret, viewer().name, project)
    try:
        with changing() as by:
            project = found(Project, project_id, to="invite")
            if is_member(project, email):
                return back(project_id, _("%(email)s already takes part.", email=email))
            check_known(email, role, project)
            invited = Invitation.send(
                *(email, role, project, by, secret, name, tongue, company, last_day)
            )
            if invited is None:
                return back(project_id, _("%(email)s is already invited.", email=email))
            db.session.add(letter)
    except (Misfit, Unfit, NoRoom) as problem:
        errors = {"role": why_not_here(problem)}
        return people_page(found(Project, project_id), dict(request.form), errors), 422
    return back(project_id, on_its_way(email))


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
    return db.session.scalar(open_ones) or abort(404)


@door.post("/projects/<project_id>/invitations/<invitation_id>/sending")
def send_again(project_id: str, invitation_id: str) -> Any:
    project = found(Project, project_id, to="invite")
    known, secret = invitation_of(project, invitation_id), new_secret()
    host = known.invited_by.name
    letter = mail.invitation(known.name, known.email, known.language, secret, host, project)
    with changing() as by:
        invitation = invitation_of(found(Project, project_id, to="invite"), invitation_id)
        invitation.renew(secret, by=by)
        db.session.add(letter)
    return back(project_id, _("A new link to %(email)s is on its way.", email=letter.to_address))


@door.delete("/projects/<project_id>/invitations/<invitation_id>")
def revoke(project_id: str, invitation_id: str) -> Any:
    with changing() as by:
        invitation = invitation_of(found(Project, project_id, to="invite"), invitation_id)
        invitation.revoke(by=by)
        email = invitation.email
    return back(project_id, _("The invitation to %(email)s opens nothing any more.", email=email))
