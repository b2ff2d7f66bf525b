"""The agency's settings."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

import i18n
from blueprints import allowed, changing
from blueprints.asked import Asked, zones
from blueprints.projects import door
from blueprints.welcome import COUNTRIES
from i18n import LANGUAGES, _
from models import Agency, now
from models.agency import RULES
from models.public_holidays import public_holidays

FIELDS = ("name", "address", "language", "timezone", "country", "accent")
MOST_SEATS = 10_000


@door.get("/settings")
def agency_settings() -> Any:
    allowed("edit_agency")
    agency = here()
    return settings_page({field: getattr(agency, field) for field in FIELDS + RULES}, {})


def here() -> Agency:
    agency = Agency.here()
    assert agency is not None, "nobody signs in before there is an agency"
    return agency


def settings_page(form: dict[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "projects/settings.html",
        agency=here(),
        form=form,
        errors=errors,
        countries=COUNTRIES,
        languages=LANGUAGES,
        zones=zones(here().timezone),
        holidays=public_holidays(here().country, now().year, i18n.language()),
    )


@door.put("/settings")
def change_agency() -> Any:
    allowed("edit_agency")
    asked = Asked(request.form)
    wanted = {
        "name": asked.text("name"),
        "address": asked.text("address", most=300, needed=False),
        "language": asked.choice("language", LANGUAGES),
        "timezone": asked.timezone(),
        "country": asked.choice("country", COUNTRIES),
        "accent": asked.accent(),
    }
    if not asked.is_sound:
        kept = {field: getattr(here(), field) for field in RULES}
        return settings_page(kept | dict(request.form), asked.errors), 422
    with changing() as by:
        here().change(by=by, **wanted)
    flash(_("Saved."), "done")
    return redirect(url_for("projects.agency_settings"), 303)


@door.put("/settings/readers")
def change_readers() -> Any:
    """Whether readers may comment, and how many there may be."""
    allowed("edit_agency")
    asked = Asked(request.form)
    seats = asked.whole("seats", 1, MOST_SEATS, needed=False)
    each = asked.whole("readers_per_seat", 0, 100)
    if not asked.is_sound:
        kept = {field: getattr(here(), field) for field in FIELDS}
        return settings_page(kept | dict(request.form), asked.errors), 422
    wanted = {"readers_comment": "readers_comment" in request.form, "seats": seats}
    with changing() as by:
        here().change(by=by, readers_per_seat=each, **wanted)
    flash(_("Saved."), "done")
    return redirect(url_for("projects.agency_settings"), 303)
