"""Servers that misbehave: real ones, on real sockets."""

import socketserver
import threading
from dataclasses import replace

import pytest

import mail
import posting
import worker
from models import Delivery, change, db
from settings import Smtp
from tests.mail.post_office import PASSWORD, USER

HEARD: list[bytes] = []


class Silent(socketserver.StreamRequestHandler):
    """Takes the connection and never says a word."""

    def handle(self) -> None:
        self.rfile.read()


class Mute(socketserver.StreamRequestHandler):
    """Speaks until the letter, and then no more."""

    stops_at = b"DATA"

    def handle(self) -> None:
        self.say(b"220 ready")
        is_letter = False
        for line in self.rfile:
            HEARD.append(line)
            if line.upper().startswith(self.stops_at):
                self.rfile.read()
                return
            if not is_letter:
                is_letter = line.upper().startswith(b"DATA")
                self.say(b"354 go ahead" if is_letter else b"250 OK")

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


class MuteAfter(Mute):
    """Takes the whole letter and never says whether it has it."""

    stops_at = b".\r\n"


class HangsUpMidway(Mute):
    """Lets the letter begin, reads a little of it and is gone."""

    stops_at = b"SUBJECT"


class Greeting(Mute):
    """Says one line, whatever that may be, and nothing after it."""

    line = b""

    def handle(self) -> None:
        self.say(self.line)
        self.rfile.read()


@pytest.fixture
def letter(cast):
    made = mail.envelope("Élise", "elise@verdier.example", "Rapport")
    made.set_content("Bonjour, un secret")
    with change():
        delivery = Delivery(
            kind="report",
            message_id=made["Message-ID"],
            to_address="elise@verdier.example",
            language="fr",
            subject="Rapport",
            content=made.as_bytes(),
        )
        db.session.add(delivery)
    return delivery


@pytest.fixture
def served(app, monkeypatch):
    """Let a server of a kind be ours; its answers are awaited for a fraction of a second."""
    monkeypatch.setattr(posting, "PATIENCE", 0.3)
    before, servers = app.config["SETTINGS"], []

    def serve(kind, starttls=False):
        HEARD.clear()
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        smtp = Smtp("127.0.0.1", server.server_address[1], "", "", starttls=starttls)
        app.config["SETTINGS"] = replace(before, smtp=smtp)

    yield serve
    app.config["SETTINGS"] = before
    for server in servers:
        server.shutdown()
        server.server_close()


def tried(letter):
    worker.deliver()
    db.session.rollback()
    db.session.refresh(letter)
    return letter.state


def test_a_server_that_hangs_up_in_the_middle_of_the_letter_leaves_it_to_a_person(letter, served):
    served(HangsUpMidway)
    assert tried(letter) == "uncertain"
    assert any(line.startswith(b"DATA") for line in HEARD)
    assert not any(b"secret" in line for line in HEARD)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (b"421 Too many connections", "queued"),
        (b"554 No mail is taken here", "refused"),
        (b"HTTP/1.1 400 Bad Request", "queued"),
        (b"\xff\xfe\x00 no \x00 words", "queued"),
    ],
)
def test_what_a_server_says_at_the_door_decides(letter, served, said, state):
    served(type("Said", (Greeting,), {"line": said}))
    assert tried(letter) == state
    assert letter.answer
    assert letter.answer.isprintable()
    assert letter.tries == (state == "queued")


@pytest.mark.parametrize("kind", [Silent, Mute])
def test_a_server_that_hangs_before_the_letter_is_tried_again(letter, served, kind):
    served(kind)
    assert tried(letter) == "queued"
    assert letter.tries == 1
    assert letter.answer


def test_a_server_that_hangs_after_the_letter_leaves_it_to_a_person(letter, served):
    served(MuteAfter)
    assert tried(letter) == "uncertain"


def test_a_server_without_tls_gets_no_byte_of_the_letter(letter, served):
    served(Mute, starttls=True)
    assert tried(letter) == "queued"
    assert not any(b"secret" in line or line.upper().startswith(b"MAIL") for line in HEARD)


def test_a_certificate_for_another_name_gets_no_byte_of_the_letter(letter, app, misnamed_office):
    before = app.config["SETTINGS"]
    smtp = Smtp("localhost", misnamed_office.port, USER, PASSWORD, starttls=True)
    app.config["SETTINGS"] = replace(before, smtp=smtp)
    try:
        assert tried(letter) == "queued"
    finally:
        app.config["SETTINGS"] = before
    assert "certificate" in letter.answer.lower()
    assert misnamed_office.counter.recipients == []


def test_a_server_that_speaks_no_tls_where_tls_comes_first_is_tried_again(
    letter, served, app, monkeypatch
):
    served(Mute)
    monkeypatch.setattr(posting, "TLS_PORT", app.config["SETTINGS"].smtp.port)
    assert tried(letter) == "queued"
    assert not any(b"secret" in line or line.upper().startswith(b"MAIL") for line in HEARD)


def test_nobody_at_the_door_is_tried_again(letter, app):
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, smtp=Smtp("127.0.0.1", 9, "", "", starttls=True))
    try:
        assert tried(letter) == "queued"
    finally:
        app.config["SETTINGS"] = before
