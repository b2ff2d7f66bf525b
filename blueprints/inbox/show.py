"""The inbox: entries by day, the one being read, and what has been read."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, make_response, redirect, render_template, request
from sqlalchemy import func, select

from blueprints import changing, viewer
from blueprints.answers import is_fragment
from blueprints.inbox import door
from formats import day_of, time, today, weekday_date
from i18n import N_, _, gettext
from inbox.entries import AWAY, NARROWED, Entry, entry_of, inbox_of
from inbox.newcomer import Introduction, introduction
from models import Membership, Notification, Viewer, db
from models.task.dating import last_day

FILTERS = (
    ("", N_("All")),
    ("named", N_("Names me")),
    ("expected", N_("Expected of me")),
    (AWAY, N_("Filed away")),
)
ICONS = {
    "soon": "clock",
    "late": "clock",
    "report": "report",
    "returned": "alert",
    "imported": "download",
}


@door.get("/inbox")
def show() -> str:
    return drawn()


@door.get("/inbox/<public_id>")
def entry(public_id: str) -> str:
    return drawn(chosen(public_id))


@door.put("/inbox/<public_id>/reading")
def read(public_id: str) -> Any:
    topic = chosen(public_id).last.row.topic
    with changing() as by:
        Notification.read(by, topic)
    return answered(public_id)


@door.delete("/inbox/<public_id>/reading")
def unread(public_id: str) -> Any:
    last = chosen(public_id).public_id
    with changing() as by:
        Notification.unread(by, last)
    return answered(public_id)


@door.put("/inbox/<public_id>/archive")
def file_away(public_id: str) -> Any:
    topic = chosen(public_id).last.row.topic
    with changing() as by:
        Notification.file_away(by, topic)
    return put_aside(public_id)


@door.put("/inbox/<public_id>/pause")
def put_off(public_id: str) -> Any:
    """Until the next morning."""
    topic = chosen(public_id).last.row.topic
    with changing() as by:
        Notification.file_away(by, topic, until=by.next_morning())
    return put_aside(public_id)


@door.delete("/inbox/<public_id>/archive")
def bring_back(public_id: str) -> Any:
    topic = chosen(public_id).last.row.topic
    with changing() as by:
        Notification.bring_back(by, topic)
    return answered(public_id)


@door.put("/inbox/reading")
def read_all() -> Any:
    with changing() as by:
        Notification.read(by)
    return answered()


def chosen(public_id: str) -> Entry:
    return entry_of(viewer(), public_id) or abort(404)


def answered(public_id: str = "") -> Response:
    if not is_fragment():
        return redirect(f"/inbox/{public_id}{query()}".rstrip("/"), 303)  # type: ignore[return-value]
    return make_response(drawn(chosen(public_id) if public_id else None))


def put_aside(public_id: str) -> Any:
    """What lay open is gone, and the way back stands in its place."""
    if not is_fragment():
        return redirect(f"/inbox{query()}", 303)
    return drawn(aside=chosen(public_id))


def drawn(reading: Entry | None = None, aside: Entry | None = None) -> str:
    asking = viewer()
    entries, more = inbox_of(asking, narrowed(), request.args.get("before", ""))
    return render_template(
        "inbox/_inbox.html" if is_fragment() else "inbox/show.html",
        days=by_day(entries),
        more=more,
        chosen=reading,
        aside=aside,
        may_reply=lambda entry: bool(entry.task and asking.can("comment", entry.task)),
        narrowed=narrowed(),
        query=query(),
        here=f"/inbox{f'/{reading.public_id}' if reading else ''}{query()}",
        filters=[(name, gettext(words)) for name, words in offered(asking)],
        unread=Notification.unread_by(asking),
        icons=ICONS,
        last_day=last_day,
        mail=next_letter(),
        intro=introduced(reading),
    )


def offered(asking: Viewer) -> list[tuple[str, str]]:
    """Whoever can be given nothing has nothing expected of them."""
    works = asking.is_wide or db.session.scalar(select(Membership.working(asking.user).exists()))
    return [one for one in FILTERS if works or one[0] != "expected"]


def introduced(reading: Entry | None) -> Introduction | None:
    """Beside the news of having joined a project."""
    joined = reading is not None and any(one.reason == "invited" for one in reading.notices)
    return introduction(viewer(), reading.project) if reading and joined else None


def next_letter() -> str:
    """When a letter brings what has not been read by then."""
    waiting = Notification.visible_to(viewer()).where(Notification.mail_at.is_not(None))
    goes = db.session.scalar(waiting.with_only_columns(func.min(Notification.mail_at)))
    if goes is None:
        return ""
    day = _("today") if day_of(goes) == today() else weekday_date(goes)
    return _(
        "What you have not read by then comes by mail: %(day)s, %(time)s", day=day, time=time(goes)
    )


def narrowed() -> str:
    asked = request.args.get("show", "")
    return asked if asked in (*NARROWED, AWAY) else ""


def query() -> str:
    """What was chosen, kept in every address of the page."""
    kept = {"show": narrowed(), "before": request.args.get("before", "")}
    words = urlencode({name: value for name, value in kept.items() if value})
    return f"?{words}" if words else ""


def by_day(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    days = groupby(entries, lambda one: day_of(one.at))
    return [(named(day), list(some)) for day, some in days]


def named(day: date) -> str:
    near = {today(): _("Today"), today() - timedelta(days=1): _("Yesterday")}
    return near.get(day) or weekday_date(day)
