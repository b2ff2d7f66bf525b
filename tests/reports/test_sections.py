"""The sections that compare, ask and foresee."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from models import Agency, Audience, StatusReport, Task, change, db
from models.base import Clock
from models.task.dating import end_of
from reports.composing import page_of
from reports.days_off import absences, working_days
from reports.drafting import clear, draft, ids_of
from reports.facts import Facts, Schedule
from reports.forecast import chosen, health
from reports.typesetting import typeset

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def friday(app):
    on(20)
    yield
    Clock.at = None


def on(day, month=11):
    Clock.at = datetime(2026, month, day, 12, tzinfo=PARIS)


@pytest.fixture
def site(cast):
    with change():
        cast.site.due = date(2027, 3, 15)
    return cast.site


@pytest.fixture
def task(cast, site):
    def made(title, column="todo", visibility="client", **fields):
        with change():
            return Task.create(
                site,
                title,
                by=cast.max,
                column=cast.columns[column],
                visibility=visibility,
                **fields,
            )

    return made


def drafted(site, language="fr"):
    snapshot, words = draft(site, Audience.client_of(site, language), "Max")
    return Facts.thawed(snapshot), words


def sent(site, cast):
    snapshot, words = draft(site, Audience.client_of(site), "Max")
    with change():
        report = StatusReport.draft(site, "fr", snapshot, words, by=cast.max)
        report.freeze(snapshot, words, by=cast.max)
        report.state = "sent"
    return report


# 2: the schedule


@pytest.mark.parametrize(
    ("over", "left", "state"),
    [(0, 40, "concern"), (2, 5, "concern"), (3, 5, "off"), (4, 40, "concern"), (5, 40, "off")],
)
def test_a_tenth_of_what_is_left_may_be_over_and_two_days_at_least(over, left, state):
    assert health(date(2027, 3, 16), date(2027, 3, 15), over, left) == state


def test_on_the_agreed_day_it_is_on_track():
    assert health(date(2027, 3, 15), date(2027, 3, 15), 0, 0) == "track"


def test_the_forecast_is_the_latest_finish_of_open_work_hidden_work_too(site, task):
    task("Visible", deadline=end_of(date(2027, 3, 1)))
    task("Cachée", visibility="team", finish=end_of(date(2027, 3, 16)))
    facts, words = drafted(site)
    assert facts.schedule == Schedule("concern", date(2027, 3, 16), date(2027, 3, 15), 1)
    assert words["status"]["text"] == (
        "La fin est prévue le 16 mars 2027, 1 jour ouvré après la date convenue du 15 mars 2027."
    )


def test_without_an_agreed_date_there_is_no_section(site, task, cast):
    task("Visible", deadline=end_of(date(2027, 3, 1)))
    with change():
        cast.site.due = None
    facts, words = drafted(site)
    assert facts.schedule is None
    assert page_of(facts.frozen(), words, "fr").standing is None


def test_work_that_is_late_finishes_today_at_the_earliest(site, task, cast):
    with change():
        cast.brief.close(by=cast.max)
        cast.site.due = date(2026, 11, 19)
    task("En retard", deadline=end_of(date(2026, 11, 3)))
    facts, _words = drafted(site)
    assert facts.schedule.finish == date(2026, 11, 20)


def test_a_plan_of_which_all_is_past_goes_on_from_today_for_as_long_as_is_left_of_it(
    site, task, cast
):
    """It was told to finish today, every day anew, whatever was left to do."""
    with change():
        cast.brief.close(by=cast.max)
        cast.site.due = date(2026, 11, 19)
    shot = task("Tournage", start=datetime(2026, 11, 2), finish=end_of(date(2026, 11, 6)))
    cut = task("Montage", start=datetime(2026, 11, 9), finish=end_of(date(2026, 11, 10)))
    with change():
        cut.link(shot, by=cast.max)
    facts, words = drafted(site)
    assert facts.schedule == Schedule(
        "off", date(2026, 11, 30), date(2026, 11, 19), 7, is_late=True
    )
    said = (
        "Les dates prévues sont passées et le travail n’est pas terminé. La fin est prévue le"
        " 30 novembre, 7 jours ouvrés après la date convenue du 19 novembre."
    )
    assert words["status"]["text"] == said and words["summary"].startswith(said)
    page = page_of(facts.frozen(), words, "fr")
    assert page.standing.text == typeset(said, "fr")
    with change():
        shot.progress(60, by=cast.max)
    assert drafted(site)[0].schedule.finish == date(2026, 11, 25)
    with change():
        cut.date(by=cast.max, start=datetime(2026, 12, 7), finish=end_of(date(2026, 12, 8)))
    facts, words = drafted(site)
    assert (facts.schedule.finish, facts.schedule.is_late) == (date(2026, 12, 8), False)
    assert "passées" not in words["status"]["text"]


def test_a_milestone_of_which_all_is_past_is_foreseen_as_the_whole_is(site, task, cast):
    """Section 2 said 30 November, while section 7 forecast the day that had passed."""
    with change():
        cast.brief.close(by=cast.max)
        cast.site.due = date(2026, 11, 19)
    shot = task("Tournage", start=datetime(2026, 11, 2), finish=end_of(date(2026, 11, 10)))
    handed = task("Livraison", kind="milestone", finish=end_of(date(2026, 11, 10)))
    with change():
        handed.link(shot, by=cast.max)
    facts, words = drafted(site)
    (stop,) = facts.milestones
    assert stop.forecast == facts.schedule.finish > facts.today
    assert (stop.planned, stop.state(facts.today)) == (date(2026, 11, 10), "late")
    assert "« Livraison » était prévu le 10 novembre" in words["summary"].replace("\xa0", " ")
    assert Facts.thawed(facts.frozen()) == facts


def test_a_milestone_that_waits_for_what_is_late_is_foreseen_after_it(site, task, cast):
    with change():
        cast.brief.close(by=cast.max)
        cast.site.due = date(2026, 11, 24)
    shot = task("Tournage", start=datetime(2026, 11, 9), finish=end_of(date(2026, 11, 13)))
    handed = task("Livraison", kind="milestone", finish=end_of(date(2026, 11, 23)))
    with change():
        handed.link(shot, by=cast.max)
    (stop,), whole = drafted(site)[0].milestones, drafted(site)[0].schedule
    assert stop.planned < stop.forecast == whole.finish
    assert stop.state(date(2026, 11, 20)) == "coming"


def test_what_is_late_is_foreseen_for_no_day_on_which_nobody_works(site, task, cast):
    with change():
        cast.brief.close(by=cast.max)
        cast.agency.change(by=cast.olga, closings=[["2026-11-23", "2026-11-24"]])
    task("En retard", deadline=end_of(date(2026, 11, 3)))
    task("Jalon", kind="milestone", deadline=end_of(date(2026, 11, 4)))
    on(21)
    assert drafted(site)[0].schedule.finish == date(2026, 11, 25)


def test_the_dates_that_an_import_kept_of_a_phase_are_no_forecast(site, task, cast):
    """The plan had been pulled in, and the report went on telling of the old finish; with all
    work done it told of today, every week anew."""
    phase = task("Réalisation", kind="phase", finish=end_of(date(2027, 6, 1)))
    work = task("Tournage", parent=phase, finish=end_of(date(2027, 3, 20)))
    dropped = task("Abandonnée", finish=end_of(date(2027, 7, 1)))
    with change():
        dropped.active = False
    facts, _words = drafted(site)
    assert facts.schedule.finish == date(2027, 3, 20)
    with change():
        for one in (work, *cast.tasks.values()):
            one.close(by=cast.max)
    on(24)
    facts, _words = drafted(site)
    assert facts.schedule.finish == date(2026, 11, 20)


def test_another_state_counts_once_its_reason_is_given():
    words = {"state": "off", "text": "La date tient.", "proposed": "La date tient."}
    assert chosen("track", words) == "track"
    assert chosen("track", words | {"text": "Le lieu n’est plus libre."}) == "off"
    assert chosen("track", words | {"text": " "}) == "track"


def test_the_trend_is_against_the_last_report_that_was_sent(site, task, cast):
    last = task("Fin", deadline=end_of(date(2027, 3, 15)))
    sent(site, cast)
    with change():
        last.date(by=cast.max, deadline=end_of(date(2027, 6, 1)))
    facts, words = drafted(site)
    assert (facts.schedule.before, facts.schedule.state) == ("track", "off")
    page = page_of(facts.frozen(), words, "en")
    assert page.standing.trend == "at the last report: on track"


# 4: what is needed


def test_what_lies_with_the_client_or_their_people_is_asked_for(site, task, cast):
    with_them = task("Valider la maquette", "client", deadline=end_of(date(2026, 11, 27)))
    theirs = task("Envoyer les photos", "todo")
    with change():
        theirs.assign([cast.clara], by=cast.max)
    task("Chez nous", "todo")
    task("Note interne", "client", visibility="team")
    facts, words = drafted(site)
    assert [ask.title for ask in facts.asks] == ["Valider la maquette", "Envoyer les photos"]
    assert facts.asks[0].on == date(2026, 11, 27)
    assert facts.asks[1].owners == ("Clara Clément",)
    said = "de vous «\u00a0Valider la maquette\u00a0» pour le 27 novembre, puis les autres points"
    assert said in words["summary"]
    assert with_them.public_id not in {step.id for step in facts.next}


def test_it_waits_since_it_came_and_not_since_it_was_moved_up_in_its_column(site, task, cast):
    on(10)
    first = task("Première", "client")
    second = task("Seconde", "client")
    on(16)
    with change():
        second.place(cast.columns["client"], first, by=cast.max)
    on(20)
    facts, _words = drafted(site)
    assert {ask.since for ask in facts.asks} == {date(2026, 11, 10)}


# 5: since the last report


def test_what_the_last_report_left_out_is_no_difference(site, task, cast):
    """Of twenty next steps five are shown; the others were said to have a new date."""
    steps = [task(f"Étape {n}", deadline=end_of(date(2026, 11, 25))) for n in range(6)]
    ask = task("Valider", "client")
    last = sent(site, cast)
    with change():
        last.words = last.words | {"asks": [row | {"shown": False} for row in last.words["asks"]]}
        for step in (steps[0], steps[5]):
            step.date(by=cast.max, deadline=end_of(date(2026, 12, 2)))
        ask.close(by=cast.max)
    on(27)
    facts, _words = drafted(site)
    assert [one.title for one in facts.changes] == ["Étape 0"]


def test_each_difference_is_told_once_from_the_last_sent_snapshot(site, task, cast):
    stop = task("Création", kind="milestone", deadline=end_of(date(2026, 12, 1)))
    step = task("Tournage", deadline=end_of(date(2026, 11, 25)))
    ask = task("Valider", "client")
    sent(site, cast)
    with change():
        for day in (3, 9):
            stop.date(by=cast.max, deadline=end_of(date(2026, 12, day)))
        step.date(by=cast.max, deadline=end_of(date(2026, 11, 26)))
        ask.close(by=cast.max)
    task("Livraison", kind="milestone", deadline=end_of(date(2027, 1, 8)))
    task("Encore une")
    facts, _words = drafted(site)
    told = {(one.kind, one.title, one.was, one.now) for one in facts.changes if one.id}
    assert told == {
        ("moved", "Création", date(2026, 12, 1), date(2026, 12, 9)),
        ("added", "Livraison", None, date(2027, 1, 8)),
        ("step", "Tournage", date(2026, 11, 25), date(2026, 11, 26)),
        ("settled", "Valider", None, None),
    }
    assert [one.count for one in facts.changes if one.kind == "tasks"] == [2]
    sent(site, cast)
    assert drafted(site)[0].changes == ()


def test_the_first_report_compares_with_nothing(site, task):
    task("Création", kind="milestone", deadline=end_of(date(2026, 12, 1)))
    assert drafted(site)[0].changes == ()


def test_what_has_been_hidden_since_is_not_told_as_gone_nor_counted(site, task, cast):
    stop = task("Création", kind="milestone", deadline=end_of(date(2026, 12, 1)))
    ask = task("Valider", "client")
    sent(site, cast)
    with change():
        stop.hide("team", by=cast.max)
        ask.hide("team", by=cast.max)
    task("Interne", visibility="team")
    assert drafted(site)[0].changes == ()


def test_a_change_hidden_after_the_draft_does_not_leave(site, task, cast):
    stop = task("Création", kind="milestone", deadline=end_of(date(2026, 12, 1)))
    sent(site, cast)
    with change():
        stop.date(by=cast.max, deadline=end_of(date(2026, 12, 9)))
    snapshot, words = draft(site, Audience.client_of(site), "Max")
    with change():
        report = StatusReport.draft(site, "fr", snapshot, words, by=cast.max)
        stop.hide("team", by=cast.max)
    kept, _words = clear(db.session.get(StatusReport, report.id))
    assert "Création" not in str(kept)


# 9: absences


def test_public_holidays_of_the_country_are_told_in_the_readers_language(site):
    on(15, month=12)
    facts, words = drafted(site)
    assert next(day.on for day in facts.absences) == date(2026, 12, 25)
    assert words["absences"].startswith("Nos jours de fermeture\u00a0: 25 décembre (Noël)")
    assert "Christmas Day" in drafted(site, "en")[1]["absences"]


def test_days_on_which_the_agency_is_closed_are_told_beside_public_holidays(site, cast):
    """A client read of Christmas Day and waited for an answer all that week."""
    on(15, month=12)
    with change():
        agency = Agency.here()
        assert agency
        agency.close(date(2026, 12, 24), date(2026, 12, 25), by=cast.olga)
        agency.close(date(2026, 12, 27), date(2027, 1, 3), by=cast.olga)
    assert (
        drafted(site, "en")[1]["absences"]
        == "Days on which we are closed: 24 to 25 December, 28 December to 1 January 2027."
    )


def test_days_of_work_leave_out_weekends_public_holidays_and_closings():
    christmas = date(2026, 12, 23), date(2027, 1, 4)
    closed = [["2026-12-26", "2026-12-31"], ["2027-02-01", "2027-02-05"]]
    here, nowhere = Agency(country="FR", closings=[]), Agency(country="ZZ", closings=closed)
    assert working_days(*christmas, here) == 6
    assert working_days(*christmas, nowhere) == 4
    assert working_days(*christmas, None) == 8
    assert absences(nowhere, date(2026, 12, 1), date(2026, 12, 27), "fr") == []
    assert [(one.on.day, one.last.day) for one in absences(nowhere, *christmas, "fr")] == [(28, 31)]


# What was frozen stays as it was


def test_a_report_of_before_these_sections_still_reads(facts, words):
    old = facts.frozen()
    for name in ("schedule", "asks", "changes", "absences", "tasks", "previous"):
        del old[name]
    page = page_of(old, words, "fr")
    assert (page.standing, page.asks, page.changes, page.absences) == (None, [], [], "")


def test_what_is_inactive_in_the_plan_is_told_nowhere(cast, site, task):
    """The chart leaves such rows out, and the report went on telling of them."""
    soon, gone = end_of(date(2026, 11, 24)), end_of(date(2026, 11, 2))
    stop = task("Jalon inactif", kind="milestone", finish=soon)
    rows = [task("Prochaine", finish=soon), task("En retard", finish=gone)]
    asked = task("Attendue", column="client", finish=soon)
    told, _words = drafted(site)
    assert stop.public_id in {row.id for row in told.milestones}
    assert asked.public_id in {row.id for row in told.asks}
    with change():
        for one in (stop, asked, *rows):
            db.session.get(Task, one.id).active = False
    facts, words = drafted(site)
    assert not {one.public_id for one in (stop, asked, *rows)} & ids_of(facts)
    assert "retard" not in words["summary"]
