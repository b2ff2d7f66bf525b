"""Two people write one report in two real browsers: nobody loses a word, each sees the other."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from models import Audience, StatusReport, change
from reports.drafting import draft
from tests.browser.board.test_live import JOINED
from tests.cast import Cast


@pytest.fixture
def writing(cast: Cast, page_of: Any) -> Any:
    """`writing(cast.mia)`: the editor of the one draft, joined and caught up."""
    snapshot, words = draft(cast.site, Audience.client_of(cast.site, "en"), "Max")
    with change():
        cast.brief.close(by=cast.max)
        report = StatusReport.draft(cast.site, "en", snapshot, words, by=cast.max)

    def open_editor(person: Any, **options: Any) -> Page:
        page = page_of(person, f"/reports/{report.public_id}", **options)
        page.wait_for_function(JOINED)
        return page

    return open_editor


def test_what_one_writes_arrives_where_the_other_writes_elsewhere(cast: Cast, writing: Any) -> None:
    max_, mia = writing(cast.max), writing(cast.mia)
    summary, own = (
        "#field-summary",
        ".sect__list:not(.sect__list--asks) > li:last-child .sect__line",
    )
    max_.locator(summary).fill("Max says that all is well.")
    expect(mia.locator("#sect-summary .live-edit__who")).to_have_text("Max is editing")
    expect(mia.locator(summary)).to_have_value("Max says that all is well.")
    mia.locator("#sect-done").locator(own).press_sequentially("Posters printed")
    expect(max_.locator("#sect-done [value='Posters printed']")).to_be_visible()
    expect(mia.locator("#sect-done").locator(own)).to_have_value("")  # another may follow
    expect(max_.locator(summary)).to_be_focused()
    expect(max_.locator("#preview")).to_contain_text("Posters printed")


def test_whoever_types_faster_than_answers_come_never_stands_against_themselves(
    cast: Cast, writing: Any
) -> None:
    """A question that waited was sent with what the page held when it began to wait."""
    mia = writing(cast.mia)
    held: list[Any] = []
    mia.route("**/words", lambda route: held.append(route))
    summary = mia.locator("#field-summary")
    summary.fill("One")
    mia.wait_for_function("() => document.querySelector('#words.htmx-request')")
    summary.press_sequentially(" and two")
    summary.blur()  # asks at once, and waits for the first answer
    mia.unroute("**/words")
    expect(mia.locator("#preview")).to_contain_text("One and two")
    expect(summary).to_have_value("One and two")
    expect(mia.locator(".sect__clash")).to_have_count(0)


def test_where_both_write_both_stand_until_one_chooses(cast: Cast, writing: Any) -> None:
    max_, mia = writing(cast.max), writing(cast.mia)
    mia.route("**/words", lambda route: None)  # her answers are on their way
    mia.locator("#field-summary").fill("Mia says that it is late.")
    max_.locator("#field-summary").fill("Max says that all is well.")
    expect(max_.locator("#preview")).to_contain_text("Max says")
    mia.unroute("**/words")
    mia.locator("#field-summary").press_sequentially(" Quite.")
    clash = mia.locator("#sect-summary .sect__clash")
    expect(clash).to_contain_text("Max says that all is well.")
    expect(mia.locator("#field-summary")).to_have_value("Mia says that it is late. Quite.")
    clash.get_by_role("button", name="Keep mine").click()
    expect(clash).to_have_count(0)
    expect(max_.locator("#field-summary")).to_have_value("Mia says that it is late. Quite.")
