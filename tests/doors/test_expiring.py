"""Access that ends by the clock: told once in the log and in the project's history."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

import worker
from models import Event, Membership, Project, Viewer, change, db, now
from models.base import Clock
from models.expiring import tell_expired
from tests.doors.test_audit import exported


@pytest.fixture
def part(cast):
    """Fay's, until in an hour."""
    return until(cast, timedelta(hours=1))


def until(cast, time):
    with change():
        part = Membership.of(cast.site, cast.fay)
        part.change(part.role, now() + time, by=cast.max)
    return part


def told():
    db.session.expire_all()
    return db.session.scalars(select(Event).where(Event.kind == "membership.expired")).all()


def test_its_end_is_a_line_of_the_log_and_of_the_project_s_history(cast, app, client_for, part):
    """Whoever looked why a freelancer was gone found nothing: no hand had taken them out."""
    worker.look(app, worker.QUEUES["news"])
    assert told() == []
    Clock.at = now() + timedelta(hours=2)
    worker.look(app, worker.QUEUES["news"])
    (row,) = (row for row in exported(client_for(cast.olga), kind="rights") if "Fay" in row[2][:20])
    assert row[2:6] == ["The access of Fay Fournier came to its end", cast.site.name, "", ""]
    assert row[7] == "Role: Freelancer" and row[8].startswith("Access until: ")
    activity = client_for(cast.max).get(f"/projects/{cast.site.public_id}/activity").text
    assert "The access of Fay Fournier came to its end" in activity


def test_sight_ends_by_the_clock_and_waits_for_no_line(cast, client_for, part):
    Clock.at = now() + timedelta(hours=2)
    seen = Project.visible_to(Viewer.of(cast.fay.id)).where(Project.id == cast.site.id)
    assert told() == [] and db.session.scalar(seen) is None
    assert client_for(cast.fay).get(f"/projects/{cast.site.public_id}/board").status_code == 404


def test_it_is_told_once_however_long_nobody_was_there_to_tell_it(cast, part):
    Clock.at = now() + timedelta(days=40)
    assert tell_expired() and not tell_expired()
    with change():
        Membership.of(cast.site, cast.fay).change("guest", part.expires_at, by=cast.max)
    assert not tell_expired()
    assert [event.actor_id for event in told()] == [None]


def test_access_given_again_that_ends_again_is_told_again(cast, part):
    for times in (1, 2):
        Clock.at = now() + timedelta(hours=2)
        assert tell_expired()
        assert len(told()) == times
        until(cast, timedelta(hours=1))
        assert not tell_expired()


def test_two_workers_at_one_moment_tell_it_once(cast, app, part):
    Clock.at = now() + timedelta(hours=2)
    at_once = Barrier(2, timeout=20)

    def work(_number):
        with app.app_context():
            at_once.wait()
            tell_expired()

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert len(told()) == 1
