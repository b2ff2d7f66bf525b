import os
import time
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

import mail
import worker
from models import Delivery, Event, change, db, now
from models.base import Clock
from models.claiming import LEASE
from models.delivery import PAUSES, ClaimLost

ADDRESS = "elise@verdier.example"


@pytest.fixture
def letter(cast, posting):
    """One letter that is due, with the lines that SMTP is touchy about."""
    made = mail.envelope("Élise", ADDRESS, "Rapport")
    made.set_content("Bonjour,\n.\n.. deux points\n" + "é" * 2000 + "\n")
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
    return delivery


def state_of(delivery):
    db.session.rollback()
    db.session.refresh(delivery)
    return delivery.state


def later(pause):
    Clock.at = now() + pause


def test_a_letter_arrives_whole_through_starttls_and_a_password(letter, posting):
    assert worker.deliver()
    assert state_of(letter) == "sent"
    assert letter.answer == "250 Taken"
    (taken,) = posting.counter.taken
    assert taken.rstrip() == letter.content.rstrip()
    body = message_from_bytes(taken, policy=policy.default).get_content()
    assert body.splitlines()[:3] == ["Bonjour,", ".", ".. deux points"]
    assert not worker.deliver()


def test_a_wrong_password_is_retried_and_told(app, letter, posting):
    from dataclasses import replace

    known = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(known, smtp=replace(known.smtp, password="faux"))
    worker.deliver()
    assert state_of(letter) == "queued"
    assert letter.answer.startswith("535")


def test_a_server_without_a_trusted_certificate_gets_no_byte_of_the_letter(
    letter, posting, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    worker.deliver()
    assert state_of(letter) == "queued"
    assert "certificate" in letter.answer.lower()
    assert posting.counter.taken == []


def test_a_permanent_refusal_is_shown_and_not_tried_again(letter, posting):
    posting.counter.refusals[ADDRESS] = "550 No such person"
    worker.deliver()
    assert state_of(letter) == "refused"
    assert letter.answer == "550 No such person"
    assert not worker.deliver()
    kinds = db.session.scalars(db.select(Event.kind)).all()
    assert "delivery.refused" in kinds


@pytest.mark.parametrize("moment", ["recipient", "letter"])
def test_a_temporary_refusal_is_tried_again_after_growing_pauses(letter, posting, moment):
    if moment == "recipient":
        posting.counter.refusals[ADDRESS] = "451 Try later"
    else:
        posting.counter.after_data = "452 No room"
    for pause in PAUSES[:3]:
        assert worker.deliver()
        assert state_of(letter) == "queued"
        assert not worker.deliver()
        later(pause - timedelta(seconds=1))
        assert not worker.deliver()
        later(timedelta(seconds=2))
    posting.counter.refusals.clear()
    posting.counter.after_data = "250 Taken"
    assert worker.deliver()
    assert state_of(letter) == "sent"
    assert len(posting.counter.taken) == 1


def test_after_the_last_pause_a_person_is_told(letter, posting):
    posting.counter.refusals[ADDRESS] = "451 Try later"
    for pause in PAUSES:
        worker.deliver()
        later(pause)
    assert state_of(letter) == "queued"
    worker.deliver()
    assert state_of(letter) == "refused"


def test_a_connection_lost_before_the_letter_goes_out_is_tried_again(letter, posting):
    posting.counter.hang_up_at = "rcpt"
    worker.deliver()
    assert state_of(letter) == "queued"
    posting.counter.hang_up_at = ""
    later(PAUSES[0])
    worker.deliver()
    assert state_of(letter) == "sent"
    assert len(posting.counter.taken) == 1


@pytest.mark.parametrize("moment", ["data", "answer"])
def test_a_connection_lost_after_it_went_out_leaves_it_to_a_person(letter, posting, moment):
    posting.counter.hang_up_at = moment
    worker.deliver()
    assert state_of(letter) == "uncertain"
    posting.counter.hang_up_at = ""
    later(timedelta(days=9))
    assert not worker.deliver()
    assert len(posting.counter.taken) == (1 if moment == "answer" else 0)


def test_sent_again_by_a_person_it_keeps_its_message_id(letter, posting, cast):
    posting.counter.hang_up_at = "answer"
    worker.deliver()
    posting.counter.hang_up_at = ""
    with change():
        db.session.get(Delivery, letter.id).send_again(by=cast.max)
    worker.deliver()
    first, second = posting.counter.taken
    assert first == second
    assert letter.message_id.encode() in second


def test_a_worker_that_died_while_sending_leaves_an_uncertain_letter(letter, posting):
    taken = Delivery.take()
    Delivery.going_out(taken)
    assert not Delivery.give_up_lost()
    later(LEASE + timedelta(seconds=1))
    assert Delivery.give_up_lost()
    assert state_of(letter) == "uncertain"
    assert not worker.deliver()
    assert posting.counter.taken == []


def test_a_worker_that_died_before_sending_is_replaced_by_another(letter, posting):
    abandoned = Delivery.take()
    assert not worker.deliver()
    later(LEASE + timedelta(seconds=1))
    assert worker.deliver()
    assert state_of(letter) == "sent"
    with pytest.raises(ClaimLost):
        Delivery.going_out(abandoned)


def test_a_worker_slower_than_its_lease_may_still_tell_that_it_arrived(letter, posting):
    slow = Delivery.take()
    Delivery.going_out(slow)
    later(LEASE + timedelta(seconds=1))
    Delivery.give_up_lost()
    Delivery.went(slow, "sent", "250 Taken")
    assert state_of(letter) == "sent"


def test_what_a_killed_worker_left_of_a_letter_goes_after_an_hour(app, tmp_path):
    """It may hold the key of an invitation, and nobody would ever have removed it."""
    folder = app.config["SETTINGS"].mail
    old, young = folder / "old.part", folder / "young.part"
    for place in (old, young):
        place.write_bytes(b"a key")
    hour_ago = time.time() - 3601
    os.utime(old, (hour_ago, hour_ago))
    mail.forget_half_written()
    assert not old.exists()
    assert young.exists()
    young.unlink()
