"""What a client comes home to; and several tasks hidden at once, by name of whom it moves."""

import pytest
from playwright.sync_api import Route, expect

from models import Column, File, Task, change, db
from tests.browser.conftest import NARROW, WIDE
from tests.cast import content


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_client_comes_home_to_what_is_expected_and_answers(cast, page_of, is_accessible, size):
    with change():
        column = db.session.get_one(Column, cast.columns["client"].id)
        File.attach(cast.brief, "Planche_d_ambiance_de_la_serre.pdf", content(), by=cast.max)
        Task.create(cast.site, "Valider la serre", by=cast.max, column=column, visibility="client")
    page = page_of(cast.clara, "/", viewport={"width": size[0], "height": size[1]})
    expect(page.get_by_role("heading", name="one answer is expected from you")).to_be_visible()
    is_accessible(page)
    page.get_by_role("link", name="See and answer").click()
    expect(page.get_by_role("heading", name="Valider la serre")).to_be_visible()
    page.get_by_label("Write a comment").fill("C’est bon pour nous.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".comment")).to_contain_text("C’est bon pour nous.")
    page.goto("/")
    expect(page.get_by_role("region", name="Last said")).to_contain_text("You · C’est bon")


def test_a_column_is_hidden_after_a_look_at_whom_it_moves_and_comes_back(
    cast, page_of, is_accessible
):
    board = f"/projects/{cast.site.public_id}/board"
    clara, max_ = page_of(cast.clara, board), page_of(cast.max, board)
    expect(clara.locator("html[data-live]")).to_have_count(1)
    menu = max_.locator(f"#menu-{cast.columns['doing'].public_id}")
    max_.locator(f"[popovertarget=menu-{cast.columns['doing'].public_id}]").click()
    menu.get_by_role("link", name="Who sees these").click()
    expect(max_.get_by_label(cast.mockup.title)).to_be_checked()
    max_.get_by_role("radio", name="Team", exact=False).nth(1).check()
    moved = max_.locator("#shifts")
    expect(moved).to_contain_text("Clara Clément")
    expect(moved.get_by_role("heading", name="Will see less")).to_be_visible()
    is_accessible(max_)
    expect(clara.get_by_role("link", name=cast.mockup.title)).to_be_visible()
    max_.get_by_role("button", name="Change 2 tasks").click()
    expect(max_.get_by_text("2 tasks changed.")).to_be_visible()
    expect(clara.get_by_role("link", name=cast.mockup.title)).to_have_count(0)
    max_.get_by_role("button", name="Undo").click()
    expect(max_.get_by_text("Undone.")).to_be_visible()
    expect(clara.get_by_role("link", name=cast.mockup.title)).to_be_visible()


def test_nothing_can_be_pressed_until_one_was_shown_whom_it_moves(cast, page_of):
    """Pressed before that had come, it was answered that something had changed meanwhile."""
    max_, held = page_of(cast.max, f"/projects/{cast.site.public_id}/sight"), list[Route]()
    max_.get_by_label(cast.mockup.title).check()
    max_.get_by_role("radio", name="Team", exact=False).nth(1).check()
    expect(max_.get_by_role("button", name="Change 1 task")).to_be_enabled()
    max_.route("**/preview", lambda route: held.append(route), times=1)
    max_.get_by_label(cast.brief.title).check()
    expect(max_.get_by_role("button", name="Change 1 task")).to_be_disabled()
    held[0].continue_()
    max_.get_by_role("button", name="Change 2 tasks").click()
    expect(max_.get_by_text("2 tasks changed.")).to_be_visible()


def test_what_the_board_is_narrowed_to_is_what_is_offered(cast, page_of):
    max_ = page_of(cast.max, f"/projects/{cast.site.public_id}/board")
    max_.get_by_placeholder("Filter…").fill("maquette")
    expect(max_.locator(".kcard")).to_have_count(1)
    max_.get_by_role("link", name="Who sees what").click()
    expect(max_.get_by_role("checkbox", name=cast.mockup.title)).to_be_visible()
    expect(max_.locator("input[name=tasks]")).to_have_count(1)
