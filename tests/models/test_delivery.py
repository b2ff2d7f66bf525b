"""One letter, several workers: claimed once, on both databases."""

import threading
from contextlib import suppress
from datetime import time, timedelta

import pytest

from models import Delivery, Event, ReportSchedule, StatusReport, User, change, db, now
from models.base import Clock
from models.claiming import LEASE
from models.delivery import ClaimLost


def queue(count=1):
    with change():
        for n in range(count):
            db.session.add(
                Delivery(
                    kind="report",
                    message_id=f"<{n}@bleu.example>",
                    to_address=f"reader{n}@fil.example",
                    language="fr",
                    subject="Rapport",
                    content=b"Bonjour",
                )
            )


def at_once(app, count, work):
    """The same work by several workers, each with a connection of its own."""
    results, start = [], threading.Barrier(count, timeout=20)

    def one():
        with app.app_context():
            start.wait()
            while (found := work()) is not None:
                results.append(found)
            db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_several_workers_claim_each_letter_once(app, cast):
    queue(12)
    db.session.rollback()
    taken = at_once(app, 4, Delivery.take)
    assert sorted(id_ for id_, _mark in taken) == sorted({id_ for id_, _mark in taken})
    assert len(taken) == 12


def test_several_workers_print_a_report_once(app, cast):
    snapshot = {"period_from": "2026-11-06", "period_to": "2026-11-20"}
    with change():
        report = StatusReport.draft(cast.site, "fr", snapshot, {}, by=cast.max)
        report.freeze(snapshot, {}, by=cast.max)
    assert len(at_once(app, 4, StatusReport.take_unprinted)) == 1


def test_a_claim_runs_out_and_its_holder_can_send_nothing_any_more(app, cast):
    queue()
    slow = Delivery.take()
    assert Delivery.take() is None
    Clock.at = now() + LEASE + timedelta(seconds=1)
    quick = Delivery.take()
    with pytest.raises(ClaimLost):
        Delivery.going_out(slow)
    Delivery.going_out(quick)
    with pytest.raises(ClaimLost):
        Delivery.going_out(quick)


def test_what_was_lost_while_sending_waits_for_a_person(app, cast):
    queue()
    Delivery.going_out(Delivery.take())
    assert not Delivery.give_up_lost()
    Clock.at = now() + LEASE + timedelta(seconds=1)
    assert Delivery.give_up_lost()
    assert not Delivery.give_up_lost()
    assert db.session.scalars(db.select(Delivery.state)).all() == ["uncertain"]
    assert Delivery.take() is None


def test_a_person_settles_it_and_doing_so_twice_does_nothing_new(app, cast):
    queue()
    mark = Delivery.take()
    Delivery.going_out(mark)
    Delivery.went(mark, "uncertain", "Connection lost")
    for _ in range(2):
        with change() as session:
            session.scalars(db.select(Delivery)).one().note_arrival(by=cast.max)
    letter = db.session.scalars(db.select(Delivery)).one()
    assert letter.state == "sent"
    with change():
        letter.send_again(by=cast.max)
    assert letter.state == "sent"


def removed(cast):
    """Clara leaves the agency, with a letter to her somewhere on its way."""
    with change():
        db.session.get(User, cast.clara.id).remove(by=cast.olga)


def of_clara(cast, kind="report"):
    queue()
    with change():
        letter = db.session.scalars(db.select(Delivery)).one()
        letter.to_address, letter.kind = cast.clara.email, kind
    return Delivery.take()


def what_became_of_it():
    db.session.rollback()
    return db.session.execute(db.select(Delivery.state, Delivery.content, Delivery.answer)).one()


def test_a_letter_held_back_stays_so_whatever_its_worker_says_afterwards(app, cast):
    """Its worker met a full mailbox, put it back to wait, and it left for who was gone."""
    taken = of_clara(cast, kind="reset")
    removed(cast)
    Delivery.went(taken, "waiting", "451 Try later")
    assert what_became_of_it() == ("withdrawn", b"", "")
    with pytest.raises(ClaimLost):
        Delivery.going_out(taken)
    Clock.at = now() + timedelta(days=1)
    assert Delivery.take() is None


@pytest.mark.parametrize(
    ("came", "state"), [("waiting", "withdrawn"), ("sent", "sent"), ("uncertain", "uncertain")]
)
def test_a_letter_that_was_leaving_has_no_next_try(app, cast, came, state):
    taken = of_clara(cast)
    Delivery.going_out(taken)
    removed(cast)
    assert what_became_of_it().state == "sending"
    Delivery.went(taken, came, "what the server said")
    assert what_became_of_it().state == state
    Clock.at = now() + timedelta(days=1)
    assert Delivery.take() is None


