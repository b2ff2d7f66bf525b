"""The first visit: look round with a sample agency, or create one's own."""

import hmac
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select

import sample
from blueprints import allowed
from blueprints.accounts.gate import address_key, let_in, patience, pause_after_noting
from blueprints.accounts.wall import public
from blueprints.asked import Asked
from i18n import LANGUAGES, N_, _, language
from models.agency import ZONES, Agency, AlreadyHere
from models.base import change, db
from models.user.naming import initials
from models.user.passwords import hash_of
from models.user.user import User
from security import is_at_this_machine, settings

door = Blueprint("welcome", __name__)
COUNTRIES = {
    "FR": N_("France"),
    "BE": N_("Belgium"),
    "CH": N_("Switzerland"),
    "LU": N_("Luxembourg"),
    "CA": N_("Canada"),
    "GB": N_("United Kingdom"),
    "IE": N_("Ireland"),
    "US": N_("United States"),
}


@dataclass(frozen=True)
class Guide:
    """One of those through whose eyes the sample can be seen."""

    email: str
    name: str
    hue: str
    shape: str
    title: str

    @property
    def initials(self) -> str:
        return initials(self.name)


GUIDES = (
    Guide(
        "camille@studio-maree.example",
        "Camille Rousseau",
        "canard",
        "team",
        N_("account director"),
    ),
    Guide("hugo@studio-maree.example", "Hugo Lemaire", "iris", "team", N_("art director")),
    Guide("maya@okafor.example", "Maya Okafor", "sapin", "freelance", N_("freelancer")),
    Guide(
        "elise@maison-verdier.example",
        "Élise Verdier",
        "olive",
        "client",
        N_("client, brand director"),
    ),
    Guide("james@whitlock.example", "James Whitlock", "azur", "freelance", N_("partner agency")),
    Guide("anais@roche.example", "Anaïs Roche", "iris", "team", N_("guest of one task")),
    Guide("marc@studio-maree.example", "Marc Delaunay", "safran", "team", N_("reader")),
)


@door.get("/welcome")
@public
def show() -> Any:
    agency = Agency.here()
    if agency is not None and not agency.sample:
        return redirect(url_for("accounts.sign_in"))
    return page()


def way_on() -> str:
    """What stands beside the sample: one's own agency, or what must go before it."""
    if Agency.here() is None:
        return "_create"
    is_owner = current_user.is_authenticated and current_user.can("empty_instance")
    return "_leave" if is_owner else "_stays"


def page(
    form: dict[str, str] | None = None, errors: dict[str, str] | None = None, sent: str = ""
) -> str:
    """`sent` is the form whose answer this is: both ask for the code."""
    return render_template(
        "welcome/show.html",
        agency=Agency.here(),
        way=way_on(),
        guides=GUIDES,
        countries=COUNTRIES,
        languages=LANGUAGES,
        asks_code=not is_at_this_machine(),
        form=form or {"language": language(), "country": "FR"},
        errors=errors or {},
        sent=sent,
    )


def refuse_wrong_code(asked: Asked) -> None:
    """From another machine, the code that the one who started the server reads there."""
    if is_at_this_machine():
        return
    if wait := pause_after_noting(address_key("code")):
        return asked.refuse("code", patience(wait))
    given = request.form.get("code", "").strip().lower()
    if not hmac.compare_digest(given.encode(), settings().welcome_code().encode()):
        asked.refuse("code", _("This is not the code that the server printed."))


def again(asked: Asked, sent: str = "") -> Any:
    return page(dict(request.form), asked.errors, sent), 422


@door.post("/agency")
@public
def create() -> Any:
    if Agency.here() is not None:
        return redirect(url_for("accounts.sign_in"), 303)
    asked = Asked(request.form)
    agency, name, email = asked.text("agency"), asked.text("name"), asked.email("email")
    password = asked.password("password", unlike=(agency, name, email))
    tongue, country = asked.choice("language", LANGUAGES), asked.choice("country", COUNTRIES)
    refuse_wrong_code(asked)
    if not asked.is_sound:
        return again(asked, "create")
    kept = hash_of(password)
    try:
        with change():
            owner = User.create(
                name, email, "owner", password_hash=kept, language=tongue, timezone=ZONES[country]
            )
            Agency.create(agency, tongue, country, by=owner)
            return let_in(owner, redirect(url_for("projects.home"), 303))
    except AlreadyHere:
        return redirect(url_for("accounts.sign_in"), 303)


@door.post("/sample")
@public
def look_round() -> Any:
    """Load the sample where there is nothing yet, and enter as one of its people."""
    asked = Asked(request.form)
    email = asked.choice("who", [guide.email for guide in GUIDES])
    refuse_wrong_code(asked)
    if not asked.is_sound:
        return again(asked, "sample")
    if Agency.here() is None:
        sample.load()
    with change():
        agency = Agency.here()
        if agency is None or not agency.sample:
            abort(404)
        person = db.session.scalar(select(User).where(User.email == email)) or abort(404)
        return let_in(person, redirect(url_for("projects.home"), 303))


@door.delete("/sample")
def leave() -> Any:
    """Empty the instance, once its owner has typed the name of the agency."""
    allowed("empty_instance")
    agency = Agency.here()
    if agency is None or not agency.sample:
        abort(404)
    asked = Asked(request.form)
    if asked.text("confirmation").casefold() != agency.name.casefold():
        asked.refuse("confirmation", _("Type ‘%(name)s’ to confirm.", name=agency.name))
    if not asked.is_sound:
        return again(asked)
    sample.clear()
    flash(_("The sample is gone. The place is yours."), "done")
    return redirect(url_for("welcome.show"), 303)


def register(app: Flask) -> None:
    app.register_blueprint(door)
