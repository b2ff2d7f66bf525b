"""The sample agency: believable whenever it is loaded, and typeset as it should be."""

import os
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from statistics import mean

import pytest
from sqlalchemy import func, select

import mail
import sample
import worker
from files.keeping import keep, place_of
from files.picturing import draw
from models import (
    Agency,
    Assignment,
    Attachment,
    Audience,
    Column,
    Comment,
    Delivery,
    Event,
    File,
    Project,
    Reaction,
    Task,
    TaskLabel,
    User,
    change,
    db,
)
from models.agency import AlreadyHere
from models.base import Clock
from models.user.passwords import matches
from sample.content import NAMES, PROJECTS, read, works
from sample.days import Calendar
from sample.people import PEOPLE
from sample.words import description, title
from tests.killed import kill_at

CLEARING = """
import sample
from app import create_app
with create_app().app_context():
    sample.clear()
"""
KEYS = {one.key for one in PEOPLE}
CARELESS = {
    "a typewriter's apostrophe": re.compile(r"\w'\w"),
    "three full stops": re.compile(r"\.\.\."),
    "a plain space before punctuation": re.compile(r"(?<=\w) [:;?!»](?!\w)"),
    "no no-break space after «": re.compile(r"«(?!\u00a0)"),
    "a plain space before a unit": re.compile(r"\d (%|€|ml|mm|cm|px|Mo|Ko)(?!\w)"),
}
ODD_MOMENTS = {
    "a Saturday": datetime(2026, 11, 21, 20, 30, tzinfo=UTC),
    "the year's last hour": datetime(2026, 12, 31, 22, 10, tzinfo=UTC),
    "before dawn on a Monday": datetime(2027, 1, 4, 4, 10, tzinfo=UTC),
}


def count(query):
    return db.session.scalar(select(func.count()).select_from(query.subquery()))


