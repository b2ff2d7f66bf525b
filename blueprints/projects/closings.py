"""Days on which the agency is closed, besides the public holidays of its country."""

from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, request, url_for

from blueprints import allowed, changing
from blueprints.asked import Asked
from blueprints.projects import door
from blueprints.projects.settings import FIELDS, here, settings_page
from i18n import _
from models.agency import RULES

LONGEST = timedelta(days=366)


@door.post("/settings/closings")
def close_agency() -> Any:
    allowed("edit_agency")
    asked = Asked(request.form)
    first = asked.date("first")
    last = asked.date("last") or first
    if first is None or last is None:
        asked.refuse("first", _("Enter a date, for example 2027-03-15."))
    elif last < first:
        asked.refuse("last", _("The end is before the start."))
    elif last - first > LONGEST:
        asked.refuse("last", _("A year at most."))
    if not asked.is_sound or first is None or last is None:
        kept = {field: getattr(here(), field) for field in FIELDS + RULES}
        return settings_page(kept | dict(request.form), asked.errors), 422
    with changing() as by:
        here().close(first, last, by=by)
    flash(_("Saved."), "done")
    return redirect(url_for("projects.agency_settings"), 303)


@door.delete("/settings/closings/<first>/<last>")
def open_agency(first: str, last: str) -> Any:
    allowed("edit_agency")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        abort(404)
    with changing() as by:
        here().stay_open(*days, by=by)
    flash(_("Saved."), "done")
    return redirect(url_for("projects.agency_settings"), 303)
