"""What comes back: notifications as mail servers write them, piped in or left in a mailbox."""

import os
import socketserver
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

import bounces
import mail
import worker
from models import Delivery, Event, change, db

ROOT = Path(__file__).parent.parent.parent
ADDRESS = "elise@verdier.example"

POSTFIX = """\
Return-Path: <>
Delivered-To: {sender}
Date: Fri, 20 Nov 2026 16:00:09 +0100 (CET)
From: MAILER-DAEMON@mx.verdier.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {sender}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9F1B2C3D4E.1763650809/mx.verdier.example"

--9F1B2C3D4E.1763650809/mx.verdier.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.verdier.example.

--9F1B2C3D4E.1763650809/mx.verdier.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.verdier.example
X-Postfix-Queue-ID: 9F1B2C3D4E
Arrival-Date: Fri, 20 Nov 2026 16:00:08 +0100 (CET)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: 5.1.1
Remote-MTA: dns; boite.verdier.example
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address
    rejected: User unknown

--9F1B2C3D4E.1763650809/mx.verdier.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Subject: Rapport

--9F1B2C3D4E.1763650809/mx.verdier.example--
"""
EXCHANGE = """\
From: <postmaster@verdier.example>
To: <{sender}>
Date: Fri, 20 Nov 2026 15:00:09 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary="_9e2f_"
Subject: Non remis : Rapport
Content-Language: fr-FR
MIME-Version: 1.0

--_9e2f_
Content-Type: multipart/alternative; boundary="_alt_"

--_alt_
Content-Type: text/html; charset="utf-8"

<p>Votre message n'a pas pu =C3=AAtre remis.</p>
--_alt_--

--_9e2f_
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR05.eurprd05.prod.example

Final-recipient: RFC822;{address}
Action: {action}
Status: 5.7.1
Diagnostic-code: smtp;550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized

--_9e2f_
Content-Type: message/rfc822

Subject: Rapport

--_9e2f_--
"""
AWAY = "To: {sender}\nSubject: Absente\nAuto-Submitted: auto-replied\n\nDe retour lundi.\n"


@pytest.fixture
def letter(cast, posting):
    made = mail.envelope("Élise", ADDRESS, "Rapport")
    made.set_content("Bonjour")
    with change():
        delivery = Delivery(
            kind="report",
            message_id=made["Message-ID"],
            to_address=ADDRESS,
            language="fr",
            subject="Rapport",
            content=made.as_bytes(),
        )
        db.session.add(delivery)
    assert worker.deliver()
    return delivery


def state_of(delivery):
    db.session.rollback()
    db.session.refresh(delivery)
    return delivery.state


def notice(form, posting, action="failed", sender=""):
    sender = sender or posting.counter.senders[0]
    return form.format(sender=sender, address=ADDRESS, action=action).replace("\n", "\r\n").encode()


def kinds():
    return list(db.session.scalars(db.select(Event.kind)))


def test_each_letter_has_an_envelope_sender_of_its_own(letter, posting):
    (sender,) = posting.counter.senders
    assert sender == f"bounces+{letter.bounce_key}@localhost"


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (POSTFIX, "5.1.1 550 5.1.1 <elise@verdier.example>: Recipient address rejected"),
        (EXCHANGE, "5.7.1 550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized"),
    ],
)
def test_a_letter_that_comes_back_is_bounced_once_with_the_reason(letter, posting, form, reason):
    for _ in range(2):
        assert bounces.take_back(notice(form, posting)) == "bounced"
    assert state_of(letter) == "bounced"
    assert letter.answer.startswith(reason)
    assert kinds().count("delivery.bounced") == 1
    assert letter.may_be_settled


def test_a_reason_with_a_nul_is_kept_without_it(letter, posting):
    """PostgreSQL keeps none: the notice stayed unread, and those behind it with it."""
    said = notice(POSTFIX, posting).replace(b"Recipient address", b"Recipient\x00address")
    assert bounces.take_back(said) == "bounced"
    assert state_of(letter) == "bounced"
    assert "Recipient address rejected" in letter.answer


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_notice_of_anything_but_failure_changes_nothing(letter, posting, action):
    bounces.take_back(notice(POSTFIX, posting, action))
    assert state_of(letter) == "sent"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\x00 not a letter", b"To: someone@else.example\n\nHello", b"Content-Type: x\n\n"],
)
def test_what_is_no_notice_of_ours_is_left_alone(letter, content):
    assert bounces.take_back(content) != "bounced"
    assert state_of(letter) == "sent"


