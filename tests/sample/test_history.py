"""Three months of the sample agency: told in order, in agreement with itself, and over."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

import worker
from fragments.plan.scale import count
from fragments.plan.standing import standing
from i18n import speaking
from inbox.entries import inbox_of
from models import (
    Agency,
    Audience,
    Comment,
    Delivery,
    Event,
    Notification,
    Project,
    ReportSchedule,
    Session,
    StatusReport,
    Task,
    User,
    Viewer,
    change,
    db,
)
from models.base import Clock
from models.project.planning import plan_read
from models.public_holidays import public_holidays
from reports.composing import sheet
from reports.drafting import draft, ids_of
from reports.facts import Facts
from reports.wording import LIMIT, word_count
from scheduling import schedule
from tests.conftest import COOKIE, empty_database
from tests.sampling import AFTERNOON, loaded_at
from tests.telling import tell

MOMENTS = {
    "a Friday afternoon": AFTERNOON,
    "a Sunday after holidays": datetime(2027, 1, 3, 9, tzinfo=UTC),
}
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
MOVED = {
    "fr": re.compile(r"« (?P<title>[^»]+) » passe (?:du|de) .*? au (?P<day>.+?)\."),
    "en": re.compile(r"‘(?P<title>[^’]+)’ moves from .*? to (?P<day>.+?)\."),
}
QUOTED = {"fr": re.compile(r"«\s(.+?)\s»"), "en": re.compile(r"‘(.+?)’(?!\w)")}
STEPS = [
    worker.deliver,
    worker.print_plans,
    worker.draft_ahead,
    worker.release_unattended,
    worker.send_released,
    worker.pass_over,
    Delivery.give_up_lost,
]


@pytest.fixture(scope="module", params=MOMENTS)
def agency(made_app, request):
    """Laid down once for all that look at it."""
    with made_app.app_context():
        empty_database()
        loaded_at(MOMENTS[request.param])
        db.session.remove()
    return MOMENTS[request.param]


@pytest.fixture
def loaded(agency, made_app):
    Clock.at = agency
    with made_app.app_context():
        yield agency
        db.session.remove()
    Clock.at = None


@pytest.fixture
def browser_of(made_app):
    def signed_in(email):
        with change():
            person = User.with_email(email)
            _session, secret = Session.open(person, address="127.0.0.1", agent="test")
        browser = made_app.test_client()
        browser.set_cookie(COOKIE, secret, domain="127.0.0.1")
        return browser

    return signed_in


def all_reports() -> list[StatusReport]:
    order = (StatusReport.project_id, StatusReport.number.is_(None), StatusReport.number)
    return list(db.session.scalars(select(StatusReport).order_by(*order)))


def days_in(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Every day that a text names, with its month."""
    months = MONTHS[language].split()
    for day, name in re.findall(rf"(\d+)(?:er)?\s({'|'.join(months)})", text):
        yield int(day), months.index(name) + 1


def check(facts: Facts, words: dict, language: str, late: set[str]) -> None:
    """A summary names no day, no milestone and no number but those of the tables below it."""
    summary, stops = words["summary"], {stop.title: stop for stop in facts.milestones}
    told = [day for stop in facts.milestones for day in (stop.forecast, stop.last, stop.promised)]
    told += [*(ask.on for ask in facts.asks), facts.period_from]
    whole = facts.schedule
    told += [whole.finish, whole.due] if whole else []
    known = {(day.day, day.month) for day in told if day}
    assert set(days_in(summary, language)) <= known, summary
    assert word_count(summary) <= LIMIT, summary
    moved = {title for title, stop in stops.items() if (stop.variance or 0) > 0}
    said = list(MOVED[language].finditer(summary.replace("\u00a0", " ")))
    assert bool(said) == bool(moved), summary
    for match in said:
        stop = {without_marks(title): stop for title, stop in stops.items()}[
            without_marks(match["title"])
        ]
        assert (stop.forecast.day, stop.forecast.month) in days_in(match["day"], language), summary
    shown = [*facts.milestones, *facts.asks, *facts.done]
    titles = {without_marks(one.title) for one in shown} | set(map(without_marks, late))
    assert {without_marks(name) for name in QUOTED[language].findall(summary)} <= titles, summary
    if not moved and not (whole and whole.over):
        assert not re.search(r"L’écart|retard|later|more day", summary), summary


def seen_titles(project: Project) -> set[str]:
    """Of what the client sees, those that are late among it."""
    seen = Task.visible_to(Audience.client_of(project)).where(Task.project_id == project.id)
    return {task.title for task in db.session.scalars(seen)}


def without_marks(title: str) -> str:
    return re.sub(r"[«»“”\s]", "", title)


