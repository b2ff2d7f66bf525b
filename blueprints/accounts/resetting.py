"""A forgotten password: a link by mail, single use, one hour."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints.accounts import door
from blueprints.accounts.gate import (
    account_key,
    address_key,
    let_in,
    patience,
    pause_after_noting,
)
from blueprints.accounts.wall import public
from blueprints.asked import Asked
from i18n import _, language
from mail import write
from models.attempt import Attempt
from models.base import change
from models.sealed import new_secret
from models.session import Session
from models.token import Token
from models.user.passwords import hash_of
from models.user.user import User
from security import settings

LEAST_SECONDS = 0.35


@contextmanager
def at_least(seconds: float) -> Iterator[None]:
    """Nobody learns from the time an answer takes whether an account is there."""
    began = time.monotonic()
    yield
    time.sleep(max(0.0, seconds - (time.monotonic() - began)))


@door.get("/password")
@public
def forgotten() -> Any:
    return render_template("accounts/forgotten.html", errors={}, email="")


@door.post("/password")
@public
def send_link() -> Any:
    asked = Asked(request.form)
    email = asked.email("email")
    if asked.is_sound and (wait := pause_after_noting(account_key(email), address_key())):
        asked.refuse("email", patience(wait))
        return render_template("accounts/forgotten.html", errors=asked.errors, email=email), 429
    if not asked.is_sound:
        return render_template("accounts/forgotten.html", errors=asked.errors, email=email), 422
    with at_least(LEAST_SECONDS):
        write_to(email)
    return render_template("accounts/forgotten.html", sent=email, errors={})


def write_to(email: str) -> None:
    person = User.with_email(email)
    if person is None:
        return
    secret = new_secret()
    link = f"{settings().base_url}/password/{secret}"
    letter = write(person.name, email, person.language or language(), "reset", link=link)
    with change() as session:
        Token.issue(session.get_one(User, person.id), secret)
        session.add(letter)


@door.get("/password/<secret>")
@public
def choose_password(secret: str) -> Any:
    token = Token.with_secret(secret)
    return render_template("accounts/reset.html", token=token, errors={}), 200 if token else 404


@door.post("/password/<secret>")
@public
def renew_password(secret: str) -> Any:
    token = Token.with_secret(secret)
    if token is None:
        return render_template("accounts/reset.html", token=None, errors={}), 404
    asked = Asked(request.form)
    password = asked.password("password", unlike=(token.user.name, token.user.email))
    if not asked.is_sound:
        return render_template("accounts/reset.html", token=token, errors=asked.errors), 422
    kept = hash_of(password)
    with change():
        token = Token.with_secret(secret) or abort(404)
        token.spend()
        token.user.renew_password(kept, by=token.user)
        Session.close_all(token.user, by=token.user)
        Attempt.forget(account_key(token.user.email))
        flash(_("Your password is changed. Your other sessions are closed."), "done")
        return let_in(token.user, redirect(url_for("projects.home"), 303))
