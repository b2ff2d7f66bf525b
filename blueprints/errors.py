"""What goes wrong, in one sentence, in the reader's language."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Forbidden, HTTPException

from i18n import N_, gettext
from operating.logs import mark

SAID = {
    400: (N_("This request makes no sense here."), N_("Go back, reload the page and try again.")),
    401: (N_("You are signed out."), N_("Sign in, then try again.")),
    403: (N_("You cannot do this."), N_("It is up to the team or to a manager of the project.")),
    404: (N_("This page is not here."), N_("It was moved, deleted, or is not shown to you.")),
    405: (N_("This page is not here."), N_("It was moved, deleted, or is not shown to you.")),
    413: (N_("This is too big."), N_("Send a smaller file.")),
    422: (N_("Something is missing."), N_("Go back and look at what you entered.")),
    429: (N_("Too many tries."), N_("Wait a moment, then try again.")),
    500: (N_("We could not save."), N_("Try again; if it lasts, give the mark below.")),
}
EXPIRED = (N_("This page is too old."), N_("Reload it, then try again."))
ARCHIVED = (
    N_("This project is archived: it can only be read."),
    N_("Whoever manages it can bring it back from its settings."),
)


LOOKING = (
    N_("You are looking as somebody else: nothing can be changed."),
    N_("Leave that view, then try again."),
)


class LookOnly(Forbidden):
    """It might be done, were it not through somebody else's eyes."""


class Archived(Forbidden):
    """It might be done, were its project not archived."""


def answer(code: int, title: str, advice: str, mark: str = "") -> Response:
    """A page for a person, a bare sentence for a script; nothing in it tells why."""
    title, advice = gettext(title), gettext(advice)
    accepted = request.accept_mimetypes
    wants_page = "HX-Request" not in request.headers and (not accepted or accepted.accept_html)
    body = (
        render_template("errors/show.html", code=code, heading=title, advice=advice, mark=mark)
        if wants_page
        else f"{title} {advice}"
    )
    said = make_response(body, code)
    if not wants_page:
        said.content_type = "text/plain; charset=utf-8"
    said.headers["X-Sentence"] = quote(f"{title} {advice}")
    return said


def for_code(code: int) -> Callable[[Any], Response]:
    return lambda _problem: answer(404 if code == 405 else code, *SAID[code])


def archived(_problem: Archived) -> Response:
    return answer(403, *ARCHIVED)


def looking(_problem: LookOnly) -> Response:
    return answer(403, *LOOKING)


def expired(_problem: CSRFError) -> Response:
    return answer(400, *EXPIRED)


def broken(problem: Exception) -> Any:
    """The mark in the page is the one in the log."""
    if isinstance(problem, HTTPException):
        return problem
    return answer(500, *SAID[500], mark=mark())


def register(app: Flask) -> None:
    for code in SAID.keys() - {500}:
        app.register_error_handler(code, for_code(code))
    app.register_error_handler(Archived, archived)
    app.register_error_handler(LookOnly, looking)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(500, lambda problem: broken(problem.original_exception or problem))
