"""Everybody of the agency: what they are in it, and that they leave it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import func, select

from blueprints import allowed, changing, found, viewer
from blueprints.answers import Refused
from blueprints.asked import Asked
from blueprints.people import door
from blueprints.people.members import ROLE_NAMES
from i18n import _
from models import Client, Session, User, db
from models.user.leaving import LastOwner

# Somebody becomes a client by an invitation, which says of whom.
ROLES = ("owner", "admin", "member", "freelancer", "guest", "reader")


@door.get("/settings/people")
def everybody() -> Any:
    allowed("edit_people")
    seen = select(Session.user_id, func.max(Session.seen_at).label("at"))
    seen_at = seen.group_by(Session.user_id).subquery()
    people = (
        User.visible_to(viewer())
        .outerjoin(Client, Client.id == User.client_id)
        .outerjoin(seen_at, seen_at.c.user_id == User.id)
        .add_columns(Client.name, seen_at.c.at)
        .order_by(User.name)
    )
    return render_template(
        "people/everybody.html",
        people=db.session.execute(people).all(),
        role_names=ROLE_NAMES,
        roles=[role for role in ROLES if may_touch(role)],
        may_touch=may_touch,
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
    person_of(person_id)
    role = Asked(request.form).choice("role", ROLES)
    with changing() as by:
        person = person_of(person_id)
        if role not in ROLES or person.role == "client":
            raise Refused("role", _("Choose one of the list."))
        allowed("edit_owners" if role == "owner" else "edit_people")
        try:
            person.take_role(role, by=by)
        except LastOwner:
            raise last_owner() from None
    flash(_("Saved."), "done")
    return redirect(url_for("people.everybody"), 303)


@door.delete("/people/<person_id>")
def remove(person_id: str) -> Any:
    with changing() as by:
        person = person_of(person_id)
        try:
            person.remove(by=by)
        except LastOwner:
            raise last_owner() from None
        name = person.name
    flash(_("%(name)s no longer enters. An invitation brings them back.", name=name), "done")
    return redirect(url_for("people.everybody"), 303)


def last_owner() -> Refused:
    return Refused("role", _("An agency keeps one owner at least. Make somebody else owner first."))
