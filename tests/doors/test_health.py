"""`/health` for whoever watches from outside: yes or no, and nothing about anybody."""

import os
import time

import pytest

from operating import pulse
from operating.pulse import Pulse


@pytest.fixture
def worker(app):
    """Two threads that were seen just now."""
    here = app.config["SETTINGS"].instance
    pulse.forget(here)
    for name in ("letters", "rest"):
        Pulse(here, name).beat()
    yield here / "pulse"
    pulse.forget(here)


def test_all_is_well_while_the_database_answers_and_the_worker_is_seen(worker, visitor):
    answer = visitor.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_thread_of_the_worker_that_is_not_seen_any_more_is_told(worker, visitor):
    late = time.time() - pulse.SILENCE - 1
    os.utime(worker / "letters", (late, late))
    answer = visitor.get("/health")
    assert (answer.status_code, answer.text) == (503, "not ok\n")


def test_without_a_worker_it_is_not_well(app, visitor):
    pulse.forget(app.config["SETTINGS"].instance)
    assert visitor.get("/health").status_code == 503


def test_the_pulse_is_written_now_and_then_only(worker):
    heart = Pulse(worker.parent, "letters")
    heart.beat()
    late = time.time() - 60
    os.utime(worker / "letters", (late, late))
    heart.beat()
    assert pulse.silence(worker.parent) > 50
    heart.next = 0
    heart.beat()
    assert pulse.silence(worker.parent) < 50


def test_it_says_the_same_to_everybody(worker, cast, client_for, visitor):
    said = {client_for(person).get("/health").text for person in (cast.olga, cast.clara, cast.zed)}
    assert said == {visitor.get("/health").text}
