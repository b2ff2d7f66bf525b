"""What a page may ask of its socket: to join, what it has seen, where its person writes."""

import os
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, request
from flask_login import current_user
from flask_socketio import SocketIO
from markupsafe import Markup
from sqlalchemy import select

import i18n
from blueprints.accounts.reader import speak_to_reader
from fragments.plan.scale import WIDTHS
from live import belonging, reach
from live.broadcaster import broadcaster
from live.plans import look_at
from live.presence import here, presences
from live.rooms import RUN, Listener, rooms
from live.shapes import is_sound
from live.sockets import LiveSocket
from live.stamps import last_seq, read, sealed, stamp
from models.audience import Audience
from models.base import db
from models.project.project import Project
from models.session import Session
from models.status_report import StatusReport
from models.task.task import Task

socketio = SocketIO(
    async_mode="threading",
    transports=["websocket"],
    async_handlers=False,
    monitor_clients=False,
    manage_session=False,
    allow_upgrades=False,
)
listeners: dict[str, Listener] = {}
# A socket keeps its thread; these stay free for pages.
FOR_PAGES = 40


def register(app: Flask) -> None:
    """Hang the sockets on the app; threads start when the first page joins."""
    threads = int(os.environ.get("THREADS", "600"))
    LiveSocket.limit = max(1, threads - FOR_PAGES)
    socketio.init_app(app, cors_allowed_origins=lambda origin, _: _is_ours(app, origin))
    app.jinja_env.globals.update(live_room=live_room, live_reach=live_reach)


def _is_ours(app: Flask, origin: str) -> bool:
    return app.config["SETTINGS"].accepts(origin.partition("://")[2])


def live_room(project: Project, audience: Audience, page: str = "") -> Markup:
    """The attributes that let a page join: which board, audience and day, what its person may
    do there, and what it shows."""
    words = {
        "data-project": project.public_id,
        "data-room": _name_of_room(audience, current_user.today),
        "data-stood": sealed(belonging.rights_of(current_user, project)),
        "data-page": page or _page_of(project),
        "data-me": current_user.public_id,
        "data-stamp": stamp(last_seq()),
    }
    return Markup(" ").join(Markup('{}="{}"').format(*pair) for pair in words.items())


def live_reach() -> str:
    """What the page was made for, where it can be asked for again: the answer to a form cannot."""
    if request.method != "GET" or not current_user.is_authenticated:
        return ""
    return reach.reach_of(current_user)


def _page_of(project: Project) -> str:
    """Where the page fetches itself; after a change of columns that is the board."""
    own = request.full_path.rstrip("?")
    return own if request.method == "GET" else f"/projects/{project.public_id}/board"


def _name_of_room(audience: Audience, today: date) -> str:
    return sealed(audience.project_id, audience.key, today)


@socketio.on("connect")
def connect(auth: Any = None) -> bool:
    accepted = current_app.config["SETTINGS"].accepts(request.host)
    return accepted and current_user.is_authenticated


