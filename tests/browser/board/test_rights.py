"""Rights changed while somebody looks: their open page follows, without a press of theirs."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from models import Membership, Override, Session, Task, Team, change, db
from tests.cast import Cast

JOINED = "() => document.documentElement.dataset.live === 'on'"


@pytest.fixture
def watching(page_of: Any, cast: Cast) -> Callable[..., Page]:
    """`watching(cast.mia)`: their board, joined and caught up."""

    def open_board(person: Any) -> Page:
        page = page_of(person, f"/projects/{cast.site.public_id}/board")
        page.wait_for_function(JOINED)
        return page

    return open_board


def shown(page: Page, task: Any) -> Any:
    return page.locator(f"#task-{task.public_id}")


def test_a_right_taken_puts_its_tools_away_and_given_back_brings_them(
    cast: Cast, watching: Any
) -> None:
    mia, max_ = watching(cast.mia), watching(cast.max)
    add = mia.get_by_role("link", name="Task", exact=True)
    expect(add).to_be_visible()
    with change():
        made = Override.make(cast.mia, "create", False, by=cast.olga)
    expect(add).to_have_count(0)
    expect(max_.get_by_role("link", name="Task", exact=True)).to_be_visible()
    with change():
        made.lift(by=cast.olga)
    expect(add).to_be_visible()


def test_the_page_of_a_task_follows_what_its_reader_may_and_lets_them_finish_what_they_write(
    cast: Cast, page_of: Any
) -> None:
    """Its tools stayed until somebody loaded it again: a page of a task knew no rights."""
    page = page_of(cast.rose, f"/tasks/{cast.brief.public_id}")
    page.wait_for_function(JOINED)
    words = page.get_by_label("Write a comment", exact=True)
    expect(words).to_have_count(0)
    for may, count in ((True, 1), (False, 0), (True, 1)):
        rule(cast, may)
        expect(words).to_have_count(count)
        page.wait_for_function(JOINED)
    words.fill("Une question")
    rule(cast, False)
    with change():
        db.session.get_one(Task, cast.brief.id).retitle("Le brief", by=cast.max)
    expect(page.get_by_role("heading", name="Le brief")).to_be_visible()
    expect(words).to_have_value("Une question")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".composer .form-error")).to_contain_text("not comment here any more")
    expect(words).to_be_focused()
    with change():
        db.session.get_one(Task, cast.brief.id).retitle("La maquette", by=cast.max)
    expect(page.get_by_role("heading", name="La maquette")).to_be_visible()
    rule(cast, True)
    page.wait_for_function(JOINED)
    expect(words).to_have_value("Une question")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".comment").last).to_contain_text("Une question")
    expect(words).to_have_value("")


def rule(cast: Cast, readers_comment: bool) -> None:
    with change():
        cast.agency.change(by=cast.olga, readers_comment=readers_comment)


def test_another_role_takes_cards_away_and_the_first_one_brings_them_back(
    cast: Cast, watching: Any
) -> None:
    mia, clara = watching(cast.mia), watching(cast.clara)
    expect(shown(mia, cast.secret)).to_be_visible()
    for role, count in (("reader", 0), ("member", 1)):
        with change():
            part = Membership.of(cast.site, cast.mia)
            assert part is not None
            part.change(role, None, by=cast.max)
        expect(shown(mia, cast.secret)).to_have_count(count)
        expect(shown(mia, cast.brief)).to_have_count(1)
    assert cast.secret.public_id not in clara.content()


def test_a_freelancer_kept_to_given_tasks_sees_those_alone_until_they_get_the_whole_project(
    cast: Cast, watching: Any, page_of: Any
) -> None:
    with change():
        db.session.get_one(Task, cast.brief.id).assign([cast.fay], by=cast.max)
    fay = watching(cast.fay)
    max_ = page_of(cast.max, f"/projects/{cast.site.public_id}/people")
    row = max_.locator(f"#person-{cast.fay.public_id}")
    for role, count in (("Freelancer, given tasks only", 0), ("Freelancer", 1)):
        row.get_by_role("button", name="Change the part of Fay Fournier").click()
        row.get_by_label("Role").select_option(label=role)
        row.get_by_role("button", name="Save").click()
        expect(row.get_by_role("cell", name=role, exact=True)).to_be_visible()
        expect(shown(fay, cast.secret)).to_have_count(count)
        expect(shown(fay, cast.brief)).to_have_count(1)


def test_a_team_that_is_chosen_leaves_the_roles_of_its_kind_to_choose(
    cast: Cast, page_of: Any
) -> None:
    with change():
        Team.create("Freelances", "freelancers", by=cast.olga)
    page = page_of(cast.olga, f"/projects/{cast.site.public_id}/people")
    roles = page.locator("#roles-of-team")
    expect(roles).to_have_value("member")
    page.locator("select[name=team]").select_option(label="Freelances")
    fitting = ["Freelancer", "Freelancer, given tasks only", "Guest", "Reader"]
    expect(roles.locator("option")).to_have_text(fitting)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("The team Freelances takes part in this project.")).to_be_visible()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["wide", "narrow"])
def test_no_door_leads_to_an_inbox_that_is_never_shown_to_whoever_looks_as_its_owner(
    cast: Cast, page_of: Any, size: tuple[int, int]
) -> None:
    """Inbox and profile led to a page that is not there."""
    olga = page_of(cast.olga, "/", viewport={"width": size[0], "height": size[1]})
    private = olga.locator("[href='/inbox'], [href='/me']").locator("visible=true")
    expect(private).to_have_count(2)
    with change():
        session = db.session.scalar(db.select(Session).order_by(Session.id.desc()))
        session.look_as(cast.clara, by=cast.olga)
    olga.reload()
    expect(olga.get_by_role("button", name="Leave")).to_be_visible()
    expect(private).to_have_count(0)


def test_who_is_taken_out_is_led_away_and_sees_nothing_more(cast: Cast, watching: Any) -> None:
    mia = watching(cast.mia)
    with change():
        part = Membership.of(cast.site, cast.mia)
        assert part is not None
        part.end(by=cast.max)
        db.session.get_one(Task, cast.brief.id).retitle("Sans Mia", by=cast.max)
    expect(shown(mia, cast.brief)).to_have_count(0)
    assert "Sans Mia" not in mia.content()


def test_somebody_is_invited_to_several_projects_from_the_settings(
    cast: Cast, page_of: Any, axe: Any
) -> None:
    page = page_of(cast.olga, "/settings/people", bypass_csp=True, reduced_motion="reduce")
    page.get_by_role("link", name="Invite").click()
    form = page.get_by_role("dialog")
    form.get_by_label("E-mail address").fill("paul@fil.example")
    form.get_by_label("Role").select_option(label="Freelancer, given tasks only")
    assert axe(page) == []
    for name in ("Affaire interne", "Site du musée"):
        form.get_by_label(name).check()
    form.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("the invitation to paul@fil.example")).to_be_visible()
    for project in (cast.site, cast.elsewhere):
        page.goto(f"/projects/{project.public_id}/people")
        expect(page.locator("[id^=invitation-]")).to_contain_text("Freelancer, given tasks only")
