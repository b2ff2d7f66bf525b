"""A report that cannot be printed is given up after three tries, says why, and is tried again."""

from datetime import timedelta

import pytest

import worker
from models import StatusReport, change, db, now
from models.base import Clock
from models.claiming import LEASE
from reports import pressing


@pytest.fixture
def writer(cast, client_for):
    return client_for(cast.max)


@pytest.fixture
def clock(app):
    Clock.at = now()
    yield
    Clock.at = None


@pytest.fixture
def report(cast, writer):
    writer.post(f"/projects/{cast.site.public_id}/reports", data={"language": "en"})
    report = db.session.scalars(db.select(StatusReport)).one()
    writer.put(f"/reports/{report.public_id}/freezing")
    return report


def kept():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(db.select(StatusReport)).one()


def lease_runs_out():
    Clock.at = now() + LEASE + timedelta(seconds=1)


def test_one_that_ends_every_worker_is_given_up_and_says_so(cast, clock, writer, report):
    """Each worker took it up, ended, and left it to the next, for ever."""
    for _ in range(3):
        assert StatusReport.take_unprinted()  # and ends
        assert StatusReport.take_unprinted() is None
        assert "is being made" in writer.get(f"/reports/{report.public_id}/fate").text
        lease_runs_out()
    assert StatusReport.take_unprinted() is None
    page = writer.get(f"/reports/{report.public_id}/fate").text
    assert "The PDF could not be made" in page
    assert "The worker ended each time" in page
    assert "hx-trigger" not in page
    assert "/sendings" not in page
    again = f"/reports/{report.public_id}/printing"
    assert writer.put(again).status_code == 303
    assert worker.print_reports()
    assert kept().is_printed
    writer.put(again)
    assert kept().is_printed


def test_one_that_fails_tells_its_reason(cast, clock, writer, report, monkeypatch):
    def jammed(*_asked):
        raise ValueError("no glyph for that")

    with monkeypatch.context() as broken:
        broken.setattr(pressing, "set_on_paper", jammed)
        for _ in range(3):
            assert worker.print_reports()
            assert not worker.print_reports()  # it rests before the next try
            lease_runs_out()
    page = writer.get(f"/reports/{report.public_id}").text
    assert "What went wrong: ‘no glyph for that’" in page
    writer.put(f"/reports/{report.public_id}/printing")
    assert worker.print_reports()
    assert kept().problem == ""


def test_only_who_writes_reports_has_it_tried_again(cast, client_for, report):
    with change():
        kept().starts = 3
    address = f"/reports/{report.public_id}/printing"
    assert client_for(cast.zed).put(address).status_code == 404
    assert client_for(cast.clara).put(address).status_code == 404
    assert kept().starts == 3
    assert client_for(cast.mia).put(address).status_code == 303
    assert kept().starts == 0
