"""What a client comes home to."""

import pytest
from playwright.sync_api import expect

from models import Column, Task, change, db
from tests.browser.conftest import NARROW, WIDE


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_client_comes_home_to_what_is_expected_and_answers(cast, page_of, is_accessible, size):
    with change():
        column = db.session.get_one(Column, cast.columns["client"].id)
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
