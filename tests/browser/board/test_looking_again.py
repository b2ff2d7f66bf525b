"""Pages of no project follow what their person may see: what is taken goes, what is given comes."""

import pytest
from playwright.sync_api import expect

from live.rooms import rooms
from live.sockets import keeper
from models import Membership, Project, Team, User, change, db
from tests.telling import tell_and_read

OPEN = ("/", "/inbox", "/me", "/search?q=maquette")


@pytest.fixture
def listened():
    """Not before the pages are on the line: what comes earlier they show when they open."""

    def wait(pages):
        for page in pages:
            page.wait_for_load_state()
        while len(rooms.everybody()) < len(pages):
            keeper.woken.wait(0.02)

    return wait


def test_a_project_that_is_deleted_leaves_every_page_of_those_who_knew_of_it_and_comes_back(
    cast, page_of, listened
):
    """They went on naming it, though a fresh page did not."""
    tell_and_read(cast.people.values())
    pages = [page_of(cast.clara, address) for address in OPEN]
    listened(pages)
    for page in pages:
        expect(page.locator(".shell")).to_contain_text(cast.site.name)
    for step in (Project.delete, Project.recover):
        with change():
            step(db.session.get_one(Project, cast.site.id), by=cast.olga)
        for page in pages:
            says = expect(page.locator(".shell"))
            (says.not_to_contain_text if step is Project.delete else says.to_contain_text)(
                cast.site.name
            )


def test_what_is_being_typed_stays_while_a_project_that_was_taken_goes(cast, page_of, listened):
    me = page_of(cast.clara, "/me")
    listened([me])
    me.locator("[name=phone]").fill("+33 1 23 45 67 89")
    with change():
        Membership.of(cast.site, cast.clara).end(by=cast.max)
    expect(me.locator(".sidebar")).not_to_contain_text(cast.site.name)
    expect(me.locator("[name=phone]")).to_have_value("+33 1 23 45 67 89")
    with change():
        clara, site = (
            db.session.get_one(User, cast.clara.id),
            db.session.get_one(Project, cast.site.id),
        )
        Membership.grant(site, clara, "client", by=cast.max)
    expect(me.locator(".sidebar")).to_contain_text(cast.site.name)
    expect(me.locator("[name=phone]")).to_have_value("+33 1 23 45 67 89")


def test_a_number_that_a_team_keeps_to_itself_leaves_the_home_of_a_client(cast, page_of, listened):
    number = "+33 1 23 45 67 89"
    with change():
        cast.max.describe(by=cast.max, phone=number)
        studio = Team.create("Studio", "staff", by=cast.olga)
        studio.join(cast.max, by=cast.olga)
        studio.change(by=cast.olga, shows_phone="everybody")
    home = page_of(cast.clara, "/")
    listened([home])
    expect(home.locator("#content")).to_contain_text(number)
    for width in ("nobody", "everybody"):
        with change():
            db.session.get_one(Team, studio.id).change(by=cast.olga, shows_phone=width)
        says = expect(home.locator("#content"))
        (says.to_contain_text if width == "everybody" else says.not_to_contain_text)(number)


def test_beside_a_board_the_projects_follow_too_and_the_sheet_stays_open(cast, page_of):
    with change():
        Membership.grant(cast.elsewhere, cast.mia, "member", by=cast.olga)
    board = page_of(cast.mia, f"/projects/{cast.site.public_id}/board")
    expect(board.locator("html")).to_have_attribute("data-live", "on")
    expect(board.locator(".sidebar")).to_contain_text(cast.elsewhere.name)
    board.locator(".kcard a").first.click()
    expect(board.locator("#sheet[open] h1")).to_be_visible()
    with change():
        db.session.get_one(Project, cast.elsewhere.id).delete(by=cast.olga)
    expect(board.locator(".sidebar")).not_to_contain_text(cast.elsewhere.name)
    expect(board.locator("#sheet[open] h1")).to_be_visible()
