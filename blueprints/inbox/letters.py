"""The letters: when they come, and an end to them without signing in."""

from typing import Any

from flask import abort, render_template, request

from blueprints import changing, viewer
from blueprints.accounts.profile import back_to_me, my_page
from blueprints.accounts.wall import public
from blueprints.asked import Asked
from blueprints.inbox import door
from i18n import _, speaking
from models import Notification, Project, User, change, db
from models.user.mailing import RHYTHMS
from security import csrf


@door.put("/inbox/letters")
def choose() -> Any:
    asked = Asked(request.form)
    quiet = {name: asked.whole(name, 0, 23, needed=False) for name in ("quiet_from", "quiet_to")}
    wanted = {"rhythm": asked.choice("rhythm", RHYTHMS)}
    hour = asked.whole("mail_hour", 0, 23)
    if not asked.is_sound:
        return my_page(asked), 422
    if None in quiet.values():
        quiet = dict.fromkeys(quiet)
    with changing() as by:
        by.change(by=by, **wanted, mail_hour=hour, **quiet)
        choose_for_projects(by)
        Notification.post_anew(by)
    return back_to_me(_("Saved."))


def choose_for_projects(by: User) -> None:
    for project in db.session.scalars(Project.visible_to(viewer())):
        rhythm = request.form.get(f"rhythm-{project.public_id}")
        if rhythm is not None:
            by.set_rhythm(project.id, rhythm if rhythm in RHYTHMS else None)


@door.get("/unsubscribe/<key>")
@public
def ask_to_stop(key: str) -> Any:
    """A page, for a program that looks at links ends nothing by that."""
    return page(known(key), key, done=False)


@door.post("/unsubscribe/<key>")
@public
@csrf.exempt
def stop(key: str) -> Any:
    """By the button of that page, or by a mail program's own (RFC 8058), which has no token."""
    known(key)
    with change():
        person = known(key)
        person.stop_letters()
        Notification.post_anew(person)
    return page(known(key), key, done=True)


def known(key: str) -> User:
    return User.with_mail_key(key) or abort(404)


def page(person: User, key: str, done: bool) -> str:
    with speaking(person.language):
        return render_template("inbox/stop.html", person=person, key=key, done=done)
