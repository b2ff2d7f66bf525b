"""Home of clients, guests, readers and freelancers: what is expected of them, by their sight."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models import (
    Column,
    Comment,
    Event,
    File,
    Membership,
    StatusReport,
    Task,
    User,
    Viewer,
    change,
    db,
    now,
)
from models.base import telling
from tests.cast import content, letter_of

EN = {"Accept-Language": "en"}


@pytest.fixture
def home(client_for):
    return lambda person, path="/": client_for(person).get(path, headers=EN).text


def asked(page):
    """The titles of what a home says that it expects, in order."""
    return re.findall(r'class="ask__title">([^<]*)<', page)


def with_client(cast, title, visibility="client", day=None):
    return Task.create(
        cast.site,
        title,
        by=cast.max,
        column=db.session.get(Column, cast.columns["client"].id),
        visibility=visibility,
        deadline=datetime(2027, 4, day) if day else None,
    )


@pytest.fixture
def paul(cast):
    """Another one of the client's."""
    with change():
        person = User(name="Paul Petit", email="paul@fil.example", role="client")
        db.session.add(person)
        Membership.grant(cast.site, person, "client", by=cast.max)
    return person


def sent_report(cast, writer, number=1):
    """Drafted by its door, then sent as far as its readers can tell."""
    writer.post(f"/projects/{cast.site.public_id}/reports")
    late = {"state": "concern", "finish": "2027-03-20", "due": "2027-03-15", "over": 4}
    with change():
        report = db.session.scalars(select(StatusReport).order_by(StatusReport.id.desc())).first()
        report.number, report.state, report.sent_at = number, "sent", now()
        report.words = report.words | {"summary": "All is well."}
        report.snapshot = report.snapshot | {"schedule": late}
    return report


@pytest.fixture
def report(cast, client_for):
    """Sent to Clara, who has not said yet that she read it."""
    one = sent_report(cast, client_for(cast.max))
    with change():
        letter = letter_of(one)
        letter.state, letter.to_address = "sent", cast.clara.email
        db.session.add(letter)
    return one


def test_a_client_reads_what_lies_with_them_the_soonest_first(cast, home):
    with change():
        with_client(cast, "Undated")
        with_client(cast, "Later", day=20)
        with_client(cast, "Sooner", day=9)
        with_client(cast, "Ours", visibility="team", day=1)
        with_client(cast, "Closed", day=1).close(by=cast.max)
        with_client(cast, "Away", day=1).archive(by=cast.max)
    page = home(cast.clara)
    assert asked(page) == ["Sooner", "Later", "Undated"]
    assert "three answers are expected from you" in page
    assert "Ours" not in page


def test_what_a_colleague_answers_for_stands_apart_and_is_not_expected_from_you(cast, home, paul):
    with change():
        cast.brief.assign([paul], by=cast.max)
        cast.mockup.assign([cast.mia], by=cast.max)
        with_client(cast, "For anybody", day=20)
    page = home(cast.clara)
    assert "one answer is expected from you" in page
    own, _said, colleagues = page.partition("Expected from your colleagues")
    assert asked(own) == ["For anybody"] and asked(colleagues) == [cast.brief.title]
    assert "Paul Petit" in colleagues and "Paul Petit" not in own
    page = home(paul)
    assert "two answers are expected from you" in page and "colleagues" not in page
    with change():
        Membership.of(cast.site, paul).expires_at = now() - timedelta(days=1)
    assert asked(home(cast.clara)) == ["For anybody"]


def test_it_waits_since_it_was_shown_and_no_day_before_is_told(cast, home):
    """What lay hidden in their column said since when, as if they had been slow."""
    with telling(datetime(2026, 3, 2, 9, tzinfo=UTC)), change():
        task = with_client(cast, "Now yours", visibility="team")
    with telling(datetime(2026, 3, 20, 9, tzinfo=UTC)), change():
        db.session.get_one(Task, task.id).hide("client", by=cast.max)
    page = home(cast.clara)
    since = re.search(r"waiting since\s+<[^>]+>([^<]+)<", page)[1]
    assert since.replace("\u00a0", " ").startswith("20 Mar")


