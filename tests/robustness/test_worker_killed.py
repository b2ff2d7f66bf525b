"""kill -9 of the worker while it sends letters."""

import signal
import threading
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


class DeadlyCounter:
    """Takes letters, and kills their sender in the middle of one of them."""

    def __init__(self, kill):
        self.kill, self.taken = kill, []
        self.left, self.takes_it, self.has_killed = 0, True, threading.Event()

    def kill_in(self, left, takes_it):
        """In the letter after that many others; it may have been taken or not."""
        self.left, self.takes_it = left, takes_it
        self.has_killed.clear()

    async def handle_DATA(self, server, session, envelope):
        is_the_one = self.left == 0 and not self.has_killed.is_set()
        self.left -= 1
        if self.takes_it or not is_the_one:
            self.taken.append(message_from_bytes(envelope.content)["Message-ID"])
        if is_the_one:
            self.kill()
            self.has_killed.set()
        return "250 Taken"


@pytest.fixture
def counter(instance):
    counter = DeadlyCounter(lambda: instance.stop("worker", signal.SIGKILL))
    port = free_port()
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
    for number in range(ROUNDS):
        queue_letters(inside)
        counter.kill_in(number % LETTERS, takes_it=number % 2 == 0)
        instance.start("worker")
        assert counter.has_killed.wait(60)
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
    assert Counter(ended.values()) == {"sent": ROUNDS * (LETTERS - 1), "uncertain": ROUNDS}