def test_each_report_agrees_with_itself_and_with_the_one_before(loaded):
    reports = all_reports()
    projects = {report.project_id for report in reports}
    for project_id in projects:
        mine = [report for report in reports if report.project_id == project_id]
        sent = [report for report in mine if report.state == "sent"]
        assert [report.number for report in sent] == list(range(1, len(sent) + 1))
        for before, after in pairwise(mine):
            compare(Facts.thawed(before.snapshot), Facts.thawed(after.snapshot))
    for report in reports:
        facts = Facts.thawed(report.snapshot)
        check(facts, report.words, report.language, seen_titles(report.project))
        assert set(report.words["causes"]) <= {stop.id for stop in facts.milestones}
        assert sheet(report.snapshot, report.words, report.language)
    assert sum(report.state == "sent" for report in reports) >= 12 and len(projects) >= 6


def compare(before: Facts, after: Facts) -> None:
    """What the later one calls the last forecast is what the earlier one told; and what moved."""
    told = {stop.id: stop.forecast for stop in before.milestones}
    assert after.period_from == before.period_to
    for stop in after.milestones:
        assert stop.last == told.get(stop.id)
    moved = {stop.id for stop in after.milestones if stop.variance and not stop.reached}
    assert {one.id for one in after.changes if one.kind == "moved"} == moved


def test_what_would_be_drafted_today_agrees_with_itself_in_both_languages(loaded):
    for project in db.session.scalars(select(Project)):
        for language in ("fr", "en"):
            snapshot, words = draft(project, Audience.client_of(project, language), "Camille")
            with speaking(language):
                check(Facts.thawed(snapshot), words, language, seen_titles(project))


def test_a_milestone_moved_twice_and_both_reports_say_so(loaded):
    reports = [one for one in all_reports() if one.project.key == "LP"]
    told = [by_title(report)["Création validée"] for report in reports]
    assert [report.state for report in reports] == ["sent", "sent", "draft"]
    assert told[0].forecast < told[1].forecast < told[2].forecast
    assert [stop.last for stop in told] == [None, told[0].forecast, told[1].forecast]
    assert told[2].state(loaded.date()) == "watch"
    chain = [by_title(report)["Masters livrés"].forecast for report in reports]
    assert chain == sorted(set(chain)), "what waits for it moved along"
    assert len({by_title(report)["Média réservé"].forecast for report in reports}) == 1


def by_title(report: StatusReport) -> dict:
    return {stop.title: stop for stop in Facts.thawed(report.snapshot).milestones}


def test_the_client_was_told_only_of_what_the_client_sees(loaded):
    for report in all_reports():
        seen = set(
            db.session.scalars(
                Task.visible_to(Audience.client_of(report.project)).with_only_columns(
                    Task.public_id
                )
            )
        )
        assert ids_of(Facts.thawed(report.snapshot)) <= seen


def test_no_row_of_a_plan_stands_before_what_drives_it(loaded):
    for project in db.session.scalars(select(Project)):
        plan = plan_read(project).plan
        found = schedule(plan).dates
        for one in plan.activities:
            if not one.is_fixed and one.percent < 100 and one.finish is not None:
                assert found[one.id][1] <= one.finish, (project.name, one.title)


def test_plans_have_phases_links_of_several_kinds_and_milestones(loaded):
    for key in ("LP", "HP", "MS", "FP"):
        project = db.session.scalar(select(Project).where(Project.key == key))
        plan = plan_read(project).plan
        assert len(plan.summaries) >= 3 and len(plan.links) >= 8
        assert sum(not one.duration for one in plan.activities) >= 4
        lying = [one for one in plan.activities if one.parent is not None]
        assert len(lying) >= 12
    plans = [plan_read(project).plan for project in db.session.scalars(select(Project))]
    assert {"FS", "SS", "FF"} <= {link.kind for plan in plans for link in plan.links}


def test_its_plans_go_round_the_days_on_which_it_is_closed(loaded):
    """They had a calendar of their own, with public holidays alone."""
    closed = Agency.here().closed
    assert len(closed) == 2 and all(loaded.date() < first for first, _last in closed)
    soon = next(first for first, _last in closed if (first - loaded.date()).days < 20)
    owner = viewer_of("camille")
    for project in db.session.scalars(select(Project)):
        off = standing(project, owner.audience(project), loaded.date()).off
        assert count(soon) in {one.s for one in off if one.state == "closed"}, project.name
        for task in db.session.scalars(select(Task).where(Task.project_id == project.id)):
            begins = task.start.date() if task.start and task.kind == "task" else date.min
            assert not any(first <= begins <= last for first, last in closed), task.title