def said(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Hangs it on the sockets by its name. What no page says is passed over, without a trace in the
    log that anybody could fill."""

    @wraps(answer)
    def answered(*words: Any) -> Any:
        return answer(*words) if is_sound(words, answer) else None

    socketio.on(answer.__name__)(answered)
    return answered


@socketio.on("disconnect")
def disconnect(reason: Any = None) -> None:
    sid = _socket_id()
    if _forget(sid):
        presences.note(sid, None)


def _forget(sid: str) -> bool:
    """Nothing more is told to it; a socket that asks again listens once."""
    listener = listeners.pop(sid, None)
    if listener is not None:
        listener.leave()
        rooms.alone.discard(listener)
    return listener is not None


@said
def join(asked: Any) -> dict[str, Any]:
    """Into the room of one's own audience; the page says which it was made for."""
    speak_to_reader()
    project = _project_asked(asked)
    if project is None:
        return {"end": True}
    audience, today = current_user.audience(project, i18n.language()), current_user.today
    if asked.get("room") != _name_of_room(audience, today):
        return {"rejoin": True}
    _start()
    listener = _listener(project)
    n = rooms.join(listener, audience, today, _zoom_asked(asked), _draft_asked(asked))
    if listener.room is not None:
        look_at(listener.room)
    _stand(listener)
    _welcome(listener)
    # What changed between the question and the joining was told to rooms without this page.
    belonging.check([listener])
    _compare(listener, asked.get("reach"))
    return {"run": RUN, "n": n}


def _start() -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    broadcaster.start(app)
    presences.start(app)


def _project_asked(asked: Any) -> Project | None:
    if not current_user.is_authenticated or not isinstance(asked, dict):
        return None
    seen = Project.visible_to(current_user).where(Project.public_id == asked.get("project"))
    return db.session.scalar(seen)


def _zoom_asked(asked: dict[str, Any]) -> str:
    """A page of a plan says how wide its days are, for the lines between bars depend on it."""
    zoom = asked.get("zoom")
    return zoom if zoom in WIDTHS else ""


def _draft_asked(asked: dict[str, Any]) -> str:
    """Those who write one report have a room of their own: nobody else hears of it."""
    wanted = asked.get("draft")
    if not isinstance(wanted, str):
        return ""
    seen = StatusReport.visible_to(current_user).where(StatusReport.public_id == wanted)
    report = db.session.scalar(seen)
    return wanted if report and current_user.can("write_reports", report) else ""


def _listener(project: Project | None = None) -> Listener:
    sid = _socket_id()
    _forget(sid)
    socket = socketio.server.eio.sockets[sid]
    listener = Listener(
        socket, g.session_id, g.own.id, project.id if project else 0, i18n.language()
    )
    listener.stood = belonging.rights_of(current_user, project) if project else None
    listener.seen_as = current_user.id if current_user.id != g.own.id else None
    listeners[sid] = listener
    return listener


def _welcome(listener: Listener) -> None:
    """Whoever comes into a room where nothing changes is told who is in it."""
    if listener.room is not None and listener.room.presence is not None:
        listener.tell("presence", listener.room.presence)


def _socket_id() -> str:
    return socketio.server.manager.eio_sid_from_sid(request.sid, "/")  # type: ignore[attr-defined]


@said
def listen(made_for: Any = None) -> None:
    """A page of no project: to hear what concerns its person."""
    if not current_user.is_authenticated:
        return
    _start()
    listener = _listener()
    listener.met = reach.met_by(current_user)
    rooms.alone.add(listener)
    _compare(listener, made_for)


def _compare(listener: Listener, made_for: Any) -> None:
    """A page says what it was made for, which may be past; one that says nothing stays as it is."""
    if made_for:
        listener.reach = str(made_for)
        reach.check([listener])


@said
def fetched(stamped: Any) -> int | None:
    """Which pushes a page just fetched already shows."""
    listener = listeners.get(_socket_id())
    if listener is None or listener.room is None:
        return None
    try:
        return listener.room.included(read(str(stamped)))
    except ValueError:
        return None


@said
def editing(spot: Any) -> None:
    """Somebody writes in a field of a task or a report, or (nothing) no longer does."""
    listener = listeners.get(_socket_id())
    if listener is None or listener.room is None:
        return
    if not isinstance(spot, dict):
        return _stand(listener)
    field = str(spot.get("field"))[:32]
    if listener.room.draft:
        return _stand(listener, field=field)
    seen = Task.visible_to(listener.room.audience)
    task = db.session.scalar(seen.where(Task.public_id == spot.get("task")))
    _stand(listener, task, field if task else None)


def _stand(listener: Listener, task: Task | None = None, field: str | None = None) -> None:
    if listener.seen_as is not None:  # who looks as somebody else is nowhere
        return
    numbered = select(Session.id).where(Session.public_id == listener.session_id)
    session_id = db.session.scalar(numbered)
    if session_id is not None:
        presences.note(listener.sid, here(listener, session_id, task, field))
