"""In and out."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from flask import (
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from sqlalchemy import select

from blueprints import changing
from blueprints.accounts import door
from blueprints.accounts.reader import COOKIE
from blueprints.accounts.wall import inside, public
from blueprints.asked import EMAIL
from i18n import LANGUAGES, _, ngettext
from models.agency import Agency
from models.attempt import Attempt
from models.base import change, db
from models.sealed import seal
from models.session import KEPT, Session
from models.user.passwords import matches
from models.user.user import User
from security import settings


@dataclass
class Refusal:
    sentence: str
    status: int


@door.get("/sign-in")
@public
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(inside(request.args.get("next")))
    return gate_page()


@door.post("/sign-in")
@public
def enter() -> Any:
    email = request.form.get("email", "").strip().lower()
    person = judged(email, request.form.get("password", ""))
    if isinstance(person, Refusal):
        return gate_page(email, person.sentence), person.status
    with change():
        welcome(email)
        return let_in(
            db.session.get_one(User, person),
            redirect(inside(request.form.get("next")), 303),
            keep="keep" in request.form,
        )


def gate_page(email: str = "", error: str = "") -> str:
    return render_template(
        "accounts/sign_in.html", agency=Agency.here(), email=email, errors={"password": error}
    )


def judged(email: str, password: str) -> int | Refusal:
    """The person's number, or why not; the same words and the same time for nobody."""
    wait = pause_after_noting(account_key(email), address_key())
    if wait:
        return Refusal(patience(wait), 429)
    row = db.session.execute(
        select(User.id, User.password_hash).where(User.email == email, User.removed_at.is_(None))
    ).one_or_none()
    db.session.rollback()  # nothing is held open while the hash is made
    if not matches(password, row.password_hash if row else None) or row is None:
        note_refusal(email, row.id if row else None)
        return Refusal(_("Wrong e-mail or password."), 422)
    return row.id


def note_refusal(email: str, person: int | None) -> None:
    """What was typed is kept only if it looks like an address: it might be a password."""
    named = email if EMAIL.fullmatch(email) and len(email) <= 254 else ""
    with change():
        known = db.session.get(User, person) if person else None
        Session.refuse(named, known, request.user_agent.string)


def pause_after_noting(*keys: str) -> int:
    """Seconds to wait, or 0 and this try is counted."""
    with change():
        wait = Attempt.pause(*keys)
        if not wait:
            Attempt.note(*keys)
        return wait


def welcome(email: str) -> None:
    """The try was a good one: those before it are forgotten, and it does not count."""
    Attempt.forget(account_key(email))
    Attempt.excuse(address_key())


def patience(seconds: int) -> str:
    if seconds < 90:
        return ngettext(
            "Too many tries. Wait %(num)d second.", "Too many tries. Wait %(num)d seconds.", seconds
        )
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many tries. Wait %(num)d minute.", "Too many tries. Wait %(num)d minutes.", minutes
    )


def account_key(email: str) -> str:
    return f"account:{seal(email)[:32]}"


def address_key(kind: str = "address") -> str:
    """One machine, or one IPv6 network, for a household there has all of it."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return f"{kind}:unknown"
    if address.version == 6:
        return f"{kind}:{ip_network((address, 64), strict=False)}"
    return f"{kind}:{address}"


def let_in(person: User, answer: Any, keep: bool = True) -> Response:
    """Open a session and give its cookie; called inside a write transaction."""
    _opened, secret = Session.open(
        person, request.remote_addr or "", request.user_agent.string, keep=keep
    )
    session.pop("csrf_token", None)  # the token of forms belongs to one session
    entered: Response = make_response(answer)
    entered.set_cookie(
        COOKIE,
        secret,
        max_age=int(KEPT.total_seconds()) if keep else None,
        httponly=True,
        samesite="Lax",
        secure=settings().is_secure,
    )
    return entered


@door.delete("/session")
def leave() -> Any:
    with changing() as by:
        mine = select(Session).where(Session.public_id == g.session_id)
        db.session.scalars(mine).one().close(by=by)
    session.clear()
    flash(_("You are signed out."), "done")
    answer = make_response(redirect(url_for("accounts.sign_in"), 303))
    answer.delete_cookie(COOKIE)
    return answer


@door.post("/language")
@public
def choose_language() -> Any:
    """At the gate, before anybody is known: a cookie keeps it."""
    chosen = request.form.get("language", "")
    answer = make_response(redirect(inside(request.form.get("back")), 303))
    if chosen in LANGUAGES:
        answer.set_cookie(
            "language", chosen, max_age=31536000, samesite="Lax", secure=settings().is_secure
        )
    return answer
