"""On a phone: what is looked for stands within the screen."""

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}


@pytest.mark.usefixtures("app")
def test_the_rights_of_all_roles_are_seen_at_once(cast, page_of):
    """Of a table as wide as three phones only the names of the verbs were seen."""
    page = page_of(cast.olga, "/settings/rights", viewport=PHONE)
    expect(page.get_by_role("columnheader", name="Client")).to_be_in_viewport(ratio=1)
    ends = page.locator(".rights tbody td:last-child").evaluate_all(
        "cells => cells.map((cell) => cell.getBoundingClientRect().right)"
    )
    assert ends and max(ends) <= PHONE["width"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("address", ["/settings/people", "/mail", "/settings/bin", "/me"])
def test_the_settings_show_where_one_is(cast, page_of, address):
    page = page_of(cast.olga, address, locale="fr", viewport=PHONE)
    expect(page.locator(".tree [aria-current]")).to_be_in_viewport(ratio=1)