def test_each_project_has_its_file_and_each_file_is_a_project():
    assert sorted(NAMES) == sorted(path.stem for path in PROJECTS.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_everybody_a_project_speaks_of_exists(name):
    work = read(name)
    known = set(work.members) | {"camille", "nadia"}
    assert known <= KEYS
    for card in work.tasks:
        named = {card.author, *card.people, *card.followers, *card.only}
        named |= {said.who for said in card.said} | {part.who for part in card.parts}
        assert named <= known, card.title
        assert set(card.labels) <= set(work.labels), card.title
        assert card.column in work.columns, card.title


@pytest.mark.parametrize("name", NAMES)
def test_nothing_happens_to_a_card_before_it_is_made_nor_after_today(name):
    for card in read(name).tasks:
        steps = [said.day for said in card.said]
        steps += [day for day in (card.moved, card.closed, card.archived) if day is not None]
        assert all(card.made <= day <= 0 for day in steps), card.title
        assert card.said == sorted(card.said, key=lambda said: (said.day, said.at)), card.title


@pytest.mark.parametrize("name", NAMES)
def test_a_card_of_the_plan_has_its_days_from_there_alone(name):
    work = read(name)
    for number, card in enumerate(work.tasks):
        assert card.made < 0, card.title
        assert number not in work.rows or card.start is None, card.title


@pytest.mark.parametrize("fault", CARELESS)
def test_its_texts_are_set_with_care(fault):
    for name in NAMES:
        for line in (PROJECTS / f"{name}.toml").read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                assert not CARELESS[fault].search(line.replace("'t ", "")), (name, line)


def test_it_holds_projects_in_both_languages():
    assert {work.language for work in works()} == {"fr", "en"}


@pytest.mark.parametrize("moment", ODD_MOMENTS)
def test_it_is_alive_whenever_it_is_loaded(app, moment):
    Clock.at = ODD_MOMENTS[moment]
    sample.load()
    instants = db.session.scalars(select(Event.at).order_by(Event.seq)).all()
    assert instants == sorted(instants)
    assert instants[-1] <= Clock.at
    assert not count(select(Comment).where(Comment.created_at > Clock.at))
    today = Calendar(Clock.at, "Europe/Paris").start_of(0)
    due = func.coalesce(Task.deadline, Task.finish)
    still_open = select(Task).where(Task.closed_at.is_(None))
    assert count(still_open.where(due <= today)) >= 4
    assert count(still_open.where(due == today + timedelta(days=1))) >= 3
    assert count(still_open.where(due > today + timedelta(days=8))) >= 10
    assert count(select(Task).where(Task.closed_at > Clock.at - timedelta(days=9))) >= 5


def test_the_spring_launch_stands_as_it_was_drawn(loaded):
    project = db.session.scalar(select(Project).where(Project.key == "LP"))
    shown = {column.name: cards_of(column) for column in project.columns}
    assert {name: len(cards) for name, cards in shown.items()} == {
        "À faire": 13,
        "En cours": 4,
        "Relecture": 2,
        "Chez le client": 3,
        "Terminé": 14,
    }
    assert [column.wip_limit for column in project.columns] == [None, 4, 3, 2, None]
    visual = shown["En cours"][0]
    assert visual.title.startswith("Key visual")
    assert [person.name for person in visual.people] == ["Hugo Lemaire", "Maya Okafor"]
    assert (visual.checklists[0].done, len(visual.checklists[0].items)) == (3, 5)
    assert count(select(Comment).where(Comment.task_id == visual.id)) == 12
    links = count(select(Attachment).where(Attachment.task_id == visual.id))
    assert (links, count(select(File).where(File.task_id == visual.id))) == (4, 2)


def cards_of(column):
    query = select(Task).where(Task.column_id == column.id, Task.archived_at.is_(None))
    return db.session.scalars(query.order_by(Task.rank)).all()


def test_the_client_sees_part_of_it_and_no_internal_word(loaded):
    project = db.session.scalar(select(Project).where(Project.key == "LP"))
    audience = Audience.client_of(project)
    seen = db.session.scalars(Task.visible_to(audience)).all()
    assert 20 <= len(seen) < count(select(Task).where(Task.project_id == project.id))
    assert not any("marge" in task.title for task in seen)
    comments = db.session.scalars(Comment.visible_to(audience)).all()
    assert comments and all(comment.visibility == "client" for comment in comments)


def test_its_letters_are_said_to_be_kept_and_lie_in_the_mail_folder(loaded):
    letters = db.session.scalars(select(Delivery)).all()
    kept = [letter for letter in letters if letter.is_filed]
    assert [letter.state for letter in letters if letter not in kept] == ["bounced"]
    for letter in kept:
        assert (mail.here().mail / letter.answer).read_bytes() == letter.content


def test_each_account_signs_in_with_its_own_random_password(loaded):
    assert len({account.password for account in loaded}) == len(PEOPLE) == len(loaded)
    for account in loaded[:3]:
        assert matches(account.password, User.with_email(account.email).password_hash)


def test_it_is_refused_where_an_agency_lives(cast):
    with pytest.raises(AlreadyHere):
        sample.load()
    with pytest.raises(AlreadyHere):
        sample.board(5)
    assert Agency.here().name == "Atelier Bleu"


def test_it_leaves_without_a_trace_and_can_come_back(app, loaded):
    Clock.at = None
    last = db.session.scalar(select(func.max(Event.seq)))
    uploads = app.config["SETTINGS"].uploads
    (uploads / "report.pdf").touch()
    laid_down = place_of(keep(BytesIO(b"%PDF-1.7 plan")).key)
    sample.clear()
    assert not laid_down.exists()
    assert not [place for place in uploads.rglob("*") if place.is_file()]
    assert Agency.here() is None
    assert not count(select(User)) and not count(select(Task))
    sample.board(5)
    assert db.session.scalar(select(func.min(Event.seq))) > last


def test_it_can_be_entered_again_after_the_worker_has_seen_it_left(loaded):
    """Entering it a second time answered 500."""
    sample.clear()
    with change():
        assert Reaction.go_on("notify", 0, db.session.scalar(select(func.max(Event.seq))))
    sample.load()
    come, waiting = Reaction.waiting("notify", 1)
    assert come and waiting


def test_files_that_a_killed_emptying_left_behind_are_removed_by_the_worker(app, loaded):
    Clock.at = None
    known = app.config["SETTINGS"]
    left = known.uploads / "import-of-the-sample.json"
    left.touch()
    environ = {
        **os.environ,
        "DATABASE_URL": known.database,
        "JALON_INSTANCE": str(known.instance),
    }
    kill_at("after_commit", 1, CLEARING, environ)
    assert left.exists() and Agency.here() is None
    (known.uploads / "import-of-the-next.json").touch()
    worker.Tidying().tidy()
    files = [place.name for place in known.uploads.rglob("*") if place.is_file()]
    assert files == ["import-of-the-next.json"]


def test_the_board_of_the_benchmarks_is_what_its_figures_are_measured_on(app):
    made = sample.board(100)
    project = db.session.scalar(select(Project).where(Project.public_id == made.project))
    cards = db.session.scalars(
        select(Task)
        .where(Task.project_id == project.id, Task.parent_id.is_(None))
        .order_by(Task.id)
    ).all()
    columns = db.session.scalars(select(Column.id).order_by(Column.rank)).all()
    assert len(columns) == 5
    assert [card.column_id for card in cards] == [columns[i % 5] for i in range(100)]
    assert len({person.id for card in cards for person in card.people}) == 6
    assert len({label.id for card in cards for label in card.labels}) == 12
    assert all(len(card.labels) == 2 and len(card.people) == 1 for card in cards)
    assert all(
        0 <= (card.deadline.date() - cards[0].created_at.date()).days <= 91 for card in cards
    )
    assert [len(card.children) for card in cards] == [2, 0, 0, 0, 0] * 20
    assert count(select(Comment)) == 40
    assert count(select(Assignment)) == 100 and count(select(TaskLabel)) == 200
    assert len(db.session.scalars(Task.visible_to(Audience.client_of(project))).all()) == 140


def test_its_titles_and_descriptions_have_the_lengths_that_were_agreed():
    titles = [title(i) for i in range(1000)]
    assert len(set(titles)) == 1000
    assert 41 <= mean(map(len, titles)) <= 46
    assert 220 <= mean(len(description(i)) for i in range(1000)) <= 240


def test_more_boards_may_follow_with_new_passwords_for_the_same_people(app):
    first, second = sample.board(5), sample.board(10)
    assert [a.email for a in first.accounts] == [a.email for a in second.accounts]
    assert count(select(Project)) == 2
    owner = second.accounts[0]
    assert matches(owner.password, User.with_email(owner.email).password_hash)


def test_one_that_fails_half_way_leaves_no_letter_behind(app, monkeypatch):
    """The letters were laid down inside of its transaction, and stayed when it was rolled back."""
    folder = app.config["SETTINGS"].mail
    before = set(folder.iterdir())
    monkeypatch.setattr(sample, "_arrange", lambda _story: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sample.load()
    assert not count(select(Delivery))
    assert set(folder.iterdir()) == before


def test_the_sweep_passes_over_what_is_no_file_or_has_just_gone(app, loaded):
    Clock.at = None
    uploads = app.config["SETTINGS"].uploads
    (uploads / "a-folder").mkdir()
    (uploads / "gone").symlink_to(uploads / "nothing")
    sample.clear()
    assert {"a-folder", "gone"} <= {place.name for place in uploads.iterdir()}
    (uploads / "gone").unlink()
    (uploads / "a-folder").rmdir()


def test_its_papers_lie_here_and_can_be_drawn(loaded, tmp_path):
    papers = db.session.scalars(select(File)).all()
    assert len(papers) >= 5
    for one in papers:
        assert place_of(one.key).stat().st_size == one.size
        assert (one.media_type, one.picture) == ("application/pdf", "waiting")
    client = Audience.client_of(papers[0].task.project)
    assert db.session.scalars(File.visible_to(client)).first() is not None
    assert draw(place_of(papers[0].key), tmp_path / "drawn.webp", papers[0].media_type)
