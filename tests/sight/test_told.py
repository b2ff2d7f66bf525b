"""What people are told, on the page of their inbox and by mail, holds what they see and no more."""

import random

import pytest

from inbox.digest import letter_to, waiting
from inbox.newcomer import introduction
from models import Notification, Project, Task, User, Viewer, change, db, now
from reports.reading import surfaces_of_letter
from tests.sight.world import WORD, sees
from tests.telling import tell

OPENED = 3  # entries of each person
HIDDEN = 12


@pytest.fixture
def told(world):
    """Everything that made the world has been told, and a letter of it is due to everybody."""
    tell()
    with change():
        db.session.execute(db.update(Notification).values(mail_at=now()))
    return world


def own(browser, person):
    """The inbox and some entries of it."""
    mine = db.select(Notification.public_id).where(Notification.user_id == person.id)
    ids = db.session.scalars(mine.order_by(Notification.id.desc()).limit(OPENED)).all()
    for address in ("/inbox", "/inbox?show=expected", *(f"/inbox/{one}" for one in ids)):
        answer = browser.get(address)
        yield set(WORD.findall(f"{answer.headers}\n{answer.text}"))


def letter(person):
    written, _carried = letter_to(person.id, waiting(person.id))
    db.session.rollback()
    texts = surfaces_of_letter(written.content) if written else ()
    return {word for text in texts for word in WORD.findall(text.text)}


def test_inbox_and_letter_hold_nothing_that_is_hidden_from_whom_they_are_for(
    told, one_of_each, browser_of
):
    told_something = 0
    for person in one_of_each:
        may, browser = told.may_read(person), browser_of(person)
        for words in (*own(browser, person), letter(person)):
            assert words <= may, person
            told_something += bool(words)
    assert told_something > 2 * len(one_of_each)


def test_what_is_hidden_after_it_was_told_is_in_neither(told, one_of_each, browser_of):
    dice = random.Random(11)
    sheets = dice.sample([one for one in told.sheets if one.visibility != "list"], HIDDEN)
    with change():
        for sheet in sheets:
            owner = db.session.get_one(User, told.owner.id)
            db.session.get_one(Task, sheet.id).hide("list", by=owner)
            sheet.visibility, sheet.listed = "list", set()
    for person in one_of_each:
        taken = {w for s in sheets if not sees(person, s) for w in s.words.values()}
        for words in (*own(browser_of(person), person), letter(person)):
            assert not words & (taken - told.may_read(person)), person


def test_nobody_opens_an_entry_of_somebody_else(told, one_of_each, browser_of):
    first, second = one_of_each[:2]
    theirs = db.select(Notification.public_id).where(Notification.user_id == second.id)
    address = f"/inbox/{db.session.scalars(theirs).first()}"
    assert browser_of(first).get(address).data == browser_of(first).get("/inbox/2345678923").data


def test_who_joins_is_introduced_to_nothing_that_is_hidden_from_them(world, one_of_each):
    told_something = 0
    for person in one_of_each:
        viewer = Viewer.of(person.id)
        for project_id in person.parts:
            intro = introduction(viewer, db.session.get_one(Project, project_id))
            tasks = {*intro.mine, *intro.stones, *intro.talked}
            assert {task.title for task in tasks} <= world.may_read(person), person
            told_something += bool(tasks)
    assert told_something
