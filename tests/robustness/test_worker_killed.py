"""kill -9 of the worker while it sends letters."""

import asyncio
import signal
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from models import Delivery, change
from models.base import random_id
from models.claiming import LEASE
from tests.mail.post_office import free_port
from tests.robustness.conftest import ROUNDS

LETTERS = 6


class SlowCounter:
    """Takes its time with each letter, so that a kill falls into the middle of one."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(0.02)
        self.taken.append(message_from_bytes(envelope.content)["Message-ID"])
        await asyncio.sleep(0.02)
        return "250 Taken"


@pytest.fixture
def counter(instance):
    counter, port = SlowCounter(), free_port()
    server = Controller(counter, hostname="127.0.0.1", port=port)
    server.start()
    instance.environ |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_STARTTLS": "0"}
    yield counter
    server.stop()


def queue_letters(inside):
    with change():
        for _ in range(LETTERS):
            mark = f"<{random_id()}@jalon.example>"
            inside.add(
                Delivery(
                    kind="report",
                    message_id=mark,
                    to_address="elise@verdier.example",
                    language="fr",
                    subject="Rapport",
                    content=f"Message-ID: {mark}\nSubject: Rapport\n\nBonjour\n".encode(),
                )
            )


def states(inside):
    inside.rollback()
    return dict(inside.execute(select(Delivery.message_id, Delivery.state)).all())


def wait_until(is_so, seconds=60):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)


def let_claims_expire(inside):
    """As if the lease of a dead worker had run out."""
    with change():
        claimed = update(Delivery).where(Delivery.claimed_at.is_not(None))
        for delivery in inside.scalars(select(Delivery).where(Delivery.claimed_at.is_not(None))):
            past = delivery.claimed_at - LEASE - timedelta(seconds=1)
            inside.execute(claimed.where(Delivery.id == delivery.id).values(claimed_at=past))


def test_no_letter_arrives_twice_and_none_is_forgotten(instance, inside, counter, is_sound):
    for _ in range(ROUNDS):
        queue_letters(inside)
        before = len(counter.taken)
        instance.start("worker")
        wait_until(lambda before=before: len(counter.taken) > before)
        instance.stop("worker", signal.SIGKILL)
        assert is_sound()
        let_claims_expire(inside)
    instance.start("worker")
    wait_until(lambda: not {"queued", "sending"} & set(states(inside).values()))
    instance.stop("worker")
    assert is_sound()
    taken, ended = Counter(counter.taken), states(inside)
    assert len(ended) == ROUNDS * LETTERS
    assert max(taken.values()) == 1
    assert {mark for mark, state in ended.items() if state == "sent"} <= set(taken)
    unknown = {mark for mark, state in ended.items() if state != "sent"}
    assert {ended[mark] for mark in unknown} <= {"uncertain"}
    assert len(unknown) <= ROUNDS
