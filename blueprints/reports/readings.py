"""A report on a page of its own, for whoever has the link of its letter, account or not."""

from flask import Response, abort, make_response, redirect, render_template, request, send_file

from blueprints.accounts.wall import public
from blueprints.reports import door
from colours import look_of
from i18n import speak
from models import Agency, Delivery, StatusReport, change
from models.base import db
from models.showing import profile
from reports.composing import sheet
from reports.facts import Facts
from reports.keeping import kept_at
from reports.lettering import name_of


@door.get("/readings/<key>")
@public
def reading(key: str) -> Response:
    letter = lettered(key)
    if letter.opened_at is None and request.method == "GET":
        with change():
            letter = lettered(key)
            letter.open()
    report = brought(letter)
    speak(letter.language)
    page = render_template(
        "reports/reading.html",
        key=key,
        letter=letter,
        report=report,
        answer_to=profile(report.author, None).email,
        agency=Agency.here(),
        facts=Facts.thawed(report.snapshot),
        look=look_of(report.snapshot.get("accent", "")),
        sheet=sheet(report.snapshot, report.words, report.language),
    )
    return unkept(make_response(page))


@door.get("/readings/<key>/pdf")
@public
def reading_pdf(key: str) -> Response:
    report = brought(lettered(key))
    place = kept_at(report.public_id)
    if not place.exists():
        abort(404)
    name = name_of(report)
    return unkept(send_file(place, "application/pdf", as_attachment=True, download_name=name))


@door.put("/readings/<key>/acknowledgement")
@public
def acknowledge(key: str) -> Response:
    with change():
        lettered(key).acknowledge()
    return redirect(f"/readings/{key}", 303)  # type: ignore[return-value]


class Closed(Exception):
    """The key opens nothing: invented, taken back, or its reader has left the project."""


def closed(_problem: Closed) -> Response:
    return unkept(make_response(render_template("reports/closed.html"), 404))


def lettered(key: str) -> Delivery:
    """The letter whose link this is."""
    letter = Delivery.with_key(key)
    if letter is None:
        raise Closed
    return letter


def brought(letter: Delivery) -> StatusReport:
    return db.session.get_one(StatusReport, letter.report_id)


def unkept(answer: Response) -> Response:
    """The address is the key: nobody is to keep it, list it or pass it on."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