def test_an_absence_is_no_bounce_and_a_guessed_key_opens_nothing(letter, posting):
    assert bounces.take_back(notice(AWAY, posting)) == "no notification of a failure"
    guessed = notice(POSTFIX, posting, sender=f"bounces+{'2' * 16}@localhost")
    assert bounces.take_back(guessed) == "no such letter"
    assert state_of(letter) == "sent"


def test_sent_again_after_a_bounce_it_goes_out_once_more(letter, posting, cast):
    bounces.take_back(notice(POSTFIX, posting))
    with change():
        db.session.get(Delivery, letter.id).send_again(by=cast.max)
    worker.deliver()
    assert state_of(letter) == "sent"
    assert len(posting.counter.taken) == 2


def test_the_command_reads_it_from_standard_input(letter, posting, app):
    known = app.config["SETTINGS"]
    ran = subprocess.run(
        [sys.executable, "-m", "cli", "bounce"],
        input=notice(POSTFIX, posting),
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": known.database, "JALON_INSTANCE": str(known.instance), "BASE_URL": ""},
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr.decode().strip().splitlines()[-1]) == (0, "bounced")
    assert state_of(letter) == "bounced"


# A mailbox


class ImapServer(socketserver.StreamRequestHandler):
    """As much of IMAP4rev1 as is spoken here: some unread letters."""

    letters: list[bytes] = []  # noqa: RUF012
    heard: list[str] = []  # noqa: RUF012

    def handle(self) -> None:
        self.say(b"* OK ready")
        for line in self.rfile:
            tag, verb, *rest = line.decode().split()
            self.heard.append(" ".join([verb, *rest]))
            self.answer(verb.upper(), rest)
            self.say(f"{tag} OK done".encode())
            if verb.upper() == "LOGOUT":
                return

    def answer(self, verb: str, rest: list[str]) -> None:
        if verb == "CAPABILITY":
            self.say(b"* CAPABILITY IMAP4rev1")
        elif verb == "SELECT":
            self.say(b"* %d EXISTS" % len(self.letters))
        elif verb == "SEARCH":
            numbers = (b"%d" % (n + 1) for n in range(len(self.letters)))
            self.say(b"* SEARCH " + b" ".join(numbers))
        elif verb == "FETCH":
            number, letter = int(rest[0]), self.letters[int(rest[0]) - 1]
            self.wfile.write(b"* %d FETCH (BODY[] {%d}\r\n" % (number, len(letter)) + letter)
            self.say(b")")

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@pytest.fixture
def imap():
    ImapServer.heard.clear()
    with socketserver.TCPServer(("127.0.0.1", 0), ImapServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def looking(imap, app):
    """With that mailbox set, whose letters are given."""
    url = f"imap://bounces:p%40ss@127.0.0.1:{imap}/INBOX"
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, bounce_imap=url)

    def look(*letters):
        ImapServer.letters = list(letters)
        box = bounces.Mailbox()
        box.look()
        box.look()

    yield look
    app.config["SETTINGS"] = before


def test_a_letter_that_cannot_be_read_holds_up_none_behind_it(letter, posting, looking, caplog):
    """Letter in letter in letter: it raised, and what came back after it was never seen."""
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 2000
    looking(nested, notice(POSTFIX, posting))
    assert state_of(letter) == "bounced"
    assert "could not be read" in caplog.text
    assert [line.split()[1] for line in ImapServer.heard if line.startswith("STORE")] == ["2"]


def test_a_mailbox_is_read_and_what_was_read_is_marked(letter, posting, looking):
    looking(notice(POSTFIX, posting))
    assert state_of(letter) == "bounced"
    assert any("p@ss" in line for line in ImapServer.heard)
    assert sum(line.startswith("STORE 1 +FLAGS") for line in ImapServer.heard) == 1
