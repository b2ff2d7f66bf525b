"""What a report says of a period, and against the last one that was sent."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import Audience, StatusReport, Task, change, db
from models.base import Clock, now
from models.task.dating import end_of
from reports.drafting import draft
from reports.facts import Facts
from reports.rod import rod_of

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def friday(app):
    on(20)
    yield
    Clock.at = None


def on(day, hour=12):
    Clock.at = datetime(2026, 11, day, hour, tzinfo=PARIS)


@pytest.fixture
def site(cast):
    with change():
        cast.site.start = date(2026, 11, 2)
        cast.site.created_at = datetime(2026, 11, 2, tzinfo=PARIS)
        cast.done.archive(by=cast.max)
        cast.done.closed_at = None
    return cast.site


@pytest.fixture
def task(cast, site):
    def made(title, **fields):
        with change():
            return Task.create(
                site, title, by=cast.max, column=cast.columns["todo"], visibility="client", **fields
            )

    return made


def drafted(site):
    snapshot, words = draft(site, Audience.client_of(site), "Max")
    return Facts.thawed(snapshot), words


def report_sent(site, cast):
    snapshot, words = draft(site, Audience.client_of(site), "Max")
    with change():
        report = StatusReport.draft(site, "fr", snapshot, words, by=cast.max)
        report.freeze(snapshot, words, by=cast.max)
        report.state = "sent"
    return report


def test_the_first_report_begins_with_the_project(site):
    facts, _words = drafted(site)
    assert (facts.period_from, facts.period_to) == (date(2026, 11, 2), date(2026, 11, 20))
    assert facts.next_until == date(2026, 12, 8)


def test_a_project_begun_long_ago_begins_its_first_report_a_fortnight_ago(site):
    with change():
        site.start = date(2026, 1, 5)
    facts, _words = drafted(site)
    assert facts.period_from == date(2026, 11, 6)


def test_a_report_on_the_first_day_tells_of_that_day_alone(site, task):
    """It told of the fortnight before the project was made, of which the rod showed a part gone."""
    with change():
        site.start, site.created_at = None, now()
        for each in db.session.scalars(db.select(Task)):
            each.created_at = now()
    task("Jalon", kind="milestone", deadline=end_of(date(2026, 12, 2)))
    facts, _words = drafted(site)
    assert (facts.period_from, facts.started) == (date(2026, 11, 20), date(2026, 11, 20))
    assert [band.elapsed for band in rod_of(facts).bands if band.state == "now"] == [0]


def test_a_board_that_was_imported_today_began_with_its_oldest_card(site, task):
    brought = task("Importée")
    with change():
        site.start, site.created_at = None, now()
        brought.created_at = datetime(2026, 11, 9, 9, tzinfo=PARIS)
    assert drafted(site)[0].period_from == date(2026, 11, 9)


def test_the_next_one_begins_where_the_last_sent_one_ended(site, cast):
    report_sent(site, cast)
    on(27)
    facts, _words = drafted(site)
    assert facts.period_from == date(2026, 11, 20)


def test_what_was_told_is_not_told_again(site, cast, task):
    first = task("Premier")
    with change():
        first.close(by=cast.max)
    report_sent(site, cast)
    second = task("Second")
    with change():
        second.close(by=cast.max)
    facts, _words = drafted(site)
    assert [row.title for row in facts.done] == ["Second"]


def test_a_milestone_moved_three_times_shows_once_from_the_last_sent_date(site, cast, task):
    stop = task("Jalon", kind="milestone", deadline=end_of(date(2026, 12, 1)))
    report_sent(site, cast)
    for day in (4, 2, 9):
        with change():
            stop.date(by=cast.max, deadline=end_of(date(2026, 12, day)))
    facts, _words = drafted(site)
    (row,) = (m for m in facts.milestones if m.title == "Jalon")
    assert (row.last, row.forecast, row.variance) == (date(2026, 12, 1), date(2026, 12, 9), 8)


def test_a_report_that_was_not_sent_changes_nothing_for_the_next(site, cast, task):
    task("Jalon", kind="milestone", deadline=end_of(date(2026, 12, 1)))
    snapshot, words = draft(site, Audience.client_of(site), "Max")
    with change():
        StatusReport.draft(site, "fr", snapshot, words, by=cast.max).freeze(
            snapshot, words, by=cast.max
        )
    facts, _words = drafted(site)
    assert facts.milestones[0].last is None


def test_a_reached_milestone_shows_the_day_it_was_reached(site, cast, task):
    stop = task("Jalon", kind="milestone", deadline=end_of(date(2026, 11, 25)))
    on(18, hour=23)
    with change():
        stop.close(by=cast.max)
    on(20)
    facts, _words = drafted(site)
    assert (facts.milestones[0].forecast, facts.milestones[0].reached) == (date(2026, 11, 18), True)


def test_ten_milestones_at_most_and_reached_ones_go_first(site, cast, task):
    for day in range(1, 13):
        stop = task(f"Jalon {day}", kind="milestone", deadline=end_of(date(2026, 12, day)))
        if day == 5:
            with change():
                stop.close(by=cast.max)
    facts, _words = drafted(site)
    titles = [row.title for row in facts.milestones]
    assert len(titles) == 10
    assert "Jalon 5" not in titles
    assert "Jalon 12" not in titles


def test_next_come_the_open_tasks_of_the_period_with_who_answers_for_them(site, cast, task):
    soon = task("Bientôt", deadline=end_of(date(2026, 11, 24)))
    task("Plus tard", deadline=end_of(date(2027, 3, 1)))
    task("En retard", deadline=end_of(date(2026, 11, 19)))
    with change():
        soon.assign([cast.mia, cast.max], by=cast.max)
    facts, words = drafted(site)
    assert [(row.title, row.on, row.owners) for row in facts.next] == [
        ("Bientôt", date(2026, 11, 24), ("Mia Martin", "Max Moreau"))
    ]
    assert "«\u00a0En retard\u00a0» a dépassé sa date." in words["summary"]


def test_seven_results_are_shown_and_the_urgent_ones_before_the_others(site, cast, task):
    for n in range(9):
        Clock.at = now() + timedelta(minutes=1)
        made = task(f"Résultat {n}")
        with change():
            if n == 8:
                made.priority = "urgent"
            made.close(by=cast.max)
    _facts, words = drafted(site)
    assert words["done"][0]["text"] == "Résultat 8"
    assert [row["shown"] for row in words["done"]] == [True] * 7 + [False] * 2
    assert "nous avons notamment terminé «\u00a0Résultat 8\u00a0»" in words["summary"]


def test_five_next_steps_are_shown_and_their_number_is_left_to_the_agency(task, site):
    for n in range(24):
        task(f"À venir {n}", deadline=end_of(date(2026, 11, 24)))
    _facts, words = drafted(site)
    assert sum(row["shown"] for row in words["next"]) == 5
    assert "24" not in words["summary"]


def test_two_drafts_frozen_at_once_never_share_a_number(site, cast):
    numbers = []
    for _ in range(3):
        numbers.append(report_sent(site, cast).number)
    assert numbers == [1, 2, 3]
    assert db.session.scalar(db.select(db.func.count(StatusReport.id))) == 3


def test_steps_of_what_is_closed_or_put_away_are_not_announced(task, site, cast):
    whole = task("Maquette")
    with change():
        Task.create(
            site,
            "Retouche",
            by=cast.max,
            parent=whole,
            visibility="client",
            deadline=end_of(date(2026, 11, 24)),
        )
    assert "Retouche" in [step.title for step in drafted(site)[0].next]
    with change():
        whole.close(by=cast.max)
    assert "Retouche" not in [step.title for step in drafted(site)[0].next]
    with change():
        whole.reopen(by=cast.max)
        whole.archive(by=cast.max)
    assert "Retouche" not in [step.title for step in drafted(site)[0].next]
