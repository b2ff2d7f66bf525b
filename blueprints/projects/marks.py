"""The mark that the reports of a company bear: sent, taken off, shown."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, request
from sqlalchemy import select
from sqlalchemy.orm import undefer

from blueprints import allowed, changing, found
from blueprints.accounts.wall import public
from blueprints.answers import Refused
from blueprints.projects import door
from blueprints.projects.settings import here
from i18n import _, gettext
from models import Client, Mark, db
from pictures import LARGEST, NotAMark, Picture, drawn_anew


@door.get("/marks/<mark_id>")
@public
def mark(mark_id: str) -> Response:
    """By an address that nobody guesses: reports show it to readers without an account too."""
    png = db.session.scalar(
        select(Mark).where(Mark.public_id == mark_id).options(undefer(Mark.png))
    )
    if png is None:
        abort(404)
    answer = make_response(png.png)
    answer.headers["Content-Type"] = "image/png"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


@door.post("/clients/<client_id>/mark")
def wear_client_mark(client_id: str) -> Any:
    allowed("edit_client")
    found(Client, client_id)
    picture = sent()
    with changing() as by:
        found(Client, client_id).wear(picture, by=by)
    return saved(f"/clients/{client_id}")


@door.delete("/clients/<client_id>/mark")
def take_off_client_mark(client_id: str) -> Any:
    allowed("edit_client")
    with changing() as by:
        found(Client, client_id).take_off_mark(by=by)
    return saved(f"/clients/{client_id}")


@door.post("/settings/mark")
def wear_agency_mark() -> Any:
    allowed("edit_agency")
    picture = sent()
    with changing() as by:
        here().wear(picture, by=by)
    return saved("/settings")


@door.delete("/settings/mark")
def take_off_agency_mark() -> Any:
    allowed("edit_agency")
    with changing() as by:
        here().take_off_mark(by=by)
    return saved("/settings")


def sent() -> Picture:
    file = request.files.get("mark")
    if file is None or not file.filename:
        raise Refused("mark", _("Choose a picture, in PNG or JPEG."))
    db.session.rollback()  # nothing is held while it is drawn
    try:
        return drawn_anew(file.read(LARGEST + 1))
    except NotAMark as problem:
        raise Refused("mark", gettext(str(problem))) from None


def saved(page: str) -> Any:
    flash(_("Saved."), "done")
    return redirect(page, 303)
