"""A draft tells the difference from the last report that was sent, whichever that has become."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier

import pytest

import worker
from models import Delivery, ReportSchedule, StatusReport, User, change, db, now
from models.audience import Audience
from models.status_report import Overtaken
from models.status_report import StatusReport as Report
from reports.drafting import draft
from reports.leaving import draft_ahead, send_released
from reports.lettering import letter

SOON = {"weeks": 1, "weekday": 4, "hour": time(16), "timezone": "Europe/Paris", "language": "fr"}
SOON |= {"without_me": False}


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


@pytest.fixture
def frozen_both(cast, writer):
    """Two reports frozen from the same one before; the second has been sent."""
    ids = [begun(cast), begun(cast)]
    for public_id in ids:
        writer.put(f"/reports/{public_id}/freezing", data={"summary": f"Words of {public_id}."})
        assert worker.print_reports()
    send(cast, writer, ids[1])
    return ids


def send(cast, writer, public_id):
    return writer.post(f"/reports/{public_id}/sendings", data={"to": cast.clara.email})


def letters():
    return list(db.session.scalars(db.select(Delivery)))


def test_a_report_frozen_before_the_last_one_sent_does_not_leave_after_it(
    cast, writer, frozen_both
):
    """It told as new what the other had told, and read as the later of the two."""
    first, _second = frozen_both
    send(cast, writer, first)
    assert len(letters()) == 1
    assert kept(first).state == "frozen"
    page = writer.get(f"/reports/{first}").text
    assert "Report no. 2 was sent since this one was frozen" in page
    assert "/sendings" not in page
    assert "Overtaken" in writer.get(f"/projects/{cast.site.public_id}/reports").text


def test_drafted_anew_it_keeps_its_words_and_starts_from_the_last_one_sent(
    cast, writer, client_for, frozen_both
):
    first, second = frozen_both
    address = f"/reports/{first}/successor"
    assert client_for(cast.clara).post(address).status_code == 404
    assert client_for(cast.zed).post(address).status_code == 404
    answers = [writer.post(address).location for _ in range(2)]
    assert answers[0] == answers[1]
    anew = kept(answers[0].rpartition("/")[2])
    assert anew.is_draft
    assert anew.words["summary"] == f"Words of {first}."
    assert anew.snapshot["previous"] == 2
    assert kept(first).state == "frozen"
    assert writer.post(f"/reports/{second}/successor").location.endswith(second)


def test_of_two_sent_at_the_same_moment_the_second_stays(cast, app, writer):
    ids = [begun(cast), begun(cast)]
    for public_id in ids:
        writer.put(f"/reports/{public_id}/freezing")
        assert worker.print_reports()
    address, sender = cast.clara.email, cast.max.id  # the threads share no session
    meeting = Barrier(2, timeout=20)

    def sends(public_id):
        with app.app_context():
            report = kept(public_id)
            letters = [letter(report, "Clara", address)]
            meeting.wait()
            try:
                with change():
                    report = kept_now(public_id)
                    db.session.add_all(letters)
                    report.send(letters, by=db.session.get(User, sender))
            except Overtaken:
                return "overtaken"
            return "sent"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sends, ids)) == ["overtaken", "sent"]


def kept_now(public_id):
    return db.session.scalar(db.select(Report).filter_by(public_id=public_id))


def test_a_schedule_takes_along_the_draft_that_was_begun_by_hand(cast, writer):
    """It made one of its own beside it."""
    mine = begun(cast)
    with change():
        ReportSchedule.plan(cast.site, by=cast.max, **SOON)
    due = db.session.scalar(db.select(ReportSchedule))
    with change():
        db.session.get_one(ReportSchedule, due.id).next_at = now() + timedelta(hours=20)
    assert draft_ahead()
    db.session.expire_all()
    assert db.session.scalar(db.select(ReportSchedule)).report.public_id == mine
    assert len(list(db.session.scalars(db.select(Report)))) == 1
    assert [one.kind for one in letters()] == ["draft"]


def test_a_schedule_sends_nothing_that_was_overtaken_and_goes_on_with_what_is_drafted_anew(
    cast, writer
):
    first, second = begun(cast), begun(cast)
    for public_id in (first, second):
        writer.put(f"/reports/{public_id}/freezing")
        assert worker.print_reports()
    with change():
        schedule = ReportSchedule.plan(cast.site, by=cast.max, **SOON)
        schedule.report = kept_now(first)
    to = {"to": cast.clara.email}
    assert writer.put(f"/reports/{first}/release", data=to).status_code == 303
    assert kept(first).released_at
    send(cast, writer, second)
    with change():
        db.session.scalar(db.select(ReportSchedule)).next_at = now() - timedelta(minutes=1)
    send_released()
    assert len(letters()) == 1
    anew = writer.post(f"/reports/{first}/successor").location.rpartition("/")[2]
    assert kept(first).released_at is None
    assert db.session.scalar(db.select(ReportSchedule)).report.public_id == anew
