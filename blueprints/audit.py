"""The log of sign-ins and rights, for owner and admin: read, narrowed, exported."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import Select, select

import i18n
from blueprints import allowed, changing
from blueprints.accounts.profile import browser_of
from blueprints.asked import Asked
from fragments.lines import plain_lines
from fragments.told import Told
from i18n import N_, _, gettext, ngettext, speaking
from models import Agency, Event, Project, User, db, now
from models.alphabet import by_name
from models.audit import AT_ONCE, AUDITED, GROUPS, PERIODS, entries, group_of

door = Blueprint("audit", __name__)

ON_A_PAGE = 50
NAMES = {
    "sessions": N_("Sign-ins and sessions"),
    "passwords": N_("Passwords"),
    "invitations": N_("Invitations"),
    "rights": N_("Roles and accounts"),
    "views": N_("Looking as somebody"),
    "agency": N_("Agency and projects"),
}
SINCE = {"1": N_("Since yesterday"), "7": N_("Last 7 days"), "30": N_("Last 30 days")}
SINCE |= {"90": N_("Last 90 days")}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True)
class Page:
    told: list[Told]
    before: str | None


@door.get("/settings/audit")
def log() -> Any:
    allowed("see_audit")
    agency = Agency.here()
    people = db.session.scalars(select(User).order_by(by_name(User.name))).all()
    return render_template(
        "audit/_entries.html" if "HX-Request" in request.headers else "audit/log.html",
        events=(events := page_of(narrowed(request.args))),
        projects=named([one.event for one in events.told]),
        people={one.public_id: one.name for one in people},
        kinds={name: gettext(words) for name, words in NAMES.items()},
        periods={days: gettext(words) for days, words in SINCE.items()},
        chosen=request.args,
        query=query(),
        browser_of=browser_of,
        keeping={days: ngettext("%(num)d day", "%(num)d days", days) for days in PERIODS},
        kept=agency.audit_days if agency else PERIODS[-2],
    )


def narrowed(asked: Any) -> Select[Any]:
    known = select(User).where(User.public_id == asked.get("person", ""))
    person = db.session.scalar(known) if asked.get("person") else None
    found = entries(GROUPS.get(asked.get("kind", ""), AUDITED), person)
    if asked.get("since") in SINCE:
        found = found.where(Event.at >= now() - timedelta(days=int(asked["since"])))
    return found


def page_of(asked: Select[Any]) -> Page:
    cursor = select(Event.seq).where(Event.public_id == request.args.get("before", ""))
    earlier = db.session.scalar(cursor)
    if earlier is not None:
        asked = asked.where(Event.seq < earlier)
    events = db.session.scalars(asked.limit(ON_A_PAGE + 1)).all()
    shown = events[:ON_A_PAGE]
    more = shown[-1].public_id if len(events) > ON_A_PAGE else None
    return Page([told(event) for event in shown], more)


def named(events: Iterable[Event]) -> dict[int, str]:
    """The projects these events happened in."""
    ids = {event.project_id for event in events if event.project_id}
    return {
        one.id: one.name for one in db.session.scalars(select(Project).where(Project.id.in_(ids)))
    }


def told(event: Event, year: bool | None = None) -> Told:
    """`year`: always said, as what is read elsewhere and later needs it."""
    return Told(event, event.kind, None, event.details, list(plain_lines(event, year)))


def query() -> str:
    names = ("person", "kind", "since")
    return "".join(f"&{name}={request.args[name]}" for name in names if request.args.get(name))


@door.post("/settings/audit/export")
def export() -> Response:
    """All that the filter shows, row by row; that it left is in the log itself."""
    allowed("see_audit")
    asked, language = narrowed(request.form), i18n.language()
    with changing() as by:
        agency = Agency.here()
        assert agency is not None
        agency.record("exported", by=by)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    rows = lines(app, asked, language)
    answer = Response(rows, content_type="text/csv; charset=utf-8")
    name = f"jalon-{now().date().isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def lines(app: Flask, asked: Select[Any], language: str) -> Iterator[str]:
    """A batch at a time, and nothing of the database is held while one is on its way."""
    with speaking(language):
        heads = (_("When"), _("Kind"), _("What"), _("Project"), _("By whom"), _("From where"))
        first = "\ufeff" + row_of([*heads, _("Browser"), _("Before"), _("After")])
    yield first
    last = None
    while True:
        more = asked if last is None else asked.where(Event.seq < last)
        with app.app_context(), speaking(language):
            batch = db.session.scalars(more.limit(AT_ONCE)).all()
            projects = named(batch)
            text = "".join(row_of(cells(told(event, True), projects)) for event in batch)
        yield text
        if len(batch) < AT_ONCE:
            return
        last = batch[-1].seq


def cells(one: Told, projects: dict[int, str]) -> list[str]:
    sentences: Any = current_app.jinja_env.get_template("events/sentences.html").module
    sentence = getattr(sentences, one.sentence)(one).unescape()
    was = "; ".join(field(line.name, line.was) for line in one.lines if line.was)
    is_now = "; ".join(field(line.name, line.now) for line in one.lines if line.now)
    who, at = one.actor.name if one.actor else "", one.at.isoformat(timespec="seconds")
    address, agent = one.event.address or "", one.details.get("agent", "")
    project = projects.get(one.event.project_id or 0, "")
    return [
        at,
        gettext(NAMES[group_of(one.kind)]),
        sentence,
        project,
        who,
        address,
        agent,
        was,
        is_now,
    ]


def field(name: str, value: str) -> str:
    return _("%(name)s: %(value)s", name=name, value=value)


def row_of(values: list[str]) -> str:
    """A cell that a spreadsheet would compute is made a text."""
    written = io.StringIO()
    csv.writer(written).writerow([f"'{v}" if v.startswith(FORMULA) else v for v in values])
    return written.getvalue()


@door.put("/settings/audit/keeping")
def keep() -> Any:
    allowed("see_audit")
    days = Asked(request.form).choice("days", [str(days) for days in PERIODS])
    with changing() as by:
        agency = Agency.here()
        if agency is not None and days in map(str, PERIODS):
            agency.change(by=by, audit_days=int(days))
    flash(_("Saved."), "done")
    return redirect(url_for("audit.log"), 303)


def register(app: Flask) -> None:
    app.register_blueprint(door)
