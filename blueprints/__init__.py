"""The doors: HTTP in, fragment out.

Every door looks things up through `found` (404 by sight, 403 by right) and changes them
inside `changing()` (one transaction, committed at its end).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeVar

from flask import Flask, abort, request
from flask_login import current_user
from sqlalchemy import Select, bindparam
from werkzeug.exceptions import Forbidden

import i18n
from blueprints.errors import Archived
from models import Audience, Project, User, Viewer
from models.audience import is_closed
from models.base import change, db

T = TypeVar("T")
READING = ("GET", "HEAD")

ROOMS = (
    "answers",
    "errors",
    "accounts",
    "health",
    "welcome",
    "people",
    "projects",
    "boards",
    "bin",
    "history",
    "search",
    "inbox",
    "audit",
    "schedule",
    "tasks",
    "files",
    "reports",
    "deliveries",
    "imports",
)


def register(app: Flask) -> None:
    """Open the doors of every room."""
    for room in ROOMS:
        import_module(f"blueprints.{room}").register(app)


def viewer() -> Viewer:
    """Who is asking; a stranger is sent to sign in by flask-login before any door opens."""
    return current_user._get_current_object()


@contextmanager
def changing() -> Iterator[User]:
    """One write transaction of the person who asks."""
    asking = viewer()
    with change():
        person = db.session.get(User, asking.id)
        if person is None:
            abort(404)
        yield person


def seen(noun: type[T], public_id: str) -> T | None:
    """The thing of this address, if there is one and whoever asks may see it."""
    return seen_by(viewer(), noun, public_id)


def seen_by(someone: Viewer, noun: type[T], public_id: str) -> T | None:
    asked: Any = noun
    return db.session.scalar(_addressed(asked, someone), {"public_id": public_id})


def found(noun: type[T], public_id: str, to: str | None = None) -> T:
    """The thing of this address, if it may be seen (else 404) and the verb done (else 403)."""
    thing = seen(noun, public_id)
    if thing is None:
        abort(404)
    if to is not None:
        allowed(to, thing)
    return thing


@lru_cache(maxsize=2000)  # making the statement costs more than asking it
def _addressed(noun: Any, viewer: Viewer) -> Select[Any]:
    return noun.visible_to(viewer).where(noun.public_id == bindparam("public_id"))


def allowed(verb: str, thing: Any = None) -> None:
    """403 unless the verb may be done to the thing (None: to the agency).

    A page that asks for a right is the team's own: to those outside it never existed.
    """
    if viewer().can(verb, thing):
        return
    if request.method in READING and not viewer().is_inside(thing):
        abort(404)
    raise Archived if thing is not None and is_closed(verb, thing) else Forbidden


def audience_of(project: Project) -> Audience:
    """The audience of whoever asks, in the language of this page."""
    audience = viewer().audience(project, i18n.language())
    if audience is None:
        abort(404)
    return audience
