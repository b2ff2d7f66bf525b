"""A card is deleted, found in the bin and brought back; its history tells of it, live."""

import re

import pytest
from playwright.sync_api import expect

from models import Task, change, db

pytestmark = pytest.mark.usefixtures("app")


def board(cast):
    return f"/projects/{cast.site.public_id}/board"


def test_a_deleted_card_is_brought_back_from_the_bin_before_everybodys_eyes(cast, page_of):
    max_, clara = page_of(cast.max, board(cast)), page_of(cast.clara, board(cast))
    card = f"#task-{cast.mockup.public_id}"
    max_.locator(f"{card} a").click()
    max_.locator("[popovertarget=task-menu]").click()
    max_.locator("#task-menu .is-danger").click()
    for page in (max_, clara):
        expect(page.locator(card)).to_have_count(0)
    max_.get_by_role("link", name="Bin").click()
    expect(max_.locator("#bin")).to_contain_text(cast.mockup.title)
    max_.get_by_role("button", name=f"Restore {cast.mockup.title}").click()
    expect(max_.locator("#bin")).to_contain_text("The bin is empty.")
    for page in (max_, clara):
        expect(page.locator(card)).to_have_count(1)


@pytest.mark.parametrize("deed", ["Delete", "Archive the task"])
def test_put_away_on_its_own_page_one_lands_on_the_board_and_can_take_it_back(cast, page_of, deed):
    page = page_of(cast.max, f"/tasks/{cast.mockup.public_id}")
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name=deed, exact=True).click()
    expect(page).to_have_url(re.compile("/board$"))
    expect(page.locator("#board")).to_be_visible()
    card = page.locator(f"#task-{cast.mockup.public_id}")
    expect(card).to_have_count(0)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(card).to_be_visible()
    expect(page).to_have_url(re.compile("/board$"))


def test_history_stands_in_place_of_the_comments_and_follows_what_others_do(cast, page_of):
    page = page_of(cast.max, board(cast))
    page.locator(f"#task-{cast.mockup.public_id} a").click()
    page.get_by_role("link", name="History").click()
    told = page.locator("#sheet .happened")
    expect(told.first).to_contain_text("changed who is responsible")
    expect(page.locator("#sheet .composer")).to_be_hidden()
    with change():
        db.session.get_one(Task, cast.mockup.id).retitle("Maquette finale", by=cast.mia)
    expect(told.first).to_contain_text("Mia Martin renamed the task")
    page.locator("#sheet").get_by_role("link", name="Comments").click()
    expect(page.locator("#sheet .composer")).to_be_visible()


def test_the_activity_of_a_project_is_told_as_it_happens(cast, page_of, is_accessible):
    page = page_of(cast.clara, f"/projects/{cast.site.public_id}/activity")
    expect(page.locator(".happened")).not_to_have_count(0)
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    with change():
        db.session.get_one(Task, cast.secret.id).retitle("Toujours en retard", by=cast.max)
        db.session.get_one(Task, cast.brief.id).retitle("Le brief", by=cast.max)
    expect(page.locator(".happened").first).to_contain_text("renamed the task ‘Le brief’")
    expect(page.locator("body")).not_to_contain_text(re.compile("retard"))
    is_accessible(page)


def test_bin_and_log_are_accessible(cast, page_of, is_accessible):
    with change():
        db.session.get_one(Task, cast.brief.id).delete(by=cast.max)
    for address in (f"/projects/{cast.site.public_id}/bin", "/settings/audit", "/settings/bin"):
        is_accessible(page_of(cast.olga, address))
