"""One letter, several workers: claimed once, on both databases."""

import threading
from datetime import timedelta

import pytest

from models import Delivery, StatusReport, change, db, now
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
    results, start = [], threading.Barrier(count)

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
