"""A draft tells the difference from the last report that was sent, whichever that has become."""

from datetime import datetime

import pytest

import worker
from models import StatusReport, change, db
from models.audience import Audience
from models.status_report import StatusReport as Report
from reports.drafting import draft


@pytest.fixture
def writer(cast, client_for):
    return client_for(cast.max)


@pytest.fixture
def overtaken(cast, writer):
    """Two drafts from before: the scheduled one in hand, the other sent since."""
    first, second = begun(cast), begun(cast)
    writer.put(f"/reports/{second}/freezing")
    assert worker.print_reports()
    writer.post(f"/reports/{second}/sendings", data={"to": cast.clara.email})
    return first


def begun(cast):
    snapshot, words = draft(cast.site, Audience.client_of(cast.site, "en"), "Max")
    with change():
        report = StatusReport.draft(cast.site, "en", snapshot, words, by=cast.max)
    return report.public_id


def kept(public_id):
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalar(db.select(Report).filter_by(public_id=public_id))


def test_a_draft_that_another_report_overtook_says_so(overtaken, writer):
    page = writer.get(f"/reports/{overtaken}").text
    assert "since then report no. 1 was sent" in page


def test_frozen_it_starts_from_the_last_one_sent_and_asks_once_more(overtaken, writer):
    words = {"summary": "All is well."}
    writer.put(f"/reports/{overtaken}/freezing", data=words)
    report = kept(overtaken)
    assert report.is_draft
    assert report.snapshot["previous"] == 1
    assert report.words["summary"] == "All is well."
    writer.put(f"/reports/{overtaken}/freezing")
    assert kept(overtaken).number == 2


def test_a_plan_that_changed_is_said_and_the_draft_brought_up_to_date(cast, writer):
    with change():
        cast.launch.date(cast.max, start=None, finish=None, deadline=datetime(2027, 3, 5, 12))
    address = f"/reports/{begun(cast)}"
    assert "the plan has changed" not in writer.get(address).text
    with change():
        cast.launch.date(cast.max, start=None, finish=None, deadline=datetime(2027, 3, 9, 12))
    assert "the plan has changed" in writer.get(address).text
    assert writer.put(f"{address}/refreshing").status_code == 303
    page = writer.get(address).text
    assert "the plan has changed" not in page
    assert "9 March" in page


def test_only_who_writes_reports_brings_one_up_to_date(cast, overtaken, client_for):
    address = f"/reports/{overtaken}/refreshing"
    assert client_for(cast.clara).put(address).status_code == 404
    assert client_for(cast.zed).put(address).status_code == 404


def test_a_second_report_is_not_begun_beside_a_draft(cast, writer):
    reports = f"/projects/{cast.site.public_id}/reports"
    first = writer.post(reports, data={"language": "fr"})
    again = writer.post(reports, data={"language": "fr"})
    assert again.location == first.location
    assert "has been begun" in writer.get(again.location).text