def test_it_was_lived_in_order_by_people_at_work(loaded):
    events = db.session.scalars(select(Event).order_by(Event.seq)).all()
    instants = [event.at for event in events]
    assert instants == sorted(instants) and instants[-1] <= loaded
    assert instants[0] < loaded - timedelta(days=100)
    every_week = {(loaded - at).days // 7 for at in instants}
    assert set(range(1, 13)) <= every_week
    kinds = {event.kind for event in events}
    assert kinds >= {
        "task.created", "task.linked", "task.placed", "task.progressed", "task.rescheduled",
        "task.assigned", "comment.written", "status_report.drafted", "status_report.edited",
        "status_report.frozen", "status_report.sent", "delivery.opened", "delivery.acknowledged",
        "delivery.bounced", "report_schedule.planned",
    }  # fmt: skip
    inside = {u.id for u in db.session.scalars(select(User)) if u.role != "client"}
    for event in events:
        if event.actor_id in inside and event.kind.startswith(("task.", "status_report.")):
            assert is_worked(event.at, loaded), (event.kind, event.at)


def is_worked(at: datetime, today: datetime) -> bool:
    """Today is lived whenever it is; before, people work on working days."""
    local = at.astimezone(ZoneInfo("Europe/Paris"))
    if local.date() == today.astimezone(local.tzinfo).date():
        return True
    is_free = local.date() in public_holidays(Agency.here().country, local.year)
    return local.weekday() < 5 and not is_free and 7 <= local.hour < 20


def test_what_happened_to_a_thing_bears_the_time_at_which_it_happened(loaded):
    created = {
        event.task_id: event.at
        for event in db.session.scalars(select(Event).where(Event.kind == "task.created"))
    }
    for task in db.session.scalars(select(Task)):
        assert task.created_at == created[task.id]
        assert task.closed_at is None or created[task.id] < task.closed_at <= loaded
    written = [
        event.at
        for event in db.session.scalars(
            select(Event).where(Event.kind == "comment.written").order_by(Event.seq)
        )
    ]
    said = db.session.scalars(select(Comment.created_at).order_by(Comment.created_at)).all()
    assert list(said) == written


def test_nothing_is_due_to_be_written_or_sent_now_or_weeks_later(loaded):
    states = set(db.session.scalars(select(Delivery.state)))
    assert states == {"sent", "bounced"}
    fates = {one.fate for one in db.session.scalars(select(Delivery))}
    assert fates >= {"sent", "opened", "acknowledged", "bounced"}
    for days in (0, 2, 40):
        Clock.at = loaded + timedelta(days=days)
        assert [step.__name__ for step in STEPS if step()] == []


def test_the_next_reports_have_an_hour_and_a_draft_that_waits(loaded):
    waiting = {
        one.project.key: one.is_waiting for one in db.session.scalars(select(ReportSchedule))
    }
    assert waiting == {"LP": False, "MS": True}
    for one in db.session.scalars(select(ReportSchedule)):
        assert one.report is not None and one.report.state == "draft"
    ahead = db.session.scalars(select(ReportSchedule)).first()
    assert abs(ahead.next_at - loaded) < timedelta(days=7)


def test_its_archive_opens_for_the_client_and_its_pdf_once_it_is_printed(loaded, browser_of):
    reports = [one for one in all_reports() if one.project.key == "LP"]
    browser = browser_of("elise@maison-verdier.example")
    pages = [browser.get(f"/reports/{report.public_id}").status_code for report in reports]
    assert pages == [200, 200, 404]
    first = min((one for one in all_reports() if one.number), key=lambda one: one.id)
    assert worker.print_reports()
    pdf = browser_of("camille@studio-maree.example").get(f"/reports/{first.public_id}/pdf")
    assert pdf.status_code == 200 and pdf.data.startswith(b"%PDF")


def test_people_find_what_concerns_them_of_the_last_days_and_no_letter_waits(loaded):
    tell()
    camille, elise = (viewer_of(name) for name in ("camille", "elise"))
    reasons = db.session.scalars(select(Notification.reason).filter_by(user_id=camille.id)).all()
    assert {"named", "comment", "changed"} <= set(reasons)
    entries, _more = inbox_of(elise)
    assert entries and all(one.task.sight == "client" for one in entries if one.task)
    oldest = db.session.scalar(select(func.min(Notification.at)))
    assert loaded - oldest < timedelta(days=4)
    waiting = select(Notification.id).where(Notification.mail_at.is_not(None))
    assert not db.session.scalars(waiting).all()


def viewer_of(name):
    return Viewer.of(db.session.scalar(select(User.id).where(User.email.startswith(f"{name}@"))))
