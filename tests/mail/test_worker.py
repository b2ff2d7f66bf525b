"""The worker as a process: stopped kindly, and killed while it sends."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

import migrations
from models import StatusReport, db
from tests.killed import kill_at
from tests.mail.post_office import PASSWORD, USER, free_port

ROOT = Path(__file__).parent.parent.parent
DELIVERING = """
from app import create_app
from models import db
from worker import deliver
with create_app().app_context():
    while deliver():
        db.session.remove()
"""
LETTER = """
INSERT INTO delivery (public_id, message_id, to_address, content, kind, state, tries,
    next_try_at, to_name, language, subject, created_at, answer, bounce_key)
VALUES (?, ?, ?, ?, 'report', 'queued', 0,
    '2026-01-01 00:00:00', '', 'fr', 'Rapport', '2026-01-01 00:00:00', '',
    lower(hex(randomblob(8))))
"""
# For as long as this test takes on the slowest machine.
WITH_PATIENCE = """
import posting, runpy
posting.PATIENCE = 600
runpy.run_path("worker.py", run_name="__main__")
"""


class House:
    """An instance of its own, whose worker is a process and whose clock can be pushed."""

    def __init__(self, folder: Path, office) -> None:
        self.environ = os.environ | {
            "PORT": str(free_port()),
            "SMTP_HOST": "localhost",
            "SMTP_PORT": str(office.port),
            "SMTP_USER": USER,
            "SMTP_PASSWORD": PASSWORD,
            "SSL_CERT_FILE": str(office.certificate),
        }
        self.live_in(folder, folder / "jalon.db")
        migrations.upgrade(self.environ["DATABASE_URL"])

    def live_in(self, folder: Path, database: Path | str) -> None:
        self.database = database
        place = {"JALON_INSTANCE": str(folder), "DATABASE_URL": f"sqlite:///{database}"}
        self.environ |= place

    def ask(self, sql, *values):
        with closing(sqlite3.connect(self.database, timeout=10)) as base, base:
            return base.execute(sql, values).fetchall()

    def write(self, *numbers):
        for n in numbers:
            content = f"Message-ID: <{n}@x>\r\nSubject: {n}\r\n\r\nBonjour\r\n".encode()
            self.ask(LETTER, f"letter{n}", f"<{n}@x>", f"r{n}@fil.example", content)

    def states(self):
        return [state for (state,) in self.ask("SELECT state FROM delivery ORDER BY id")]

    def let_leases_run_out(self):
        self.ask("UPDATE delivery SET claimed_at = '2026-01-01 00:00:00' WHERE claimed_at NOT NULL")

    def worker(self, *program):
        command = [sys.executable, *(program or ["worker.py"])]
        return subprocess.Popen(command, cwd=ROOT, env=self.environ, stderr=subprocess.PIPE)


def until(true, seconds=90.0):  # a worker stands behind all else that a busy machine does
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def house(tmp_path, post_office):
    return House(tmp_path, post_office)


@pytest.fixture
def workers(house):
    """Start a worker; whatever still runs at the end is killed."""
    running = []

    def start(*program):
        running.append(house.worker(*program))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stderr.close()


def test_a_letter_leaves_within_about_a_second_of_being_written(house, workers, post_office):
    workers()
    waits = []
    for n in range(4):
        house.write(n)
        start = time.monotonic()
        until(lambda count=n + 1: house.states() == ["sent"] * count)
        waits.append(time.monotonic() - start)
    # The first waits for the process itself; a busy machine may hold one of the others up.
    assert min(waits[1:]) < 1.5
    assert len(post_office.counter.taken) == 4


def test_told_to_stop_it_ends_in_two_seconds_even_while_a_server_makes_it_wait(
    house, workers, post_office
):
    post_office.counter.hold.clear()
    house.write(0)
    process = workers()
    until(lambda: house.states() == ["sending"])
    start = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0
    assert time.monotonic() - start < 2.5
    post_office.counter.hold.set()
    assert house.states() == ["sending"]


@pytest.fixture
def silent(house):
    """A mail server that takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(90)
        house.environ |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(door.getsockname()[1])}
        yield door


def test_a_server_that_never_answers_holds_up_letters_and_nothing_else(
    app, cast, client_for, house, workers, silent
):
    known = app.config["SETTINGS"]
    house.live_in(known.instance, known.database.removeprefix("sqlite:///"))
    writer = client_for(cast.max)
    writer.post(f"/projects/{cast.site.public_id}/reports")
    (report,) = db.session.scalars(select(StatusReport.public_id))
    house.write(0)
    process = workers("-c", WITH_PATIENCE)
    with silent.accept()[0]:
        writer.put(f"/reports/{report}/freezing")
        until(lambda: house.ask("SELECT pdf_path FROM status_report") == [(f"{report}.pdf",)])
        waiting = house.ask("SELECT state FROM delivery WHERE claimed_at NOT NULL AND tries = 0")
        assert waiting == [("queued",)]
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        assert time.monotonic() - start < 3
    assert list(known.instance.glob("scratch/*")) == [], "fonts were left in temporary files"


# Each letter takes three commits: claimed, going out, and what came of it.
@pytest.mark.parametrize(
    ("moment", "commit", "uncertain"),
    [
        ("after_commit", 1, 0),
        ("before_commit", 2, 0),
        ("after_commit", 2, 1),
        ("before_commit", 3, 1),
        ("after_commit", 3, 0),
        ("before_commit", 9, 1),
    ],
)
def test_killed_while_sending_it_sends_nothing_twice_and_loses_nothing_silently(
    house, workers, post_office, moment, commit, uncertain
):
    house.write(0, 1, 2, 3)
    kill_at(moment, commit, DELIVERING, house.environ)
    house.let_leases_run_out()
    workers()
    until(lambda: {"queued", "sending"}.isdisjoint(house.states()))
    states = house.states()
    assert (states.count("uncertain"), states.count("sent")) == (uncertain, 4 - uncertain)
    received = [line for letter in post_office.counter.taken for line in letter.splitlines()]
    ids = [line for line in received if line.startswith(b"Message-ID")]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 4 - uncertain
