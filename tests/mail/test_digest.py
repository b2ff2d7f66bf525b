"""What concerns a person, by mail: at their hour, by their sight as it leaves, and never twice."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from inbox.digest import write_digest
from models import Comment, Delivery, Membership, Notification, User, change, db, now
from models.base import Clock
from models.notifying import TRIES, notify
from models.user.mailing import after_quiet, next_letter
from tests.telling import tell
from worker import deliver

MONDAY = datetime(2027, 3, 8, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def mia(cast, monkeypatch):
    """Mia is written to at once; what made the cast has been told and read, and a day begins."""
    monkeypatch.setattr(Clock, "at", MONDAY)
    tell()
    with change():
        for person in cast.people.values():
            person.change(by=person, rhythm="never")
            Notification.read(person)
        cast.mia.change(by=cast.mia, rhythm="at_once", language="fr")
    return cast.mia


def write_to(clara):
    """To her at once, and to Mia no more."""
    clara.change(by=clara, rhythm="at_once")
    mia = User.with_email("mia@bleu.example")
    mia.change(by=mia, rhythm="never")


def later(**time):
    Clock.at = now() + timedelta(**time)


def write():
    while write_digest():
        pass
    return db.session.scalars(select(Delivery).where(Delivery.kind == "digest")).all()


def send():
    while deliver():
        pass


def retitle(cast, title="L’accueil"):
    with change():
        cast.mockup.retitle(title, by=cast.max)
    tell()


def letters(posting):
    return [message_from_bytes(content, policy=policy.default) for content in posting.counter.taken]


def text_of(letter):
    return "\n".join(
        part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"
    )


def test_what_concerns_somebody_arrives_in_their_language(cast, posting):
    with change():
        body = "@Mia Martin, la *deuxième* piste ?"
        Comment.write(cast.mockup, body, by=cast.max, visibility="client")
    tell()
    later(minutes=3)
    write()
    send()
    (letter,) = letters(posting)
    assert posting.counter.recipients == ["mia@bleu.example"]
    assert letter["Subject"] == "Maquette de l’accueil · Site du musée"
    assert letter["Content-Language"] == "fr"
    for kind in ("plain", "html"):
        said = letter.get_body((kind,)).get_content()
        assert "Max Moreau vous mentionne" in said and "la deuxième piste" in said
        assert f"/tasks/{cast.mockup.public_id}" in said


def test_it_can_be_stopped_from_the_letter_itself(cast, posting, visitor):
    retitle(cast)
    later(minutes=3)
    write()
    send()
    (letter,) = letters(posting)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip("<>")
    assert address in text_of(letter)
    path = address.removeprefix("http://127.0.0.1:8000")
    assert visitor.get(path).status_code == 200
    assert db.session.get(User, cast.mia.id).rhythm == "at_once"
    assert visitor.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert db.session.get(User, cast.mia.id).rhythm == "never"
    retitle(cast, "Encore")
    later(days=2)
    assert len(write()) == 1


def test_many_changes_are_one_letter_and_one_line_each_thing(cast, posting):
    for title in ("A", "B", "C"):
        retitle(cast, title)
    later(minutes=3)
    (letter,) = write()
    assert "1 autre" not in letter.subject
    send()
    assert text_of(letters(posting)[0]).count(f"/tasks/{cast.mockup.public_id}") == 2


def test_an_act_that_takes_a_while_is_one_letter(cast, posting):
    """A letter left with what was two minutes old, and the rest of the act seconds after it."""
    for title in ("A", "B", "C"):
        retitle(cast, title)
        later(seconds=30)
    later(seconds=30)
    (letter,) = write()
    assert letter.tells == 3
    later(minutes=5)
    assert len(write()) == 1


def test_while_an_act_goes_on_its_letter_waits_two_minutes_at_the_most(cast):
    retitle(cast, "A")
    later(seconds=119)
    retitle(cast, "B")
    later(seconds=2)
    assert write() == []
    later(seconds=18)
    (letter,) = write()
    assert letter.tells == 2
    retitle(cast, "C")
    for count in range(15):
        later(seconds=15)
        assert len(write()) == 1
        retitle(cast, f"C {count}")
    later(seconds=15)
    assert len(write()) == 2


def test_what_may_still_be_taken_back_is_in_no_letter(cast):
    with change():
        cast.mia.change(by=cast.mia, rhythm="hourly")
    later(minutes=29, seconds=55)
    with change():
        said = Comment.write(cast.mockup, "Trop vite", by=cast.max, visibility="client")
    tell()
    later(seconds=5)
    assert write() == []
    with change():
        said.withdraw(by=cast.max)
    later(seconds=30)
    assert write() == []


def test_a_worker_that_comes_late_tells_all_of_it_in_one_letter(cast, monkeypatch):
    """It told fifty things, wrote of them, and went on to the next fifty."""
    monkeypatch.setattr("models.notifying.AT_ONCE", 1)
    with change():
        for title in ("A", "B", "C"):
            cast.mockup.retitle(title, by=cast.max)
    later(minutes=5)
    while any([notify(), write_digest()]):
        pass
    (letter,) = write()
    assert letter.tells == 3


def test_what_was_read_by_then_is_not_written(cast):
    retitle(cast)
    with change():
        Notification.read(cast.mia)
    later(minutes=3)
    assert write() == []


def test_what_was_hidden_before_it_is_written_is_not_in_it(cast, posting):
    with change():
        cast.brief.follow(by=cast.clara)
        write_to(cast.clara)
        cast.brief.retitle("SECRETPLANTE", by=cast.max)
    tell()
    with change():
        cast.brief.hide("team", by=cast.max)
    later(minutes=3)
    assert write() == []


@pytest.mark.parametrize("way", ["hidden", "removed", "left", "expired", "gone", "comment"])
def test_what_somebody_may_no_longer_see_does_not_leave_though_it_is_written(cast, posting, way):
    with change():
        cast.brief.follow(by=cast.clara)
        write_to(cast.clara)
        said = Comment.write(cast.brief, "SECRETPLANTE", by=cast.max, visibility="client")
    tell()
    later(minutes=3)
    (letter,) = write()
    with change():
        clara = db.session.get(User, cast.clara.id)
        part = Membership.of(cast.site, clara)
        match way:
            case "hidden":
                cast.brief.hide("team", by=cast.max)
            case "removed":
                clara.remove(by=cast.olga)
            case "left":
                part.end(by=cast.max)
            case "expired":
                part.change("client", now() - timedelta(seconds=1), by=cast.max)
            case "gone":
                cast.brief.delete(by=cast.max)
            case "comment":
                said.delete(by=cast.max)
    send()
    assert posting.counter.taken == []
    kept = db.session.get(Delivery, letter.id)
    assert kept.state == "withdrawn" and not kept.content
    tell()
    write()
    send()
    assert posting.counter.taken == []


@pytest.mark.parametrize("told_first", [False, True])
def test_what_was_hidden_and_shown_again_is_not_told_with_its_old_words(cast, posting, told_first):
    with change():
        cast.brief.follow(by=cast.clara)
        write_to(cast.clara)
        cast.brief.retitle("SECRETPLANTE", by=cast.max)
    tell()
    later(minutes=3)
    write()
    with change():
        cast.brief.hide("team", by=cast.max)
        cast.brief.retitle("Le brief", by=cast.max)
    with change():
        cast.brief.hide("client", by=cast.max)
    if told_first:  # the worker has forgotten what was told before, its letter still waits
        tell()
    send()
    tell()
    write()
    send()
    assert posting.counter.taken == []


def test_what_is_still_seen_of_a_letter_held_back_goes_in_another_one(cast, posting):
    with change():
        for task in (cast.brief, cast.launch):
            task.follow(by=cast.clara)
        write_to(cast.clara)
        cast.brief.retitle("SECRETPLANTE", by=cast.max)
        cast.launch.retitle("Ouverture", by=cast.max)
    tell()
    later(minutes=3)
    write()
    with change():
        cast.brief.hide("team", by=cast.max)
    send()
    assert posting.counter.taken == []
    write()
    send()
    (letter,) = letters(posting)
    assert "Ouverture" in text_of(letter)
    assert "SECRETPLANTE" not in posting.counter.taken[0].decode("utf-8", "replace")


def test_what_was_read_before_it_leaves_stays_here(cast, posting):
    retitle(cast)
    later(minutes=3)
    write()
    with change():
        Notification.read(cast.mia)
    send()
    assert posting.counter.taken == []


def test_nothing_of_an_archived_project_is_written(cast):
    retitle(cast)
    with change():
        cast.site.archive(by=cast.olga)
    later(minutes=3)
    assert write() == []


def test_a_worker_that_dies_between_writing_and_queueing_writes_it_again_once(cast):
    from inbox.digest import hand_over, letter_to, waiting

    retitle(cast)
    later(minutes=3)
    rows = waiting(cast.mia.id)
    lost, carried = letter_to(cast.mia.id, rows)
    assert len(write()) == 1
    hand_over(rows, lost, carried)
    assert len(write()) == 1


def test_what_falls_due_while_a_letter_is_written_is_for_the_next_and_goes_once(cast, posting):
    from inbox.digest import hand_over, letter_to, waiting

    retitle(cast)
    later(minutes=3)
    rows = waiting(cast.mia.id)
    retitle(cast, "L’accueil, encore")
    later(minutes=3)
    hand_over(rows, *letter_to(cast.mia.id, rows))
    first, second = write()
    assert (first.tells, second.tells) == (1, 1)
    send()
    assert len(letters(posting)) == 2


def test_once_a_day_comes_at_one_s_hour_on_one_s_own_clock(cast):
    with change():
        cast.mia.change(by=cast.mia, rhythm="daily", mail_hour=18, timezone="Asia/Tokyo")
    retitle(cast)  # 18:30 in Tokyo
    later(hours=23, minutes=29)
    assert write() == []
    later(minutes=2)
    assert len(write()) == 1


def test_quiet_hours_hold_though_the_worker_comes_late(cast):
    with change():
        cast.mia.change(by=cast.mia, timezone="UTC", quiet_from=20, quiet_to=7)
    retitle(cast)  # 9:30
    later(hours=14)
    assert write() == []
    later(hours=7, minutes=29)
    assert write() == []
    later(minutes=2)
    assert len(write()) == 1


def test_a_letter_that_cannot_be_written_holds_up_no_other(cast, monkeypatch):
    with change():
        cast.mockup.assign([cast.mia, cast.fay], by=cast.olga)
        cast.fay.change(by=cast.fay, rhythm="at_once")
    retitle(cast)
    later(minutes=3)
    with monkeypatch.context() as broken:
        broken.setattr(User, "mail_key", property(lambda person: 1 / (person.id != cast.mia.id)))
        write()
    assert [one.to_address for one in write()] == ["fay@bleu.example"]
    later(hours=1, minutes=1)
    assert len(write()) == 2


def test_what_can_never_be_told_holds_back_no_letter_that_is_due(cast):
    """It failed at each beat, and while something is not told yet no letter is written."""
    retitle(cast)
    with change():
        cast.site.record("imported", by=cast.max, run={"no": "name"})
    later(minutes=3)
    for _try in range(TRIES - 1):
        with pytest.raises(SQLAlchemyError):
            notify()
        assert write() == []
    assert notify()
    assert [one.to_address for one in write()] == ["mia@bleu.example"]


def test_a_project_may_have_a_rhythm_of_its_own(cast):
    with change():
        cast.mia.set_rhythm(cast.site.id, "never")
    retitle(cast)
    later(days=2)
    assert write() == []


def test_another_rhythm_holds_for_what_already_waits(cast):
    with change():
        cast.mia.change(by=cast.mia, rhythm="daily")
    retitle(cast)
    with change():
        cast.mia.change(by=cast.mia, rhythm="at_once")
        Notification.post_anew(cast.mia)
    tell()
    later(minutes=3)
    assert len(write()) == 1


def at(hour, minute=0, day=8):
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "when", "goes"),
    [
        ("at_once", at(9, 30), at(9, 32)),
        ("hourly", at(9, 30), at(10)),
        ("hourly", at(10), at(11)),
        ("daily", at(9, 30), at(18)),
        ("daily", at(18), at(18, day=9)),
        ("never", at(9, 30), None),
    ],
)
def test_when_a_letter_goes(rhythm, when, goes):
    assert next_letter(rhythm, when, 18) == goes


@pytest.mark.parametrize(
    ("when", "begins", "ends", "goes"),
    [
        (at(21), 20, 7, at(7, day=9)),
        (at(3, 15), 20, 7, at(7)),
        (at(7), 20, 7, at(7)),
        (at(12), 20, 7, at(12)),
        (at(13), 12, 14, at(14)),
        (at(13), None, 14, at(13)),
        (at(13), 13, 13, at(13)),
    ],
)
def test_quiet_hours_put_it_off_to_their_end(when, begins, ends, goes):
    assert after_quiet(when, begins, ends) == goes
