"""The order of events is the order of commits, on both databases, and none is lost."""

import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

import migrations
from live.broadcaster import Broadcaster, snapshot
from live.rooms import Listener, Rooms
from live.stamps import last_seq, read, stamp
from live.unread import last_notification
from live.waking import bell_for
from models import Notification, Override, User, change, db, now
from tests.cast import Cast, assemble
from tests.conftest import app_on
from tests.live.mirror import Ear


@pytest.fixture
def app(bare_database: str, tmp_path: Path) -> Any:
    migrations.upgrade(bare_database)
    app = app_on(bare_database, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    return assemble()


class Writer(threading.Thread):
    """Retitles a card; told to, it waits with everything written and nothing committed."""

    def __init__(self, app: Flask, task_id: int, title: str) -> None:
        super().__init__(daemon=True)
        self.app, self.task_id, self.title = app, task_id, title
        self.is_at_the_door, self.may_commit = threading.Event(), threading.Event()
        self.is_done = threading.Event()

    def run(self) -> None:
        from models import Task

        with self.app.app_context(), change() as session:
            self.write(session.get(Task, self.task_id))
            event.listen(session, "before_commit", self.wait_at_the_door)
        self.is_done.set()

    def write(self, task: Any) -> None:
        task.retitle(self.title, by=None)

    def wait_at_the_door(self, _session: Any) -> None:
        self.is_at_the_door.set()
        assert self.may_commit.wait(20)


class Announcer(Writer):
    """Tells somebody of a card, as a worker does."""

    def __init__(self, app: Flask, task_id: int, person_id: int) -> None:
        super().__init__(app, task_id, "")
        self.person_id = person_id

    def write(self, task: Any) -> None:
        about = {"topic": "one", "reason": "changed", "at": now(), "task_id": task.id}
        about |= {"project_id": task.project_id, "user_id": self.person_id}
        Notification.tell([about])


class Giver(Writer):
    """Gives somebody a right, and waits with it before anything of it is numbered."""

    def __init__(self, app: Flask, person_id: int, giver_id: int) -> None:
        super().__init__(app, 0, "")
        self.people = person_id, giver_id

    def write(self, task: Any) -> None:
        person, giver = (db.session.get_one(User, number) for number in self.people)
        Override.make(person, "invite", given=True, by=giver)
        self.wait_at_the_door(None)


def titles_read(broadcaster: Broadcaster) -> list[str]:
    with snapshot():
        return [happened.details["title"] for happened in broadcaster._read()]


def test_a_writer_held_before_its_commit_is_neither_lost_nor_overtaken(
    app: Flask, cast: Cast
) -> None:
    first = Writer(app, cast.brief.id, "first")
    second = Writer(app, cast.launch.id, "second")
    broadcaster = Broadcaster(Rooms())
    broadcaster.seen = last_seq()
    second.may_commit.set()
    first.start()
    assert first.is_at_the_door.wait(20)
    second.start()
    assert titles_read(broadcaster) == []
    assert not second.is_done.wait(0.3), "the second committed while the first held its number"
    assert titles_read(broadcaster) == []
    first.may_commit.set()
    assert second.is_done.wait(20) and first.is_done.wait(20)
    assert titles_read(broadcaster) == ["first", "second"]
    assert titles_read(broadcaster) == []


def test_who_is_told_by_a_worker_that_commits_late_hears_of_it_too(app: Flask, cast: Cast) -> None:
    """Its numbers are lower than those of a worker that came after it and committed first."""
    late = Announcer(app, cast.brief.id, cast.mia.id)
    soon = Announcer(app, cast.brief.id, cast.fay.id)
    broadcaster = Broadcaster(Rooms())
    broadcaster.seen, broadcaster.told = last_seq(), last_notification()
    ears: list[Any] = [Ear(), Ear()]
    for ear, person in zip(ears, (cast.mia, cast.fay), strict=True):
        broadcaster.rooms.alone.add(Listener(ear, "", person.id, 0, "fr"))
    soon.may_commit.set()
    late.start()
    assert late.is_at_the_door.wait(20)
    soon.start()
    soon.is_done.wait(0.3)
    broadcaster.look()
    late.may_commit.set()
    assert late.is_done.wait(20) and soon.is_done.wait(20)
    broadcaster.look()
    assert [ear.named("unread") for ear in ears] == [[1], [1]]


@pytest.mark.parametrize("bare_database", ["postgresql"], indirect=True)
def test_whoever_is_given_a_right_goes_on_working_meanwhile(app: Flask, cast: Cast) -> None:
    """Their event, in turn before the giver's, waited for their row, which the giver held."""
    giver = Giver(app, cast.mia.id, cast.olga.id)
    giver.start()
    assert giver.is_at_the_door.wait(20)
    with change() as session:
        session.execute(text("SET LOCAL lock_timeout = '3s'"))
        cast.brief.retitle("meanwhile", by=cast.mia)
    giver.may_commit.set()
    assert giver.is_done.wait(20)


def test_one_batch_is_one_moment_even_if_others_commit_meanwhile(app: Flask, cast: Cast) -> None:
    task_id, was = cast.brief.id, cast.brief.title
    other = Writer(app, task_id, "meanwhile")
    other.may_commit.set()
    with snapshot():
        from models import Task

        before = last_seq()
        other.start()
        assert other.is_done.wait(20)
        db.session.expire_all()
        assert db.session.get_one(Task, task_id).title == was
        assert last_seq() == before
    assert last_seq() == before + 1


def test_an_instance_that_was_emptied_is_listened_to_again(app: Flask, cast: Cast) -> None:
    broadcaster, task_id = Broadcaster(Rooms()), cast.brief.id
    broadcaster.seen = last_seq() + 1000
    assert titles_read(broadcaster) == []
    writer = Writer(app, task_id, "again")
    writer.may_commit.set()
    writer.start()
    assert writer.is_done.wait(20)
    assert titles_read(broadcaster) == ["again"]


def test_a_stamp_tells_the_reader_nothing_and_the_server_everything(app: Flask) -> None:
    assert read(stamp(41)) == 41
    assert stamp(41) != stamp(41)


@pytest.mark.parametrize("place", [0, 8, 15, 16, 23])
def test_a_stamp_with_a_bit_turned_is_no_stamp(app: Flask, place: int) -> None:
    raw = bytearray.fromhex(stamp(41))
    raw[place] ^= 1
    with pytest.raises(ValueError):
        read(raw.hex())
    with pytest.raises(ValueError):
        read("41")


def test_the_bell_hears_what_others_commit(app: Flask, cast: Cast) -> None:
    bell = bell_for(db.engine)

    def hear_twice() -> None:
        bell.wait()
        bell.wait()

    hearing = threading.Thread(target=hear_twice, daemon=True)
    hearing.start()
    while hearing.is_alive():
        with change():
            cast.brief.retitle(f"{cast.brief.title}.", by=cast.max)
        hearing.join(0.5)
        assert len(cast.brief.title) < 60, "nobody heard it"
