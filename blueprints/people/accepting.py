"""The link of an invitation: single use, it expires, and it lands on the project."""

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_login import current_user

from blueprints.accounts.gate import Refusal, judged, let_in, welcome
from blueprints.accounts.wall import public
from blueprints.asked import Asked
from blueprints.people import door
from i18n import LANGUAGES, ngettext, speak
from models import Agency, Invitation, Membership, Project, User, change, db
from models.agency import ZONES
from models.user.passwords import hash_of

# What a role in a project makes of somebody new to the agency.
NEW_ROLES = {"manager": "member", "freelancer_of_tasks": "freelancer"}


@door.get("/invitations/<secret>")
@public
def invitation(secret: str) -> Any:
    known = Invitation.with_secret(secret)
    if known is None:
        return render_template("people/spent.html"), 404
    speak_to_invited(known)
    return page(known, secret, {"name": known.name, "language": known.language})


def speak_to_invited(known: Invitation) -> None:
    """The language of the letter, unless they chose another at the gate or have an account."""
    if "language" not in request.cookies and not current_user.is_authenticated:
        speak(known.language)


def page(
    known: Invitation, secret: str, form: dict[str, str], errors: dict[str, str] | None = None
) -> str:
    return render_template(
        "people/invitation.html",
        invitation=known,
        secret=secret,
        agency=Agency.here(),
        has_account=User.with_email(known.email) is not None,
        is_me=current_user.is_authenticated and current_user.user.email == known.email,
        languages=LANGUAGES,
        form=form,
        errors=errors or {},
    )


@door.post("/invitations/<secret>")
@public
def accept(secret: str) -> Any:
    known = Invitation.with_secret(secret)
    if known is None:
        return render_template("people/spent.html"), 404
    speak_to_invited(known)
    if current_user.is_authenticated and current_user.user.email == known.email:
        return join(secret, current_user.id)
    if User.with_email(known.email) is not None:
        return accept_with_account(known, secret)
    return accept_anew(known, secret)


def accept_with_account(known: Invitation, secret: str) -> Any:
    """The address has an account: its password, as at the gate."""
    email = known.email
    person = judged(email, request.form.get("password", ""))
    if isinstance(person, Refusal):
        known = Invitation.with_secret(secret) or abort(404)
        return page(known, secret, {}, {"password": person.sentence}), person.status
    with change():
        invited = Invitation.to_accept(secret) or abort(404)
        user = db.session.get_one(User, person)
        welcome(email)
        invited.accept(by=user)
        return let_in(user, redirect(first_page(invited, user), 303))


def accept_anew(known: Invitation, secret: str) -> Any:
    asked = Asked(request.form)
    name, tongue = asked.text("name"), asked.choice("language", LANGUAGES)
    password = asked.password("password", unlike=(name, known.email))
    if not asked.is_sound:
        return page(known, secret, dict(request.form), asked.errors), 422
    db.session.rollback()
    kept = hash_of(password)
    with change():
        invited = Invitation.to_accept(secret) or abort(404)
        if User.with_email(invited.email) is not None:
            abort(404)
        user = make_account(invited, name, tongue, kept)
        invited.accept(by=user)
        return let_in(user, redirect(first_page(invited, user), 303))


def first_page(invited: Invitation, person: User) -> str:
    """A client comes home, to its top, where what is expected of them stands; others work. Home
    too comes whom the invitation could give nothing."""
    joined = joined_by(invited, person)
    works = joined and person.role != "client"
    return f"/projects/{joined[0].public_id}/board" if works else "/"


def joined_by(invited: Invitation, person: User) -> list[Project]:
    return [project for project in invited.opens if Membership.of(project, person)]


def make_account(invited: Invitation, name: str, tongue: str, kept: str) -> User:
    agency = Agency.here()
    return User.create(
        name,
        invited.email,
        NEW_ROLES.get(invited.role, invited.role),
        password_hash=kept,
        language=tongue,
        timezone=agency.timezone if agency else ZONES["FR"],
        client_id=invited.client_id,
    )


def join(secret: str, person_id: int) -> Any:
    """Already signed in as the one invited."""
    with change():
        invited = Invitation.to_accept(secret) or abort(404)
        person = db.session.get_one(User, person_id)
        invited.accept(by=person)
        address, joined = first_page(invited, person), joined_by(invited, person)
    if joined:
        flash(takes_part(joined), "done")
    return redirect(address, 303)


def takes_part(joined: list[Project]) -> str:
    return ngettext(
        "You take part in the project %(names)s.",
        "You take part in the projects %(names)s.",
        len(joined),
        names=", ".join(project.name for project in joined),
    )
