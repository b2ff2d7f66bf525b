"""On a phone: what is looked for stands within the screen."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from formats import date_short
from models import Team, change, now
from models.base import telling

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


@pytest.mark.usefixtures("app")
def test_a_team_that_lies_in_another_stands_under_it_and_further_in(cast, page_of):
    """They stood beside each other in rows, as if none lay in another."""
    with change():
        studio = Team.create("Studio", "staff", by=cast.olga)
        for name in ("Atelier", "Images"):
            Team.create(name, "staff", by=cast.olga, parent=studio)
    page = page_of(cast.olga, "/settings/people", viewport=PHONE)
    boxes = [
        page.locator(".tree--teams").get_by_text(name, exact=True).bounding_box()
        for name in ("Studio", "Atelier", "Images")
    ]
    assert boxes[0]["y"] < boxes[1]["y"] < boxes[2]["y"]
    assert boxes[0]["x"] + 10 < boxes[1]["x"] == boxes[2]["x"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE])
def test_what_others_see_of_a_team_is_asked_in_fields_of_one_width(cast, page_of, size):
    """The fourth stood alone on its line, twice as wide as the others."""
    with change():
        team = Team.create("Studio", "staff", by=cast.olga)
    page = page_of(cast.olga, f"/settings/people?team={team.public_id}", viewport=size)
    fields = page.locator("form[action$='/showing'] .select")
    expect(fields).to_have_count(4)
    boxes = fields.evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    assert max(box["width"] for box in boxes) - min(box["width"] for box in boxes) < 1
    rows = [sum(box["y"] == other["y"] for other in boxes) for box in boxes]
    assert len(set(rows)) == 1


# Do all the words of an element stand on one line?
ON_ONE_LINE = """(date) => {
  const words = document.createRange();
  words.selectNodeContents(date);
  return new Set([...words.getClientRects()].map((box) => Math.round(box.top))).size === 1;
}"""


@pytest.mark.usefixtures("app")
def test_a_date_in_running_text_never_ends_a_line_in_its_middle(cast, page_of):
    """‘Waiting since 17’ stood over ‘Nov’."""
    then = now() - timedelta(days=20)
    with telling(then), change():
        cast.mockup.assign([cast.clara], by=cast.max)
    page = page_of(cast.clara, "/", viewport=PHONE)
    said = date_short(then.astimezone(ZoneInfo(cast.site.timezone)))
    date = page.get_by_text(said, exact=True)
    expect(page.locator(".ask__why").filter(has=date)).to_contain_text(f"waiting since {said}")
    for width in range(320, 440, 8):
        page.set_viewport_size({"width": width, "height": 844})
        assert date.evaluate(ON_ONE_LINE), width
