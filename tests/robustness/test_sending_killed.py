"""Web and two workers killed at random while reports leave, with a server that records it all."""

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, text

import migrations
from models import Delivery, StatusReport, db
from settings import HERE
from tests.conftest import app_on
from tests.mail.post_office import free_port

ROUNDS = 500 if os.environ.get("JALON_LONG") else 12


class Recording:
    """Takes every letter and remembers whose; it answers when it likes."""

    def __init__(self):
        self.taken, self.chance = [], random.Random(1)

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(message_from_bytes(envelope.content)["Message-ID"])
        await asyncio.sleep(self.chance.uniform(0, 0.05))
        return "250 Taken"


@pytest.fixture(scope="module")
def recording():
    recording = Recording()
    server = Controller(recording, hostname="127.0.0.1", port=free_port())
    server.start()
    recording.port = server.port
    yield recording
    server.stop(no_assert=True)


@pytest.fixture(scope="module")
def lived(recording, tmp_path_factory):
    """An instance after all its rounds, and what its processes said before they died."""
    tmp_path = tmp_path_factory.mktemp("lived")
    address = f"sqlite:///{tmp_path}/jalon.db"
    migrations.upgrade(address)
    environ = {
        **{"JALON_INSTANCE": str(tmp_path), "DATABASE_URL": address, "PORT": str(free_port())},
        **{"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(recording.port), "SMTP_STARTTLS": "0"},
    }
    said = subprocess.run(
        [sys.executable, "-m", "tests.robustness.nursery", str(ROUNDS)],
        cwd=HERE,
        env=os.environ | environ,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    with app_on(address, tmp_path).app_context():
        yield said.stdout.split()
        db.session.remove()
        db.engine.dispose()


def test_nothing_is_sent_twice_and_nothing_is_lost_without_a_word(lived, recording):
    rows = db.session.execute(select(Delivery.message_id, Delivery.state)).all()
    states, taken = dict(rows), Counter(recording.taken)
    print(f"{ROUNDS} rounds, {len(states)} letters: {dict(Counter(states.values()))}")
    assert max(taken.values()) == 1, "sent twice"
    assert set(states.values()) <= {"sent", "uncertain"}, "one still waits"
    assert {mark for mark, state in states.items() if state == "sent"} <= set(taken)
    assert set(taken) <= set(states), "sent without a trace"
    assert len(taken) > ROUNDS / 2, "hardly anything was sent"


def test_each_reader_gets_each_report_once_and_an_answer_holds(lived, recording):
    to = select(StatusReport.public_id, Delivery.to_address).join(Delivery)
    letters = Counter(db.session.execute(to).all())
    assert max(letters.values()) == 1, "written twice"
    sent = set(db.session.scalars(select(StatusReport.public_id).filter_by(state="sent")))
    assert {report for report, _address in letters} == sent
    assert len(letters) == 2 * len(sent), "a report reached one reader only"
    assert set(lived) <= sent, "somebody was told that it leaves"
    waiting = select(StatusReport.id).where(
        StatusReport.released_at.is_not(None), StatusReport.state != "sent"
    )
    assert db.session.scalars(waiting).all() == []
    assert db.session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
