"""View as: look through somebody else's eyes, read only, announced and written down."""

from typing import Any

from flask import Response, abort, g, redirect, request
from flask_login import current_user
from sqlalchemy import select

from blueprints import found, viewer
from blueprints.accounts.reader import TO_NOBODY
from blueprints.accounts.wall import READING, inside
from blueprints.errors import LookOnly
from blueprints.people import door
from models import Client, Session, User, Viewer, change, db
from models.viewing import as_client, may_view_as

# One's own: letters, sessions, settings, what one had printed are shown to nobody else.
PRIVATE = ("accounts", "inbox")
OWN_PAPERS = ("schedule.printout", "schedule.printout_pdf")
BACK = "people.look_as_oneself"


@door.post("/people/<person_id>/eyes")
def look_as_person(person_id: str) -> Any:
    person = found(User, person_id)
    other = Viewer.of(person.id)
    if other is None or not may_view_as(viewer(), other):
        abort(403)
    return _look_as(User, person.id)


@door.post("/clients/<client_id>/eyes")
def look_as_client(client_id: str) -> Any:
    client = found(Client, client_id)
    if as_client(viewer(), client) is None:
        abort(403)
    return _look_as(Client, client.id)


def _look_as(noun: Any, number: int) -> Any:
    with change():
        _session().look_as(db.session.get_one(noun, number), by=_oneself())
    return redirect(inside(request.form.get("next")), 303)


@door.delete("/eyes")
def look_as_oneself() -> Any:
    with change():
        _session().look_as_oneself(by=_oneself())
    return redirect(inside(request.form.get("next")), 303)


def _session() -> Session:
    return db.session.scalars(select(Session).where(Session.public_id == g.session_id)).one()


def _oneself() -> User:
    return db.session.get_one(User, g.own.id)


def is_looking() -> bool:
    """Does whoever reads this page look through somebody else's eyes?"""
    return current_user.is_authenticated and "own" in g and current_user.id != g.own.id


def may_look_as(person: User) -> bool:
    """Asked for each of a list: of an owner or an admin the role alone decides."""
    other = person if viewer().is_wide else Viewer.of(person.id)
    return other is not None and may_view_as(viewer(), other)


def may_look_as_client(client: Client) -> bool:
    return as_client(viewer(), client) is not None


def look_only() -> Response | None:
    """Through somebody else's eyes nothing is changed, and nothing private is seen."""
    if request.endpoint in (BACK, *TO_NOBODY) or not is_looking():
        return None
    if request.method not in READING:
        raise LookOnly
    if request.blueprint in PRIVATE or request.endpoint in OWN_PAPERS:
        abort(404)
    return None
