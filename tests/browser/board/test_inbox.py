"""Somebody is called by name; their open inbox says so, is read by keyboard, and on a phone too."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from models import User, change, db, now
from models.base import Clock
from models.task.task import Task
from tests.telling import tell, tell_and_read

pytestmark = pytest.mark.usefixtures("app")
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture(autouse=True)
def told(cast):
    tell_and_read(cast.people.values())


def test_who_is_called_by_name_reads_it_in_an_inbox_that_stands_open(cast, page_of, is_accessible):
    clara, mia = page_of(cast.clara, "/inbox"), page_of(cast.mia, "/inbox")
    expect(clara.locator(".empty__title")).to_be_visible()
    max_ = page_of(cast.max, f"/tasks/{cast.brief.public_id}")
    max_.locator("[name=visibility]").first.select_option("client")
    write = max_.locator("#composer-text")
    write.press_sequentially("Bonjour @cl")
    expect(max_.get_by_role("option", name="Clara Clément")).to_be_visible()
    is_accessible(max_)
    write.press("Enter")
    write.press_sequentially("un avis ?")
    expect(write).to_have_value("Bonjour @Clara Clément un avis ?")
    max_.get_by_role("button", name="Send").click()
    expect(max_.locator(".comment .mention")).to_have_text("@Clara Clément")
    tell()
    entry = clara.locator(".notif.is-unread")
    expect(entry).to_contain_text("Max Moreau named you")
    expect(clara.locator(".sidebar [data-unread]")).to_have_text("1")
    is_accessible(clara)
    clara.keyboard.press("j")
    expect(entry).to_be_focused()
    clara.keyboard.press("Enter")
    expect(clara.locator("#inbox-read")).to_contain_text("Bonjour @Clara Clément un avis ?")
    expect(clara.locator(".sidebar [data-unread]")).to_be_hidden()
    is_accessible(clara)
    clara.keyboard.press("u")
    expect(clara.locator(".sidebar [data-unread]")).to_have_text("1")
    clara.keyboard.press("h")
    expect(clara.locator("#inbox-read")).to_contain_text("comes back")
    expect(clara.locator(".notif")).to_have_count(0)
    is_accessible(clara)
    clara.keyboard.press("z")
    expect(clara.locator(".notif")).to_have_count(1)
    clara.keyboard.press("e")
    expect(clara.locator("#inbox-read")).to_contain_text("is filed away")
    clara.get_by_role("link", name="Filed away").click()
    clara.locator(".notif").click()
    clara.get_by_role("button", name="Bring back").click()
    clara.keyboard.press("r")
    expect(clara).to_have_url(re.compile("#composer-text$"))
    # Mia took part in what is said there, and reads on while more comes.
    expect(mia.locator(".notif.is-unread")).to_have_count(1)


def test_keys_act_on_the_entry_that_has_the_focus_and_the_next_one_takes_it(
    cast, page_of, is_accessible
):
    """They asked for an entry to be opened first, and the focus went back to the top."""
    with change():
        for task in (cast.brief, cast.launch, cast.done):
            db.session.get_one(Task, task.id).assign([cast.mia], by=cast.max)
    tell()
    mia = page_of(cast.mia, "/inbox")
    entries = mia.locator(".notif")
    expect(entries).to_have_count(4)
    second, third, last = (entries.nth(at).get_attribute("id") for at in (1, 2, 3))
    mia.keyboard.press("j")
    mia.keyboard.press("e")
    expect(entries).to_have_count(3)
    expect(mia.locator("#inbox-read")).to_contain_text("is filed away")
    expect(mia.locator(f"#{second}")).to_be_focused()
    mia.keyboard.press("j")
    mia.keyboard.press("u")
    expect(mia.locator(f"#{third}")).to_be_focused()
    expect(mia.locator(f"#{third}.is-unread")).to_have_count(0)
    is_accessible(mia)
    for unread in (1, 0):
        mia.keyboard.press("u")
        expect(mia.locator(f"#{third}.is-unread")).to_have_count(unread)
    mia.keyboard.press("h")
    expect(entries).to_have_count(2)
    expect(mia.locator(f"#{last}")).to_be_focused()
    mia.keyboard.press("z")
    expect(entries).to_have_count(3)
    mia.locator(f"#{second}").focus()
    mia.keyboard.press("r")
    expect(mia).to_have_url(re.compile("#composer-text$"))


def test_what_was_put_off_comes_back_while_the_inbox_stands_open(cast, page_of, monkeypatch):
    monkeypatch.setattr("live.presence.LOOK_ROUND_SECONDS", 0)
    with change():
        db.session.get_one(Task, cast.mockup.id).retitle("La page d’accueil", by=cast.max)
    tell()
    mia = page_of(cast.mia, "/inbox")
    expect(mia.locator(".notif")).to_have_count(1)
    mia.keyboard.press("j")
    mia.keyboard.press("h")
    expect(mia.locator(".notif")).to_have_count(0)
    Clock.at = now() + timedelta(days=1)
    expect(mia.locator(".notif.is-unread")).to_have_count(1)
    expect(mia.locator(".sidebar [data-unread]")).to_have_text("1")


def test_what_came_while_its_line_was_lost_is_asked_for_when_it_is_back(cast, page_of):
    """It waited for the next thing to come, as after a night with the lid closed."""
    lines: list[Any] = []
    said: list[Any] = []
    mia = page_of(cast.mia, "/inbox")
    mia.route_web_socket(re.compile("socket.io"), lambda line: overhear(line, lines, said))
    mia.reload()
    began = time.monotonic()
    while not any("listen" in words for words in said):
        assert mia.evaluate("true") and time.monotonic() - began < 10
    lines[0].close()
    with change():
        db.session.get_one(Task, cast.brief.id).assign([cast.mia], by=cast.max)
    tell()
    expect(mia.locator(".notif.is-unread")).to_have_count(1)


def overhear(line, lines, said):
    server = line.connect_to_server()
    line.on_message(lambda words: (said.append(words), server.send(words)))
    lines.append(line)


def test_on_a_phone_an_entry_opens_in_place_of_the_list(cast, page_of, is_accessible):
    with change():
        db.session.get_one(Task, cast.mockup.id).retitle("La page d’accueil", by=cast.max)
    tell()
    mia = page_of(cast.mia, "/inbox", **PHONE)
    expect(mia.locator(".tabbar [data-unread]")).to_have_text("1")
    mia.locator(".notif.is-unread").click()
    expect(mia.locator("#inbox-read")).to_contain_text("renamed the task")
    expect(mia.locator(".inbox__list")).to_be_hidden()
    is_accessible(mia)
    assert mia.evaluate("document.documentElement.scrollWidth") == 390
    mia.get_by_role("link", name="Back to the inbox").click()
    expect(mia.locator(".notif").first).to_be_visible()
    expect(mia.locator(".notif.is-unread")).to_have_count(0)


def test_a_board_says_how_much_is_unread_as_it_comes(cast, page_of):
    board = page_of(cast.mia, f"/projects/{cast.site.public_id}/board")
    expect(board.locator("html")).to_have_attribute("data-live", "on")
    expect(board.locator(".sidebar [data-unread]")).to_be_hidden()
    with change():
        db.session.get_one(Task, cast.mockup.id).close(by=cast.max)
    tell()
    expect(board.locator(".sidebar [data-unread]")).to_have_text("1")


def test_choosing_when_letters_come(cast, page_of, is_accessible):
    me = page_of(cast.mia, "/me")
    letters = me.locator("#letters")
    letters.get_by_role("radiogroup").get_by_text("Every hour").click()
    letters.locator("[name=quiet_from]").select_option("20")
    letters.locator("[name=quiet_to]").select_option("7")
    letters.get_by_text("Otherwise in some projects").click()
    letters.get_by_label("Site du musée").select_option("never")
    is_accessible(me)
    letters.get_by_role("button", name="Save").click()
    expect(me.locator("#letters [name=rhythm]:checked")).to_have_value("hourly")
    expect(me.locator("#letters").get_by_label("Site du musée")).to_have_value("never")


def test_letters_are_ended_from_the_page_that_their_link_opens(cast, page_of, is_accessible):
    address = f"/unsubscribe/{cast.mia.mail_key}"
    page = page_of(cast.fay, address)  # whoever is signed in here
    is_accessible(page)
    page.get_by_role("button", name="Stop these letters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No more letters.")
    is_accessible(page)
    db.session.expire_all()
    assert db.session.get(User, cast.mia.id).rhythm == "never"
    assert db.session.get(User, cast.fay.id).rhythm == "daily"
