"""Who is reading: the session behind a cookie, their language, their theme."""

from datetime import timedelta

from flask import Flask, Request, Response, g, request
from flask_login import LoginManager, current_user

from i18n import LANGUAGES, negotiate, speak
from models.agency import Agency
from models.audience import Viewer
from models.base import change, now
from models.event import ASKED_FROM
from models.session import Session

COOKIE = "jalon"
TO_NOBODY = ("assets.show", "health.show")
SEEN_EVERY = timedelta(minutes=1)
logins = LoginManager()


@logins.request_loader
def viewer_of(asked: Request) -> Viewer | None:
    """The viewer behind the session cookie, if that session is still open."""
    secret = asked.cookies.get(COOKIE)
    opened = Session.with_secret(secret) if secret else None
    if opened is None:
        return None
    g.session_id, g.session_seen, g.own = opened.public_id, opened.seen_at, opened.own
    return opened.viewer


def speak_to_reader() -> None:
    """Their own language, else the one they picked at the gate, else their browser's."""
    ASKED_FROM.set(request.remote_addr)
    chosen, zone = request.cookies.get("language"), None
    if request.endpoint in TO_NOBODY:
        return
    if current_user.is_authenticated:
        chosen, zone = current_user.language, current_user.timezone
    elif (agency := Agency.here()) is not None:
        zone = agency.timezone
    if chosen not in LANGUAGES:
        chosen = negotiate(request.headers.get("Accept-Language"))
    speak(chosen, zone or "UTC")


def theme() -> str:
    return current_user.theme if current_user and current_user.is_authenticated else "system"


def remember_seeing(answer: Response) -> Response:
    """Last seen, written at most once a minute."""
    seen = g.get("session_seen")
    if seen is not None and now() - seen > SEEN_EVERY and answer.status_code < 500:
        with change():
            Session.see(g.session_id)
    return answer


def register(app: Flask) -> None:
    logins.init_app(app)
    app.after_request(remember_seeing)
    app.jinja_env.globals["theme"] = theme
