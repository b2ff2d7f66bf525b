"""Real sockets on a real server: who gets in, and that a slow one delays nobody."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import engineio.server
import engineio.socket
import pytest
import websocket
from flask import Flask

from live import wire
from live.presence import presences
from live.sockets import LiveSocket, keeper
from models import Audience, Presence, Session, StatusReport, change, db
from reports.drafting import draft
from tests.cast import Cast
from tests.live.lines import Line, room_of

ROOT = Path(__file__).parent.parent.parent


def test_a_commit_reaches_the_socket(cast: Cast, joined: Any) -> None:
    mia = joined(cast.mia)
    with change():
        cast.brief.retitle("Le brief", by=cast.max)
    push = mia.next("push")
    assert (push["n"], push["id"]) == (1, cast.brief.public_id)


def test_a_commit_of_another_process_reaches_it_too(
    app: Flask, cast: Cast, joined: Any, database: str
) -> None:
    mia = joined(cast.mia)
    code = (
        "import sys; from app import create_app; from models import *\n"
        "with create_app().app_context(), change():\n"
        "    task = db.session.get(Task, int(sys.argv[1]))\n"
        "    task.retitle('Ailleurs', by=task.author)\n"
    )
    instance = app.config["SETTINGS"].instance
    subprocess.run(
        [sys.executable, "-c", code, str(cast.brief.id)],
        cwd=ROOT,
        env={"DATABASE_URL": database, "JALON_INSTANCE": str(instance), "PATH": ""},
        check=True,
    )
    assert "Ailleurs" in mia.next("push")["html"]


def test_a_page_is_told_which_pushes_it_already_shows(app: Flask, cast: Cast, joined: Any) -> None:
    mia, early = joined(cast.mia), room_of(app, cast.site, cast.mia)["stamp"]
    with change():
        cast.brief.retitle("Le brief", by=cast.max)
    mia.next("push")
    late = room_of(app, cast.site, cast.mia)["stamp"]
    assert mia.ask("fetched", early) == 0
    assert mia.ask("fetched", late) == 1
    assert mia.ask("fetched", "no stamp") is None


def test_strangers_and_other_sites_do_not_get_in(cast: Cast, port: int, line_of: Any) -> None:
    assert Line(port, "nobody's secret").greeting.startswith("44")
    with pytest.raises(websocket.WebSocketBadStatusException):
        line_of(cast.mia, origin="https://elsewhere.example")


def test_a_project_one_may_not_see_ends_like_one_that_never_was(
    app: Flask, cast: Cast, line_of: Any
) -> None:
    zed = line_of(cast.zed)
    room = room_of(app, cast.site, cast.mia)
    assert zed.ask("join", room) == {"end": True}
    assert zed.ask("join", {"project": "neverexisted", "room": "x"}) == {"end": True}
    assert zed.ask("join", "nonsense") == {"end": True}


def test_a_page_made_for_another_audience_must_fetch_itself(
    app: Flask, cast: Cast, line_of: Any
) -> None:
    clara = line_of(cast.clara)
    assert clara.ask("join", room_of(app, cast.site, cast.mia)) == {"rejoin": True}


def test_a_closed_session_closes_the_socket(cast: Cast, joined: Any) -> None:
    mia = joined(cast.mia)
    with change():
        for session in db.session.query(Session).filter_by(user_id=cast.mia.id):
            session.close(by=cast.mia)
    mia.next("end")
    with pytest.raises((websocket.WebSocketException, OSError)):
        while True:
            mia.ws.recv()
            if not mia.ws.connected:
                raise OSError


def test_a_client_that_stops_reading_delays_nobody_and_is_cut(
    cast: Cast, joined: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "BEHIND_SECONDS", 0.5)
    stalled, mia = joined(cast.mia), joined(cast.mia)
    stalled.ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    filler = wire.text_frame('42["filler","' + "x" * 60_000 + '"]')
    slow = _theirs(stalled)
    while not keeper.behind:
        slow.write(filler)
    began = time.monotonic()
    with change():
        cast.brief.retitle("Le brief", by=cast.max)
    mia.next("push")
    assert time.monotonic() - began < 0.5
    while slow.wire.is_open:
        assert time.monotonic() - began < 5
        keeper.woken.wait(0.05)


def _theirs(line: Line) -> LiveSocket:
    port = line.ws.sock.getsockname()[1]
    return next(s for s in keeper.sockets if s.wire.sock.getpeername()[1] == port)


def test_a_client_that_was_slow_gets_everything_once_it_reads(cast: Cast, joined: Any) -> None:
    mia = joined(cast.mia)
    theirs = _theirs(mia)
    for number in range(12):
        theirs.write(
            wire.text_frame(
                json.dumps(number).join(['42["part",', "," + '"' + "é" * 30_000 + '"]'])
            )
        )
    parts: list[int] = []
    while len(parts) < 12:
        parts.append(mia.next("part"))
    assert parts == list(range(12))
    assert theirs.wire.is_open


def test_sockets_above_the_limit_are_refused(
    cast: Cast, line_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LiveSocket, "limit", len(keeper.sockets))
    with pytest.raises(websocket.WebSocketBadStatusException, match="503"):
        line_of(cast.mia)


def test_a_ping_is_sent_and_its_answer_counts(cast: Cast, joined: Any) -> None:
    mia = joined(cast.mia)
    theirs = _theirs(mia)
    theirs.ping_due = time.monotonic()
    keeper.woken.set()
    while mia.ws.recv() != "2":
        pass
    assert theirs.last_ping is not None
    mia.ws.send("3")
    while theirs.last_ping is not None:
        keeper.woken.wait(0.05)
    assert theirs.ping_due is not None and theirs.ping_due > time.monotonic()


def test_presence_comes_and_goes_with_the_socket(cast: Cast, joined: Any) -> None:
    max_, mia, clara = joined(cast.max), joined(cast.mia), joined(cast.clara)
    mia.ask("editing", {"task": cast.mockup.public_id, "field": "description"})
    spot = _told(max_, lambda told: told["editing"])["editing"][0]
    assert (spot["id"], spot["field"]) == (cast.mockup.public_id, "description")
    mia.ws.close()
    _told(max_, lambda told: not told["editing"])
    db.session.rollback()
    assert {row.user_id for row in db.session.query(Presence)} == {cast.max.id, cast.clara.id}
    with change():
        cast.brief.retitle("Le brief", by=cast.max)
    assert clara.ws.recv().startswith('42["push"'), "presence was told to a client"


def test_a_second_page_of_the_same_person_is_told_who_is_there(cast: Cast, joined: Any) -> None:
    first = joined(cast.mia)
    _told(first, lambda told: "Mia Martin" in told["html"])
    second = joined(cast.mia)
    _told(second, lambda told: "Mia Martin" in told["html"])


def test_nobody_is_shown_writing_in_what_one_may_not_see(cast: Cast, joined: Any) -> None:
    max_, mia = joined(cast.max), joined(cast.mia)
    max_.ask("editing", {"task": cast.listed.public_id, "field": "title"})
    _told(max_, lambda told: told["editing"])
    presences.stir()
    told = _told(mia, lambda told: "Max" in told["html"])
    assert told["editing"] == []


def test_who_writes_a_draft_is_told_to_who_writes_it_too_and_to_nobody_else(
    cast: Cast, joined: Any
) -> None:
    facts, words = draft(cast.site, Audience.client_of(cast.site, "en"), "Max")
    with change():
        report = StatusReport.draft(cast.site, "en", facts, words, by=cast.max)
    here = {"draft": report.public_id}
    max_, mia = joined(cast.max, **here), joined(cast.mia, **here)
    fay = joined(cast.fay, **here)  # who may not write reports: as on any other page
    mia.ask("editing", {"field": "sect-summary"})
    spot = _told(max_, lambda told: told["editing"])["editing"][0]
    assert (spot["id"], spot["field"]) == ("draft", "sect-summary")
    presences.stir()
    assert _told(fay, lambda told: "Mia" in told["html"])["editing"] == []
    with change():
        db.session.get_one(StatusReport, report.id).reword(words | {"summary": "Mia"}, by=cast.mia)
    assert max_.next("push")["ring"] == [f"report-{report.public_id}"]
    assert fay.next("push").get("ring") == ["activity"]


def _told(line: Line, fits: Callable[[Any], Any]) -> Any:
    while True:
        told = line.next("presence")
        if fits(told):
            return told


NONSENSE: list[list[Any]] = [
    *(["join"], ["join", {"project": {"a": 1}}], ["join", {"project": "\ud800"}], ["join", 1, 2]),
    *(["listen", {}], ["fetched"], ["fetched", ["a"]], ["editing", {"task": ["a"]}]),
]


@pytest.mark.parametrize("words", NONSENSE)
def test_what_no_page_says_is_refused_without_a_trace(
    cast: Cast, joined: Any, caplog: pytest.LogCaptureFixture, words: list[Any]
) -> None:
    """Anybody signed in could fill the log: each ill-formed frame wrote a stack into it."""
    mia = joined(cast.mia)
    mia.ws.send("42" + json.dumps(words))
    assert mia.ask("fetched", "no stamp") is None
    assert not [record for record in caplog.records if record.exc_info]


def test_engine_io_is_still_made_the_way_we_rely_on() -> None:
    assert engineio.server.socket.Socket is LiveSocket
    assert hasattr(engineio.server.Server, "_handle_connect")
    made = LiveSocket.__mro__[1]
    for used in ("receive", "close", "check_ping_timeout", "schedule_ping", "handle_get_request"):
        assert hasattr(made, used)