def test_a_removal_waits_for_the_worker_that_is_telling_and_sees_what_it_told(app, cast):
    """Read without a lock the letter was still leaving; it came back to wait, and left."""
    taken = of_clara(cast)
    Delivery.going_out(taken)
    is_telling, may_end, is_gone = threading.Event(), threading.Event(), threading.Event()

    def tell():
        with app.app_context(), change() as session:
            session.get(Delivery, taken.id, with_for_update=True)._wait()
            session.flush()
            is_telling.set()
            assert may_end.wait(20)

    def leave():
        with app.app_context():
            removed(cast)
        is_gone.set()

    threading.Thread(target=tell, daemon=True).start()
    assert is_telling.wait(20)
    db.session.rollback()
    threading.Thread(target=leave, daemon=True).start()
    assert not is_gone.wait(0.3), "somebody was removed under the worker's hands"
    may_end.set()
    assert is_gone.wait(20)
    assert what_became_of_it().state == "withdrawn"


def test_who_sends_it_again_waits_for_the_worker_that_says_it_did_arrive(app, cast):
    """Read without a lock it was still uncertain; it went back to wait, and left twice."""
    queue()
    taken = Delivery.take()
    Delivery.going_out(taken)
    Delivery.went(taken, "uncertain", "Connection lost")
    is_read, has_arrived = threading.Event(), threading.Event()
    settled = []

    def tell():
        with app.app_context():
            assert is_read.wait(20)
            Delivery.went(taken, "sent", "250 OK")
            has_arrived.set()

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    with change() as session:
        letter = session.scalars(db.select(Delivery)).one()
        is_read.set()
        has_arrived.wait(0.5)  # on SQLite the worker waits for us, and is told that it is too late
        letter.send_again(by=cast.max)
        settled.append(letter.state)
    thread.join(20)
    told_first = db.engine.dialect.name == "postgresql"
    assert settled == ["sent" if told_first else "queued"]
    assert what_became_of_it().state == settled[0]


def test_an_invitation_to_who_was_removed_is_tried_again_like_any_letter(app, cast):
    removed(cast)
    taken = of_clara(cast, kind="invitation")
    Delivery.going_out(taken)
    Delivery.went(taken, "waiting", "451 Try later")
    assert what_became_of_it().state == "queued"


def test_a_report_that_a_person_sends_at_its_hour_is_not_sent_by_the_worker_too(app, cast):
    """The worker read it before the other’s commit, and each reader got two letters."""
    snapshot = {"period_from": "2026-11-06", "period_to": "2026-11-20"}
    with change() as session:
        report = StatusReport.draft(cast.site, "fr", snapshot, {}, by=cast.max)
        report.freeze(snapshot, {}, by=cast.max)
        report.pdf_path = "report.pdf"
        report.release([("Clara", cast.clara.email)], by=cast.max)
        planned = {"weeks": 1, "weekday": 4, "hour": time(16), "timezone": "Europe/Paris"}
        schedule = ReportSchedule.plan(
            cast.site, by=cast.max, language="fr", without_me=False, **planned
        )
        session.flush()
        schedule.report = report
    Clock.at = schedule.next_at
    taken = ReportSchedule.take_to_send()
    is_sending, may_end = threading.Event(), threading.Event()

    def send():
        with app.app_context(), change() as session:
            one = session.get(StatusReport, report.id, with_for_update=True)
            one.state = "sent"
            session.flush()
            is_sending.set()
            may_end.wait(0.5)

    threading.Thread(target=send, daemon=True).start()
    assert is_sending.wait(20)
    with change():
        assert ReportSchedule.still(taken).report.state == "sent"


@pytest.mark.parametrize("verb", ["open", "acknowledge"])
def test_a_link_followed_twice_at_once_is_told_once(app, cast, verb):
    """Two windows on PostgreSQL: the team heard twice that the report had been opened."""
    queue()
    db.session.rollback()
    done, seen = [], threading.Barrier(2, timeout=20)

    def follow():
        with change():
            letter = db.session.scalar(db.select(Delivery))
            with suppress(threading.BrokenBarrierError):  # on SQLite one waits for the other
                seen.wait(0.5)
            getattr(letter, verb)()
            done.append(verb)
        return None

    at_once(app, 2, follow)
    db.session.rollback()
    told = db.session.scalars(db.select(Event.kind).where(Event.kind.like("delivery.%")))
    assert len(list(told)) == 1
