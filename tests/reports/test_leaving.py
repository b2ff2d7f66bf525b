"""A report that leaves by its schedule: drafted a day before, sent at its hour, never unseen."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

import worker
from models import Delivery, Event, Project, ReportSchedule, StatusReport, Task, change, db
from models.base import Clock
from models.claiming import LEASE
from reports import leaving
from reports.keeping import kept_at
from reports.reading import surfaces_of_pdf

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 11, 20, 16, tzinfo=PARIS)
FORM = {
    "weeks": "2",
    "weekday": "4",
    "hour": "16:00",
    "timezone": "Europe/Paris",
    "language": "fr",
}


@pytest.fixture(autouse=True)
def wednesday(app):
    Clock.at = FRIDAY - timedelta(days=2)
    yield
    Clock.at = None


@pytest.fixture
def writer(cast, client_for):
    return client_for(cast.max)


def planned(cast, writer, **more):
    answer = writer.put(f"/projects/{cast.site.public_id}/report-schedule", data=FORM | more)
    assert answer.status_code == 303
    return schedule()


def schedule():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalar(db.select(ReportSchedule))


def work():
    """All that the clock asks for now."""
    for _ in range(12):
        worked = [step() for step in (*CLOCK, worker.print_reports)]
        if not any(worked):
            return


CLOCK = (leaving.draft_ahead, leaving.release_unattended, leaving.send_released, leaving.pass_over)


def the_report():
    db.session.rollback()
    standing = db.select(StatusReport).where(StatusReport.deleted_at.is_(None))
    return db.session.scalar(standing.order_by(StatusReport.id.desc()))


def letters(kind="report"):
    return list(db.session.scalars(db.select(Delivery).filter_by(kind=kind)))


def readied(writer, report, cast):
    writer.put(f"/reports/{report.public_id}/freezing")
    work()
    to = {"to": cast.clara.email}
    assert writer.put(f"/reports/{report.public_id}/release", data=to).status_code == 303


@pytest.mark.parametrize(
    ("zone", "hour", "month", "expected"),
    [
        ("Europe/Paris", time(16), 11, datetime(2026, 11, 20, 15, tzinfo=UTC)),
        ("America/Toronto", time(9), 11, datetime(2026, 11, 20, 14, tzinfo=UTC)),
        ("Europe/Paris", time(16), 6, datetime(2026, 6, 19, 14, tzinfo=UTC)),
    ],
)
def test_the_hour_is_on_the_clients_wall_clock(zone, hour, month, expected):
    known = ReportSchedule(weekday=4, hour=hour, timezone=zone, weeks=1)
    assert known.first_after(datetime(2026, month, 18, tzinfo=UTC)).astimezone(UTC) == expected


def test_the_next_time_keeps_its_hour_over_the_change_of_clocks():
    known = ReportSchedule(weekday=4, hour=time(16), timezone="Europe/Paris", weeks=2)
    known.next_at = Clock.at = datetime(2026, 10, 16, 14, tzinfo=UTC)
    known.advance()
    assert known.next_at.astimezone(UTC) == datetime(2026, 10, 30, 15, tzinfo=UTC)


def test_it_drafts_a_day_before_and_tells_its_author_once(cast, writer):
    planned(cast, writer)
    work()
    assert the_report() is None
    Clock.at = FRIDAY - timedelta(hours=24)
    work()
    work()
    assert the_report().is_draft
    (told,) = letters("draft")
    assert told.to_address == cast.max.email
    assert "16\u00a0h\u00a000" in told.content.decode() or b"16=C2=A0h" in told.content


def test_its_author_is_told_in_the_language_of_the_agency_not_of_the_client(cast, writer):
    planned(cast, writer, language="en")
    with change():
        cast.max.language = None
    Clock.at = FRIDAY - timedelta(hours=24)
    work()
    (told,) = letters("draft")
    assert b"Content-Language: fr" in told.content or b"Bonjour" in told.content


def test_at_its_hour_it_sends_what_a_person_released_and_goes_on_to_the_next(cast, writer):
    planned(cast, writer)
    Clock.at = FRIDAY - timedelta(hours=20)
    work()
    readied(writer, the_report(), cast)
    work()
    assert letters() == []
    Clock.at = FRIDAY
    work()
    work()
    assert [one.to_address for one in letters()] == [cast.clara.email]
    assert the_report().state == "sent"
    assert schedule().next_at == FRIDAY + timedelta(weeks=2)
    assert schedule().report_id is None


def test_an_unreleased_draft_waits_and_says_so(cast, writer):
    planned(cast, writer)
    Clock.at = FRIDAY + timedelta(hours=1)
    work()
    assert letters() == []
    page = writer.get(f"/projects/{cast.site.public_id}/reports", headers={"Accept-Language": "fr"})
    assert "personne n’a autorisé son départ" in page.text
    report = the_report()
    readied(writer, report, cast)
    work()
    assert len(letters()) == 1
    assert schedule().next_at == FRIDAY + timedelta(weeks=2)


def test_without_its_author_it_leaves_less_the_state_of_the_whole(cast, writer):
    with change():
        cast.site.due = FRIDAY.date() + timedelta(days=30)
    planned(cast, writer, without_me="1")
    Clock.at = FRIDAY
    work()
    assert [one.to_address for one in letters()] == [cast.clara.email]
    assert the_report().snapshot["schedule"] is None
    assert "Conforme" not in letters()[0].content.decode("utf-8", "replace")


def test_a_finding_of_the_scan_keeps_it_in_the_house_at_its_hour(cast, writer):
    with change():
        cast.brief.close(by=cast.max)
    planned(cast, writer)
    Clock.at = FRIDAY - timedelta(hours=1)
    work()
    readied(writer, the_report(), cast)
    with change():
        db.session.get(Task, cast.brief.id).hide("team", by=cast.max)
    Clock.at = FRIDAY
    work()
    assert letters() == []
    assert 'id="scan" role="alert"' in writer.get(f"/reports/{the_report().public_id}").text


def test_frozen_and_forgotten_it_leaves_less_the_state_of_the_whole_too(cast, writer):
    """What its author froze, and never released, left with the state of the whole in it."""
    with change():
        cast.site.due = FRIDAY.date() + timedelta(days=30)
    planned(cast, writer, without_me="1")
    Clock.at = FRIDAY - timedelta(hours=5)
    work()
    writer.put(f"/reports/{the_report().public_id}/freezing")
    work()
    assert the_report().snapshot["schedule"]
    Clock.at = FRIDAY
    work()
    assert [one.to_address for one in letters()] == [cast.clara.email]
    assert the_report().snapshot["schedule"] is None
    said = surfaces_of_pdf(kept_at(the_report().public_id).read_bytes())
    assert not any("Conforme" in one.text for one in said)


AWAY = {
    "archived": (Project.archive, Project.restore),
    "deleted": (Project.delete, Project.recover),
}


@pytest.fixture(params=AWAY)
def away(request, cast):
    """How the project goes, and how it comes back."""

    def verb(n):
        def done():
            with change():
                AWAY[request.param][n](db.session.get(Project, cast.site.id), by=cast.ada)

        return done

    return verb(0), verb(1)


def test_what_was_released_does_not_leave_a_project_that_is_away(cast, writer, away):
    """It left an archived project at its hour, and nobody could stop it."""
    released(cast, writer)
    (go, come_back), page = away, f"/projects/{cast.site.public_id}/reports"
    go()
    Clock.at = FRIDAY
    work()
    assert letters() == []
    Clock.at = FRIDAY + timedelta(days=1)
    come_back()
    work()
    assert letters() == []
    assert "It waits for you" in writer.get(page).text
    writer.post(f"/reports/{the_report().public_id}/sendings", data={"to": cast.clara.email})
    work()
    assert [one.to_address for one in letters()] == [cast.clara.email]
    assert schedule().next_at == FRIDAY + timedelta(weeks=2)


def test_nor_is_it_sent_without_its_author_from_there(cast, writer, away):
    """Archived before the draft was due, and back after the hour: drafted, then held."""
    planned(cast, writer, without_me="1")
    go, come_back = away
    go()
    Clock.at = FRIDAY + timedelta(hours=1)
    work()
    assert the_report() is None
    come_back()
    work()
    assert the_report().is_draft
    assert letters() == []


def test_a_project_that_is_back_before_the_hour_keeps_it(cast, writer, away):
    released(cast, writer)
    for step in away:
        step()
    Clock.at = FRIDAY
    work()
    assert len(letters()) == 1


def test_archived_while_the_worker_writes_its_letters_none_leaves(cast, writer, monkeypatch):
    released(cast, writer)
    compose = leaving.letter

    def meanwhile(*asked):
        with change():
            db.session.get(Project, cast.site.id).archive(by=cast.ada)
        return compose(*asked)

    monkeypatch.setattr(leaving, "letter", meanwhile)
    Clock.at = FRIDAY
    leaving.send_released()
    assert letters() == []


def as_restored():
    """As `bin/jalon restore` leaves a schedule whose hour has passed (tests/operating)."""
    with change():
        db.session.scalar(db.select(ReportSchedule)).held_at = Clock.at


@pytest.fixture
def held(cast, writer):
    """A report that was released, in a copy restored an hour after it was due."""
    planned(cast, writer)
    Clock.at = FRIDAY - timedelta(hours=20)
    work()
    readied(writer, the_report(), cast)
    Clock.at = FRIDAY + timedelta(hours=1)
    as_restored()
    return f"/projects/{cast.site.public_id}"


def test_a_restored_copy_does_not_send_by_itself_what_may_have_left(held, cast, writer):
    work()
    assert letters() == []
    french = {"Accept-Language": "fr"}
    listed = writer.get(f"{held}/reports", headers=french).text
    assert re.search(r"a été restauré \(\d\d:\d\d\) après l’heure prévue pour le rapport", listed)
    page = writer.get(f"/reports/{the_report().public_id}", headers=french).text
    assert "avant la restauration de ce projet ou de cette copie" in page


def test_a_restored_copy_sends_nothing_without_its_author_either(cast, writer):
    planned(cast, writer, without_me="1")
    Clock.at = FRIDAY + timedelta(hours=1)
    as_restored()
    work()
    assert letters() == []
    assert the_report().is_draft


def test_what_is_held_back_is_sent_by_a_person_and_the_next_leaves_as_before(held, cast, writer):
    writer.post(f"/reports/{the_report().public_id}/sendings", data={"to": cast.clara.email})
    work()
    assert [one.to_address for one in letters()] == [cast.clara.email]
    assert schedule().next_at == FRIDAY + timedelta(weeks=2)
    assert schedule().held_at is None


def test_what_a_person_knows_has_left_is_not_sent_again(held, cast, writer, client_for):
    deed = f"{held}/report-schedule/departure"
    assert client_for(cast.mia).put(deed).status_code == 403
    assert client_for(cast.clara).put(deed).status_code == 403
    assert client_for(cast.zed).put(deed).status_code == 404
    for _ in range(2):
        assert writer.put(deed).status_code == 303
    kinds = list(db.session.scalars(db.select(Event.kind)))
    assert kinds.count("report_schedule.departed") == 1
    assert schedule().next_at == FRIDAY + timedelta(weeks=2)
    Clock.at = FRIDAY + timedelta(days=7)
    work()
    assert letters() == []
    assert the_report().released_at is None


def test_a_new_hour_does_not_carry_along_what_was_held_back(held, cast, writer):
    planned(cast, writer, weekday="0")
    assert schedule().report_id is None
    Clock.at = FRIDAY + timedelta(days=5)
    work()
    assert letters() == []


def test_what_a_person_sent_before_its_hour_is_not_sent_again(cast, writer):
    planned(cast, writer)
    Clock.at = FRIDAY - timedelta(hours=5)
    work()
    report = the_report()
    readied(writer, report, cast)
    writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    page = writer.get(f"/projects/{cast.site.public_id}/reports").text
    sent_and_next = re.search(
        r"The report of (.*?) has been sent already. Next report: (.*?)\.", page
    )
    assert ["20 November" in sent_and_next[1], "4 December" in sent_and_next[2]] == [True, True]
    assert "Its draft is ready" not in page
    Clock.at = FRIDAY
    work()
    assert len(letters()) == 1
    assert schedule().next_at > FRIDAY


def test_a_discarded_draft_is_not_drafted_again_for_the_same_hour(cast, writer):
    planned(cast, writer)
    Clock.at = FRIDAY - timedelta(hours=5)
    work()
    writer.delete(f"/reports/{the_report().public_id}")
    work()
    assert the_report() is None
    assert schedule().next_at == FRIDAY + timedelta(weeks=2)


def test_a_worker_that_died_in_the_middle_is_replaced_and_nothing_is_sent_twice(cast, writer):
    planned(cast, writer)
    Clock.at = FRIDAY - timedelta(hours=5)
    assert ReportSchedule.take_to_draft()  # and dies
    work()
    assert the_report() is None
    Clock.at += timedelta(seconds=91)
    work()
    readied(writer, the_report(), cast)
    Clock.at = FRIDAY
    assert ReportSchedule.take_to_send()
    Clock.at += timedelta(seconds=91)
    work()
    assert len(letters()) == 1


def test_only_who_sends_sets_it_and_a_wrong_hour_is_refused(cast, writer, client_for):
    url = f"/projects/{cast.site.public_id}/report-schedule"
    assert client_for(cast.mia).put(url, data=FORM).status_code == 403
    assert client_for(cast.clara).put(url, data=FORM).status_code == 403
    assert client_for(cast.zed).put(url, data=FORM).status_code == 404
    assert writer.put(url, data=FORM | {"hour": "noon"}).status_code == 422
    for _ in range(2):
        planned(cast, writer)
    kinds = list(db.session.scalars(db.select(Event.kind)))
    assert kinds.count("report_schedule.planned") == 1
    writer.delete(url)
    assert schedule() is None


def test_a_member_sees_when_reports_leave_and_nothing_where_they_do_not(cast, writer, client_for):
    mia, url = client_for(cast.mia), f"/projects/{cast.site.public_id}/reports"
    assert "cadence" not in mia.get(url).text
    planned(cast, writer)
    page = mia.get(url).text
    assert "cadence" in page
    assert "report-schedule" not in page


def test_a_report_without_a_schedule_is_not_released(cast, writer):
    writer.post(f"/projects/{cast.site.public_id}/reports")
    report = the_report()
    writer.put(f"/reports/{report.public_id}/freezing")
    writer.put(f"/reports/{report.public_id}/release", data={"to": cast.clara.email})
    assert the_report().released_at is None


def released(cast, writer, **more):
    planned(cast, writer, **more)
    Clock.at = FRIDAY - timedelta(hours=5)
    work()
    readied(writer, the_report(), cast)
    return f"/reports/{the_report().public_id}/release"


def test_what_was_released_is_taken_back_before_its_hour_and_then_waits(cast, writer):
    address = released(cast, writer)
    page = writer.get(address.removesuffix("/release")).text
    assert "Take it back" in page
    assert "Release for its hour" not in page
    for _ in range(2):
        assert writer.delete(address).status_code == 303
    assert the_report().released_at is None
    Clock.at = FRIDAY + timedelta(minutes=1)
    work()
    assert letters() == []
    kinds = list(db.session.scalars(db.select(Event.kind)))
    assert kinds.count("status_report.taken_back") == 1
    writer.put(address, data={"to": cast.clara.email})
    work()
    assert len(letters()) == 1


def test_taken_back_it_does_not_leave_without_its_author_either(cast, writer):
    address = released(cast, writer, without_me="1")
    writer.delete(address)
    Clock.at = FRIDAY + timedelta(minutes=1)
    work()
    assert letters() == []


def test_after_its_hour_it_is_leaving_and_a_sentence_says_so(cast, writer):
    address = released(cast, writer)
    Clock.at = FRIDAY
    writer.delete(address)
    page = writer.get(address.removesuffix("/release")).text
    assert "The hour has come: this report can no longer be taken back." in page
    assert "Take it back" not in page
    work()
    assert len(letters()) == 1
    writer.delete(address)
    assert "The hour has come" in writer.get(address.removesuffix("/release")).text


def test_taken_back_while_the_worker_writes_its_letters_it_stays(cast, writer, monkeypatch):
    """The clock of a web process may be a moment behind that of the worker."""
    address, compose = released(cast, writer), leaving.letter

    def meanwhile(*asked):
        Clock.at = FRIDAY - timedelta(seconds=1)
        writer.delete(address)
        Clock.at = FRIDAY
        return compose(*asked)

    monkeypatch.setattr(leaving, "letter", meanwhile)
    Clock.at = FRIDAY
    leaving.send_released()
    work()
    assert letters() == []
    assert the_report().state == "frozen"


def test_another_hour_set_while_the_worker_writes_its_letters_holds(cast, writer, monkeypatch):
    """It left all the same, and the hour that had been set was passed over."""
    released(cast, writer)
    compose = leaving.letter

    def meanwhile(*asked):
        planned(cast, writer, hour="18:00")
        return compose(*asked)

    monkeypatch.setattr(leaving, "letter", meanwhile)
    Clock.at = FRIDAY
    leaving.send_released()
    assert letters() == []
    monkeypatch.setattr(leaving, "letter", compose)
    Clock.at = FRIDAY + timedelta(hours=2)
    work()
    assert len(letters()) == 1


def test_what_its_author_writes_while_the_worker_reads_it_is_not_lost(cast, writer, monkeypatch):
    """The report left with the words of before."""
    planned(cast, writer, without_me="1")
    Clock.at = FRIDAY - timedelta(hours=1)
    work()
    report, read = the_report(), leaving.leaks

    def meanwhile(one):
        monkeypatch.setattr(leaving, "leaks", read)
        found = read(one)
        writer.put(f"/reports/{report.public_id}/words", data={"summary": "Tout est prêt."})
        return found

    monkeypatch.setattr(leaving, "leaks", meanwhile)
    Clock.at = FRIDAY
    leaving.release_unattended()
    assert the_report().is_draft
    Clock.at = FRIDAY + LEASE + timedelta(seconds=1)
    work()
    assert the_report().state == "sent"
    assert the_report().words["summary"] == "Tout est prêt."


def test_an_author_who_has_left_the_project_hears_of_it_no_more(cast, writer):
    """Letters went on telling of a project that they did not see any more."""
    planned(cast, writer)
    with change():
        for part in db.session.get(Project, cast.site.id).memberships:
            if part.user_id == cast.max.id:
                part.end(by=cast.ada)
    Clock.at = FRIDAY - timedelta(hours=20)
    work()
    assert the_report().is_draft
    assert letters("draft") == []


def test_only_those_who_send_take_a_release_back(cast, writer, client_for):
    address = released(cast, writer)
    for name, status in (("mia", 403), ("clara", 404), ("zed", 404)):
        assert client_for(cast.people[name]).delete(address).status_code == status
    assert the_report().released_at


def test_with_the_schedule_the_release_for_its_hour_ends(cast, writer):
    """The report went on saying that it was released, for an hour that no longer came."""
    released(cast, writer)
    writer.delete(f"/projects/{cast.site.public_id}/report-schedule")
    assert the_report().released_at is None


def test_what_leaves_without_its_author_starts_from_the_last_report_sent(cast, writer):
    planned(cast, writer, without_me="1")
    Clock.at = FRIDAY - timedelta(hours=5)
    leaving.draft_ahead()
    waiting, site = the_report(), cast.site
    with change():
        other = StatusReport.draft(site, "fr", waiting.snapshot, waiting.words, by=cast.max)
    writer.put(f"/reports/{other.public_id}/freezing")
    worker.print_reports()
    writer.post(f"/reports/{other.public_id}/sendings", data={"to": cast.clara.email})
    Clock.at = FRIDAY + timedelta(minutes=1)
    work()
    left = db.session.get_one(StatusReport, waiting.id, populate_existing=True)
    assert (left.number, left.snapshot["previous"], left.state) == (2, 1, "sent")
