"""A plan is put on paper from its page."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

import worker
from models import Task, change, db
from reports.reading import words_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(cast):
    with change():
        cast.phase = Task.create(
            cast.site, "Cadrage", by=cast.max, kind="phase", visibility="client"
        )
        cast.brief.nest(cast.phase)
        cast.brief.date(cast.max, start=datetime(2027, 3, 2), finish=datetime(2027, 3, 5))
        cast.mockup.date(cast.max, start=datetime(2027, 3, 5), finish=datetime(2027, 3, 13))
    return f"/projects/{cast.site.public_id}/plan"


def test_the_plan_is_printed_while_the_dialog_says_how_far_it_is(cast, plan, page_of, tmp_path):
    page = page_of(cast.max, plan)
    page.get_by_role("button", name="Fold Cadrage").click()
    expect(page.locator(f"#row-{cast.brief.public_id}")).to_have_count(0)
    page.get_by_role("link", name="Print / PDF").click()
    dialog = page.get_by_role("dialog", name="Print the plan")
    dialog.get_by_label("Scale").select_option(label="Weeks")
    dialog.get_by_label("Paper").select_option("A3")
    dialog.get_by_role("button", name="Make the PDF").click()
    expect(dialog.get_by_role("progressbar")).to_be_visible()
    db.session.rollback()
    assert worker.print_plans()
    link = dialog.get_by_role("link", name="Download")
    expect(link).to_be_focused()
    with page.expect_download() as fetched:
        link.click()
    place = tmp_path / fetched.value.suggested_filename
    fetched.value.save_as(place)
    text = words_of(place.read_bytes())
    assert cast.mockup.title in text
    assert cast.brief.title not in text  # what is folded stays folded
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_the_rights_are_printed_alone_and_as_wide_as_the_paper(cast, page_of):
    page = page_of(cast.olga, "/settings/rights", viewport={"width": 718, "height": 1000})
    page.evaluate("window.print = () => { document.title = 'on paper' }")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("on paper")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    table = page.locator("table.rights").bounding_box()
    assert table["width"] <= 718