def test_a_step_of_something_closed_is_expected_of_nobody(cast, home):
    with change():
        cast.step.assign([cast.clara], by=cast.max)
    assert asked(home(cast.clara)) == [cast.step.title]
    with change():
        db.session.get(Task, cast.mockup.id).close(by=cast.max)
    assert asked(home(cast.clara)) == []
    assert "nothing is expected from you" in home(cast.clara)


def test_a_guest_and_a_freelancer_come_home_to_their_tasks(cast, home):
    with change():
        cast.secret.assign([cast.gil, cast.fay], by=cast.max)
        with_client(cast, "For the client", day=9)
    for person in (cast.gil, cast.fay):
        page = home(person)
        assert asked(page) == [cast.secret.title]
        assert "one task waits for you" in page
        assert "report will be summed up" not in page


def test_a_reader_is_asked_for_nothing(cast, home):
    with change():
        with_client(cast, "For the client")
    page = home(cast.rose)
    assert not asked(page)
    assert "expected" not in page


def test_long_lists_are_shown_whole_when_asked(cast, home):
    with change():
        for number in range(11):
            with_client(cast, f"Number {number}")
    page = home(cast.clara)
    assert len(asked(page)) == 8
    assert 'href="/?all"' in page and "Show 3 more" in page
    assert len(asked(home(cast.clara, "/?all"))) == 11


def test_an_archived_project_expects_nothing(cast):
    with change():
        with_client(cast, "For the client")
        cast.site.archive(by=cast.max)
    assert not db.session.scalars(Task.waiting_for(Viewer.of(cast.clara.id))).all()


def test_a_report_waits_for_the_word_that_it_was_read(cast, home, report, client_for):
    page = home(cast.clara)
    assert asked(page) == ["Say that you have read report no. 1"]
    assert "To watch" in page and "All is well." in page
    browser, path = client_for(cast.clara), f"/reports/{report.public_id}/acknowledgement"
    assert "I have read this report" in browser.get(f"/reports/{report.public_id}").text
    for _time in range(2):
        assert browser.put(path).status_code == 303
    told = db.session.scalars(select(Event).where(Event.kind == "delivery.acknowledged")).all()
    assert [event.actor_id for event in told] == [cast.clara.id]
    assert asked(home(cast.clara)) == []
    assert "I have read this report" not in browser.get(f"/reports/{report.public_id}").text


def test_nobody_says_so_for_somebody_else(cast, client_for, report):
    path = f"/reports/{report.public_id}/acknowledgement"
    answers = {
        name: client_for(cast.people[name]).put(path).status_code
        for name in ("mia", "gil", "rose", "zed")
    }
    assert answers == {"mia": 303, "gil": 404, "rose": 404, "zed": 404}
    assert not db.session.scalars(select(Event).where(Event.kind == "delivery.acknowledged")).all()


def test_only_the_last_report_waits(cast, home, report, client_for):
    sent_report(cast, client_for(cast.max), number=2)
    assert asked(home(cast.clara)) == []
    assert "Report no. 2" in home(cast.clara)


def test_files_and_words_are_those_that_one_may_see(cast, home):
    with change():
        open_, inside = db.session.scalars(
            select(Comment).order_by(Comment.visibility, Comment.id)
        ).all()
        File.attach(cast.brief, "Affiche.pdf", content(), by=cast.max).replace(
            "Affiche.pdf", content(), by=cast.max
        )
        File.attach(cast.secret, "Marge.xlsx", content(), by=cast.max)
        File.attach(cast.brief, "Calcul.xlsx", content(), by=cast.max, comment=inside)
    page = home(cast.clara)
    assert "Affiche.pdf" in page and "Version 2" in page
    assert "Marge.xlsx" not in page and "Calcul.xlsx" not in page
    assert open_.body in page and inside.body not in page
    assert "Marge.xlsx" in home(cast.fay)


def test_staff_come_home_to_their_projects(cast, home):
    with change():
        cast.brief.assign([cast.mia], by=cast.max)
    page = home(cast.mia)
    assert not asked(page)
    assert f'id="project-{cast.site.public_id}"' in page
