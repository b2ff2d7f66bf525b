"""A letter that did not arrive: who is told, what it is called, and what the next one says."""

import pytest

from models import Delivery, Notification, change, db
from tests.doors.test_reports import frozen, sendings
from tests.telling import tell

NAMELESS = "inconnue@fil.example"


@pytest.fixture
def writer(cast, client_for):
    return client_for(cast.max)


@pytest.fixture
def letter(cast, writer):
    writer.post(sendings(frozen(cast, writer)), data={"others": NAMELESS})
    return db.session.scalars(db.select(Delivery)).one()


def comes_back(letter):
    with change():
        letter.state = "sent"
        letter.bounce("550 5.1.1 User unknown")


def test_whoever_sent_it_is_told_hours_later_that_it_came_back(cast, writer, letter):
    comes_back(letter)
    tell()
    returned = db.select(Notification).where(Notification.reason == "returned")
    (told,) = db.session.scalars(returned)
    assert told.user_id == cast.max.id
    assert told.mail_at
    page = writer.get("/inbox").text
    assert "A letter came back:" in page
    assert f"to {NAMELESS}" in page


def test_the_address_that_it_did_not_reach_is_named(cast, writer, letter):
    comes_back(letter)
    page = writer.get(f"/projects/{cast.site.public_id}/activity").text
    assert f"to {NAMELESS}" in page
    assert "a reader" not in page


def test_the_next_draft_marks_the_address_that_the_last_did_not_reach(cast, writer, letter):
    comes_back(letter)
    page = writer.get(sendings(frozen(cast, writer)).removesuffix("/sendings")).text
    assert page.count("refused last time") == 1
