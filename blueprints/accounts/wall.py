"""Every door is closed to strangers, but for those marked `public`."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user

from models.agency import Agency

View = TypeVar("View", bound=Callable[..., Any])
READING = ("GET", "HEAD")
INSIDE = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")
ASSETS = ("assets.show", "static")


def public(view: View) -> View:
    """Open to whoever comes."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_public", False)


def ask_who_it_is() -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if (
        request.endpoint in ASSETS
        or view is None
        or is_public(view)
        or current_user.is_authenticated
    ):
        return None
    if request.method not in READING or "HX-Request" in request.headers:
        abort(401)
    if Agency.here() is None:
        return redirect(url_for("welcome.show"))
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("accounts.sign_in", next=None if wanted == "/" else wanted))


def inside(address: str | None) -> str:
    """Where to go after the gate: a path of ours, never somebody else's site."""
    return address if address and INSIDE.fullmatch(address) else "/"
