"""A board leaves Trello: file, preview, choices, account, board, and all of it back again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_first_day import create_agency

BOARD = Path(__file__).parents[1] / "imports" / "atelier.json"
PLAN = BOARD.with_name("vitrine.xml")
DROP = """(zone) => {
  const files = new DataTransfer();
  files.items.add(new File(["Bonjour"], "notes.json", { type: "application/json" }));
  for (const kind of ["dragover", "drop"])
    zone.dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }),
    );
}"""


def upload(page, path=BOARD):
    page.goto("/imports")
    page.get_by_label("The file of a board or of a plan").set_input_files(path)
    page.get_by_role("button", name="Read this file").click()


def choose(page):
    page.get_by_label("Inès Laurent becomes").select_option(label="Jeanne Morel")
    page.get_by_label("Nora Quist becomes").select_option(label="Invite into the team by e-mail…")
    page.get_by_label("E-mail address of Nora Quist").fill("nora@quist.example")
    page.get_by_label("Kind of column of ‘In progress’").select_option(label="Review")
    page.get_by_label("Project created").fill("Atelier Ker")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_board_comes_in_is_worked_on_and_goes_again(somebody, house, is_accessible, size):
    jeanne = somebody(size=size)
    create_agency(jeanne)
    jeanne.goto("/imports")
    is_accessible(jeanne)
    upload(jeanne)
    expect(jeanne.get_by_text("Preview, nothing is written yet")).to_be_visible()
    is_accessible(jeanne)

    choose(jeanne)
    jeanne.get_by_label("Take the 2 archived cards too").uncheck()
    expect(jeanne.get_by_role("button", name="Import 7 cards")).to_be_visible()
    jeanne.get_by_label("Take the 2 archived cards too").check()
    jeanne.get_by_role("button", name="Import 9 cards").click()
    expect(jeanne.get_by_role("heading", name="Import done")).to_be_visible()
    is_accessible(jeanne)
    account = jeanne.url
    assert "/invitations/" in house.letter_to("nora@quist.example")

    jeanne.get_by_role("link", name="Open the board").click()
    expect(jeanne.get_by_text("Écrire le manifeste").first).to_be_visible()
    expect(jeanne.get_by_text("Ancienne piste")).to_have_count(0)

    other = jeanne.context.new_page()
    other.goto(jeanne.url)
    expect(other.get_by_text("Écrire le manifeste").first).to_be_visible()
    jeanne.goto(account)
    jeanne.get_by_role("link", name="Undo the import").click()
    is_accessible(jeanne)
    jeanne.get_by_role("button", name="Remove the project and all of this").click()
    expect(jeanne.get_by_role("heading", name="Import undone")).to_be_visible()
    is_accessible(jeanne)
    expect(other.get_by_text("Écrire le manifeste")).to_have_count(0)
    jeanne.goto("/")
    expect(jeanne.get_by_text("Atelier Ker")).to_have_count(0)


def test_nonsense_is_refused_in_the_readers_words(somebody, house, is_accessible, tmp_path):
    jeanne = somebody()
    create_agency(jeanne)
    nonsense = tmp_path / "notes.json"
    nonsense.write_text("Bonjour")
    upload(jeanne, nonsense)
    expect(jeanne.get_by_text("This file is not JSON")).to_be_visible()
    is_accessible(jeanne)
    jeanne.get_by_role("link", name="Choose another file").click()
    expect(jeanne).to_have_url(re.compile("/imports$"))


def test_a_file_too_large_does_not_travel(somebody, house, tmp_path):
    jeanne = somebody()
    create_agency(jeanne)
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(40_000_001)
    jeanne.goto("/imports")
    jeanne.get_by_label("The file of a board or of a plan").set_input_files(large)
    expect(jeanne.get_by_role("alert")).to_contain_text("40 MB")
    jeanne.get_by_role("button", name="Read this file").click()
    expect(jeanne).to_have_url(re.compile("/imports$"))


def test_a_file_is_dropped_on_the_form(somebody):
    jeanne = somebody()
    create_agency(jeanne)
    jeanne.goto("/imports")
    jeanne.locator(".drop-file").evaluate(DROP)
    jeanne.get_by_role("button", name="Read this file").click()
    expect(jeanne.get_by_text("This file is not JSON")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_plan_comes_in_by_the_same_page(somebody, is_accessible, size):
    jeanne = somebody(size=size)
    create_agency(jeanne)
    upload(jeanne, PLAN)
    expect(jeanne.get_by_role("heading", name="Import a Microsoft Project plan")).to_be_visible()
    expect(jeanne.get_by_text("Materials and costs")).to_be_visible()
    is_accessible(jeanne)
    jeanne.get_by_label("Inès Laurent becomes").select_option(label="Jeanne Morel")
    jeanne.get_by_role("button", name="Import 12 rows").click()
    expect(jeanne.get_by_text("Your plan is there, 12 rows.")).to_be_visible()
    is_accessible(jeanne)
    jeanne.get_by_role("link", name="Open the board").click()
    expect(jeanne.get_by_text("Découpe").first).to_be_visible()
    expect(jeanne.get_by_text("Fabrication")).to_have_count(0)
