"""One's own name, preferences, password and open sessions."""

import re
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from blueprints import changing, found, viewer
from blueprints.accounts import door
from blueprints.accounts.gate import account_key, patience, pause_after_noting
from blueprints.asked import Asked, zones
from i18n import LANGUAGES, _, gettext, speak
from models.attempt import Attempt
from models.base import db
from models.notification import Notification
from models.project.project import Project
from models.session import Session
from models.user.passwords import hash_of, matches
from models.user.user import User
from pictures import LARGEST, NotAMark, drawn_anew

THEMES = ("system", "light", "dark")
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")


@door.get("/me")
def me() -> Any:
    return my_page()


def my_page(asked: Asked | None = None) -> str:
    mine = Project.visible_to(viewer()).where(Project.archived_at.is_(None))
    return render_template(
        "accounts/me.html",
        me=viewer().user,
        errors=asked.errors if asked else {},
        sessions=db.session.scalars(Session.visible_to(viewer())).all(),
        this_session=g.session_id,
        browser_of=browser_of,
        zones=zones(viewer().user.timezone),
        my_rhythms=viewer().user.rhythms(),
        my_projects=db.session.scalars(mine.order_by(Project.name)).all(),
        languages=LANGUAGES,
    )


def browser_of(agent: str) -> str:
    """‘Firefox, Linux’ out of what a browser says of itself."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}", agent)), "")
    browser = browser or ("Safari" if "Safari" in agent else _("Unknown browser"))
    system = next((name for name in SYSTEMS if name in agent), "")
    return ", ".join(filter(None, (browser, system.replace("Macintosh", "Mac"))))


def back_to_me(sentence: str) -> Any:
    flash(sentence, "done")
    return redirect(url_for("accounts.me"), 303)


@door.put("/me")
def describe_me() -> Any:
    asked = Asked(request.form)
    wanted = {"name": asked.text("name"), "title": asked.text("title", needed=False)}
    wanted["hue"] = asked.hue()
    described = {"phone": asked.text("phone", 40, needed=False)} | absence_asked(asked)
    if not asked.is_sound:
        return my_page(asked), 422
    with changing() as by:
        by.change(by=by, **wanted)
        by.describe(by=by, **described)
    return back_to_me(_("Saved."))


def absence_asked(asked: Asked) -> dict[str, Any]:
    first, last = asked.date("away_from"), asked.date("away_to")
    if first and not last:
        asked.refuse("away_to", _("Say the last day too."))
    if first and last and last < first:
        asked.refuse("away_to", _("The end is before the start."))
    return {"away_from": first, "away_to": last}


@door.post("/me/photo")
def wear_photo() -> Any:
    asked, file = Asked(request.form), request.files.get("photo")
    db.session.rollback()  # nothing is held while it is drawn
    try:
        picture = drawn_anew(file.read(LARGEST + 1) if file else b"")
    except NotAMark as problem:
        asked.refuse("photo", gettext(str(problem)))
        return my_page(asked), 422
    with changing() as by:
        by.wear_photo(picture, by=by)
    return back_to_me(_("Saved."))


@door.delete("/me/photo")
def take_off_photo() -> Any:
    with changing() as by:
        by.take_off_photo(by=by)
    return back_to_me(_("Saved."))


@door.put("/me/preferences")
def prefer() -> Any:
    asked = Asked(request.form)
    wanted = {
        "language": asked.choice("language", ("", *LANGUAGES)) or None,
        "theme": asked.choice("theme", THEMES),
        "timezone": asked.timezone(),
    }
    if not asked.is_sound:
        return my_page(asked), 422
    with changing() as by:
        by.change(by=by, **wanted)
        Notification.post_anew(by)
    speak(wanted["language"])
    return back_to_me(_("Saved."))


@door.put("/me/password")
def change_password() -> Any:
    asked = Asked(request.form)
    me: User = viewer().user
    password = asked.password("password", unlike=(me.name, me.email))
    judge_present_password(asked, me)
    if not asked.is_sound:
        return my_page(asked), 422
    kept = hash_of(password)
    with changing() as by:
        by.renew_password(kept, by=by)
        Attempt.forget(account_key(by.email))
        Session.close_all(by, by=by, but=g.session_id)
    return back_to_me(_("Your password is changed. Your other sessions are closed."))


def judge_present_password(asked: Asked, me: User) -> None:
    email, kept = me.email, me.password_hash
    if wait := pause_after_noting(account_key(email)):
        asked.refuse("present", patience(wait))
    else:
        db.session.rollback()
        if not matches(asked.form.get("present", ""), kept):
            asked.refuse("present", _("This is not your present password."))


@door.delete("/me/sessions/<public_id>")
def close_session(public_id: str) -> Any:
    with changing() as by:
        found(Session, public_id).close(by=by)
    return back_to_me(_("This session is closed."))


@door.delete("/me/sessions")
def close_other_sessions() -> Any:
    with changing() as by:
        Session.close_all(by, by=by, but=g.session_id)
    return back_to_me(_("Your other sessions are closed."))
