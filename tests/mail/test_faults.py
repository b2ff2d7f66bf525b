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


def test_nobody_at_the_door_is_tried_again(letter, app):
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, smtp=Smtp("127.0.0.1", 9, "", "", starttls=True))
    try:
        assert tried(letter) == "queued"
    finally:
        app.config["SETTINGS"] = before
