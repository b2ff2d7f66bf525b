"""The plan under the pointer, under the keyboard, and on two screens at once."""

import contextlib
import re
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Error, expect

from models import Task, change, db
from models.base import now
from tests.browser.conftest import first_held

pytestmark = pytest.mark.usefixtures("app")
WIDE = {"viewport": {"width": 1440, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def plan(cast):
    with change():
        cast.phase = Task.create(
            cast.site, "Cadrage", by=cast.max, kind="phase", visibility="client"
        )
        cast.brief.nest(cast.phase)
        cast.brief.date(cast.max, start=datetime(2027, 3, 2), finish=datetime(2027, 3, 5))
        cast.mockup.date(cast.max, start=datetime(2027, 3, 5), finish=datetime(2027, 3, 13))
        cast.mockup.link(cast.brief, by=cast.max)
        cast.launch.date(cast.max, finish=datetime(2027, 4, 1))
    return f"/projects/{cast.site.public_id}/plan?zoom=day"


def fresh(task):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Task, task.id)


def row(page, task):
    return page.locator(f"#row-{task.public_id}")


def bar(page, task):
    return row(page, task).locator(".g-track > a")


def opened(page_of, cast, plan, person="max", **options):
    page = page_of(cast.people[person], plan, **(WIDE | options))
    expect(page.locator("html[data-live]")).to_be_attached()
    return page


def bring(page, task):
    """To the first days in view: on the right the panel would cover it."""
    bar(page, task).evaluate("one => one.scrollIntoView({inline: 'start', block: 'nearest'})")


def drag(page, task, days, at=0.5):
    """By so many days; `at` is where the bar is taken, 0 its start and 1 its end."""
    bring(page, task)
    box = bar(page, task).bounding_box()
    x, y = box["x"] + 3 + (box["width"] - 6) * at, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y)
    page.mouse.move(x + 17 * days, y, steps=3)


def save(page, by=None):
    """Once the panel is there to be asked, of that many days."""
    if by is not None:
        expect(page.locator("#ripple [name=by]")).to_have_value(str(by))
    expect(page.locator("#ripple .btn--primary")).to_be_focused()
    page.keyboard.press("Enter")


def test_a_drag_shows_who_would_move_and_saves_it_when_told(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    drag(page, cast.brief, 14)
    expect(page.locator("#ripple")).to_contain_text(cast.mockup.title)
    page.mouse.up()
    expect(row(page, cast.mockup).locator(".g-wave .bar")).to_be_visible()
    assert fresh(cast.brief).start == datetime(2027, 3, 2)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("moved")
    expect(page.locator("#ripple")).to_be_empty()
    expect(row(page, cast.brief)).to_contain_text("16 Mar")
    expect(page).to_have_url(re.compile("/plan"))
    page.get_by_role("button", name="Undo").click()
    expect(row(page, cast.brief)).to_contain_text("2 Mar")


def test_dates_and_lines_go_along_with_the_bars_and_come_back(cast, plan, page_of):
    """The grid and the lines told of the old place until the move was saved."""
    page = opened(page_of, cast, plan)
    finish = row(page, cast.mockup).locator(".g-cells > :nth-child(4)")
    line = page.locator("[data-link] > path:not(.g-wave)")
    drawn = page.locator("[data-link] > path.g-wave")
    stood = line.get_attribute("d")
    expect(finish).to_have_text("12 Mar 2027")
    drag(page, cast.brief, 14)
    expect(finish.locator("b")).to_have_text("26 Mar 2027")
    expect(finish.locator("b")).to_be_visible()
    expect(line).to_be_hidden()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(drawn).to_have_count(0)
    expect(line).to_be_visible()
    expect(finish).to_have_text("12 Mar 2027")
    drag(page, cast.brief, 14)
    page.mouse.up()
    expect(row(page, cast.phase).locator(".g-cells > :nth-child(4) b")).to_be_visible()
    expect(page.locator("#ripple [name=by]")).to_have_value("14")
    expect(drawn).to_be_visible()
    would = drawn.get_attribute("d")
    save(page)
    expect(drawn).to_have_count(0)
    expect(line).to_have_attribute("d", would)
    assert would != stood
    expect(finish).to_have_text("26 Mar 2027")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_what_moves_is_named_whole_and_no_key_under_the_plan_is_cut_off(cast, plan, page_of, size):
    """Beside dates with their years ten letters of a name were left; the last keys were outside."""
    with change():
        cast.mockup.retitle("Retouche et exécution des visuels de la campagne", by=cast.max)
    page = opened(page_of, cast, plan)
    under = page.locator(".legend").bounding_box()
    for key in page.locator(".legend > span:visible").all():
        box = key.bounding_box()
        assert box["x"] + box["width"] <= under["x"] + under["width"]
    drag(page, cast.brief, 3)
    page.set_viewport_size(size["viewport"])
    name = page.locator(".ripple__row", has_text=cast.mockup.title).locator("b")
    expect(name).to_be_visible()
    assert name.bounding_box()["width"] > 200
    assert name.evaluate("one => one.scrollWidth <= one.offsetWidth")


def test_escape_puts_everything_back(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    drag(page, cast.brief, 7)
    page.mouse.up()
    expect(page.locator("#ripple .btn--primary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#ripple")).to_be_empty()
    expect(page.locator(".g-wave")).to_have_count(0)
    assert fresh(cast.brief).start == datetime(2027, 3, 2)


def test_the_hand_takes_a_copy_and_an_outline_stays_where_the_bar_was(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    bring(page, cast.brief)
    stood = bar(page, cast.brief).bounding_box()["x"]
    drag(page, cast.brief, 7)
    copy = row(page, cast.brief).locator(".g-wave > [data-edge]")
    expect(page.locator("#ripple h2")).to_contain_text("11 March")
    assert copy.bounding_box()["x"] == pytest.approx(stood + 7 * 17, abs=2)
    assert bar(page, cast.brief).bounding_box()["x"] == pytest.approx(stood, abs=2)
    expect(bar(page, cast.brief)).to_have_css("border-top-style", "dashed")
    expect(page.locator(".legend")).to_contain_text("Where it would be")
    page.mouse.up()
    expect(copy).to_have_count(0)
    expect(row(page, cast.brief).locator(".g-wave .bar")).to_be_visible()
    expect(bar(page, cast.brief)).to_have_css("border-top-style", "dashed")
    assert bar(page, cast.brief).bounding_box()["x"] == pytest.approx(stood, abs=2)


def test_the_plan_scrolls_along_with_a_hand_at_its_edge(cast, plan, page_of):
    """A bar could be dragged no farther than the window."""
    page = opened(page_of, cast, plan)
    drag(page, cast.brief, 3)
    expect(page.locator("#ripple")).to_contain_text(cast.mockup.title)
    scrolled = page.locator("#gantt").evaluate("one => one.scrollLeft")
    for step in range(20):
        page.mouse.move(1430 + step % 2, 400)
    assert page.locator("#gantt").evaluate("one => one.scrollLeft") > scrolled + 100
    held = row(page, cast.brief).locator(".is-held")
    by = int(held.evaluate("one => one.style.getPropertyValue('--by')"))
    page.mouse.up()
    expect(page.locator("#ripple [name=by]")).to_have_value(str(by))
    expect(row(page, cast.brief).locator(".g-wave .bar")).to_be_in_viewport()


@pytest.mark.parametrize("scrolled", [0, 60])
def test_the_first_bars_of_a_plan_stand_where_they_stood_once_the_panel_is_gone(
    cast, plan, page_of, scrolled
):
    """The panel narrows the names; its going scrolled further than its coming could."""
    soon = now().replace(tzinfo=None) + timedelta(days=14)
    with change():
        cast.brief.date(cast.max, start=soon, finish=soon + timedelta(days=3))
    page = opened(page_of, cast, plan.replace("day", "week"))
    row(page, cast.brief).locator(".g-name a").focus()
    page.locator("#gantt").evaluate("(one, left) => { one.scrollLeft = left }", scrolled)
    stood = bar(page, cast.brief).bounding_box()["x"]
    page.keyboard.press("ArrowRight")
    expect(page.locator("#ripple .btn--primary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#ripple")).to_be_empty()
    assert bar(page, cast.brief).bounding_box()["x"] == pytest.approx(stood, abs=2)


def test_a_bar_that_the_panel_would_cover_comes_out_from_under_it(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    bar(page, cast.brief).evaluate("one => one.scrollIntoView({inline: 'end', block: 'nearest'})")
    box = bar(page, cast.brief).bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 7)
    page.mouse.down()
    page.mouse.move(box["x"] + 20 - 34, box["y"] + 7, steps=3)
    expect(page.locator("#ripple [name=by]")).to_have_value("-2")
    held = row(page, cast.brief).locator("[data-edge]")
    end = held.bounding_box()["x"] + held.bounding_box()["width"]
    assert end < page.locator("#ripple").bounding_box()["x"] + 1
    page.mouse.move(box["x"] + 20 - 51, box["y"] + 7, steps=3)
    expect(page.locator("#ripple [name=by]")).to_have_value("-3")
    page.mouse.up()


def test_escape_takes_a_bar_out_of_the_hand(cast, plan, page_of):
    """It put the panel away, and the bar went on following the pointer."""
    page = opened(page_of, cast, plan)
    drag(page, cast.brief, 7)
    page.keyboard.press("Escape")
    page.mouse.move(600, 600)
    page.mouse.up()
    expect(page.locator(".g-wave")).to_have_count(0)
    expect(bar(page, cast.brief)).to_have_css("border-top-style", "none")
    expect(page.locator("#ripple")).to_be_empty()


def test_a_bar_that_is_dropped_where_it_was_leaves_no_outlines(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    drag(page, cast.brief, 7)
    expect(row(page, cast.mockup).locator(".g-track > .g-wave")).to_have_count(1)
    box = row(page, cast.brief).locator("[data-edge]").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 - 7 * 17, box["y"] + 7)
    page.mouse.up()
    expect(page.locator("#ripple h2")).to_contain_text("stays where it is")
    expect(page.locator(".g-wave")).to_have_count(0)


def test_this_bar_alone_shows_the_link_that_is_kept_no_more(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    row(page, cast.brief).locator(".g-name a").focus()
    for number in range(4):
        page.keyboard.press("ArrowRight")
        expect(page.locator("#ripple [name=by]")).to_have_value(str(number + 1))
    page.get_by_role("button", name="This bar alone").click()
    expect(page.locator("path.is-breaking")).to_have_count(1)
    expect(row(page, cast.brief).locator(".g-wave .bar")).to_be_visible()
    expect(row(page, cast.mockup).locator(".g-wave")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("path.is-breaking")).to_have_count(0)


def test_what_was_asked_earlier_does_not_take_a_choice_back(cast, plan, page_of):
    """The answer about the hand came after that about the choice, and was what would be saved."""
    page = opened(page_of, cast, plan)
    name = row(page, cast.brief).locator(".g-name a")
    name.focus()
    page.keyboard.press("ArrowRight")
    alone = page.get_by_role("button", name="This bar alone")
    expect(alone).to_be_visible()
    held = []
    page.route(re.compile("by=2"), lambda route: held.append(route), times=1)
    with page.expect_request(re.compile("by=2")):
        page.keyboard.press("ArrowRight")
    alone.click()
    expect(alone).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#ripple [name=by]")).to_have_value("2")
    with contextlib.suppress(Error):  # it may have been called off
        first_held(page, held).continue_()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#ripple [name=by]")).to_have_value("3")
    expect(alone).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#ripple")).to_be_empty()
    assert fresh(cast.brief).start == datetime(2027, 3, 5)
    assert fresh(cast.mockup).start == datetime(2027, 3, 5)


def test_what_is_behind_the_hand_is_not_saved(cast, plan, page_of):
    """The panel told of one bar, and Enter, pressed for the next one, moved the first."""
    page = opened(page_of, cast, plan)
    row(page, cast.brief).locator(".g-name a").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#ripple .btn--primary")).to_be_focused()
    held = []
    asked = re.compile(f"{cast.mockup.public_id}/ripple")
    page.route(asked, lambda route: held.append(route), times=1)
    with page.expect_request(asked):
        drag(page, cast.mockup, 1)
    page.mouse.up()
    page.locator("#ripple .btn--primary").press("Enter")
    expect(page.locator("#ripple h2")).to_contain_text(cast.brief.title)
    first_held(page, held).continue_()
    expect(page.locator("#ripple h2")).to_contain_text(cast.mockup.title)
    save(page, 1)
    expect(page.locator("#ripple")).to_be_empty()
    assert fresh(cast.brief).start == datetime(2027, 3, 2)
    assert fresh(cast.mockup).start > datetime(2027, 3, 5)


def test_the_link_stays_red_once_that_is_saved(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    grey = page.locator("[data-link] > path").evaluate("one => getComputedStyle(one).stroke")
    drag(page, cast.brief, 7)
    page.mouse.up()
    page.get_by_role("button", name="This bar alone").click()
    expect(page.locator("path.is-breaking")).to_have_count(1)
    save(page, 7)
    expect(page.locator("#ripple")).to_be_empty()
    expect(page.locator("path.is-broken")).to_have_count(1)
    expect(page.locator("path.is-broken")).not_to_have_css("stroke", grey)


def test_the_end_of_a_bar_stretches_it(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    drag(page, cast.mockup, 3, at=1)
    page.mouse.up()
    expect(page.locator("#ripple")).to_contain_text("would finish on 15 March")
    page.keyboard.press("Enter")
    expect(row(page, cast.mockup)).to_contain_text("15 Mar")
    assert fresh(cast.mockup).start == datetime(2027, 3, 5)


def test_arrows_do_what_the_hand_does(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    row(page, cast.brief).locator(".g-name a").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#ripple .btn--primary")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#ripple h2")).to_contain_text("8 March")
    page.keyboard.press("Enter")
    expect(row(page, cast.brief)).to_contain_text("4 Mar")
    expect(row(page, cast.brief).locator(".g-name a")).to_be_focused()


def test_a_link_is_drawn_from_the_dot(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    expect(page.locator("[data-link]")).to_have_count(1)
    bar(page, cast.mockup).hover()
    dot = row(page, cast.mockup).locator(".bar__dot").bounding_box()
    page.mouse.move(dot["x"] + 5, dot["y"] + 5)
    page.mouse.down()
    goal = row(page, cast.launch).bounding_box()
    page.mouse.move(dot["x"] + 30, goal["y"] + 10, steps=4)
    expect(page.locator(".g-string")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".g-string")).to_have_count(0)
    expect(page.locator("#ripple h2")).to_contain_text(cast.launch.title)
    drawn = page.locator(".g-links .g-wave:not([data-link] *)")
    expect(drawn).to_have_count(1)
    ends = drawn.bounding_box(), bar(page, cast.launch).bounding_box()
    assert ends[0]["height"] > 10 and abs(ends[0]["x"] + ends[0]["width"] - ends[1]["x"]) < 12
    page.keyboard.press("Enter")
    expect(page.locator("[data-link]")).to_have_count(2)
    expect(drawn).to_have_count(0)


def test_a_link_is_made_by_keyboard_and_a_loop_refused_by_name(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    row(page, cast.mockup).locator(".g-name a").focus()
    page.keyboard.press("l")
    row(page, cast.brief).locator(".g-name a").focus()
    page.keyboard.press("l")
    expect(page.locator("#ripple")).to_contain_text("would make a loop")
    page.keyboard.press("Escape")
    row(page, cast.mockup).locator(".g-name a").focus()
    page.keyboard.press("l")
    row(page, cast.launch).locator(".g-name a").focus()
    page.keyboard.press("l")
    expect(page.locator("#ripple .btn--primary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-link]")).to_have_count(2)


def test_enter_on_the_second_row_makes_the_link_too(cast, plan, page_of):
    """It opened the task instead, and the link that was begun was forgotten without a word."""
    page = opened(page_of, cast, plan)
    expect(page.locator("#plan-keys")).to_contain_text("L then L")
    row(page, cast.mockup).locator(".g-name a").focus()
    page.keyboard.press("l")
    row(page, cast.launch).locator(".g-name a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ripple h2")).to_contain_text(cast.launch.title)
    save(page)
    expect(page.locator("[data-link]")).to_have_count(2)
    expect(page.locator("#sheet")).to_be_hidden()


def test_a_date_typed_far_beyond_the_days_shown_leaves_the_names_in_view(cast, plan, page_of):
    """The plan was scrolled after the bar, out of its own names and dates."""
    page = opened(page_of, cast, plan)
    row(page, cast.brief).locator('[data-cell="start"]').dblclick()
    page.get_by_label("Start", exact=True).fill("2029-11-30")
    page.keyboard.press("Enter")
    expect(page.locator("#ripple h2")).to_contain_text("2029")
    expect(row(page, cast.brief).locator(".g-name")).to_be_in_viewport()
    expect(page.locator(".g-head .g-cells")).to_be_in_viewport()


def test_cells_are_typed_into(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    row(page, cast.brief).locator('[data-cell="percent"]').dblclick()
    page.get_by_label("Progress").fill("60")
    page.keyboard.press("Enter")
    expect(row(page, cast.brief).locator('[data-cell="percent"]')).to_have_text("60%")
    row(page, cast.brief).locator('[data-cell="duration"]').dblclick()
    page.get_by_label("Length").fill("5")
    page.keyboard.press("Enter")
    expect(page.locator("#ripple .btn--primary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, cast.brief).locator('[data-cell="duration"]')).to_have_text("5 d")
    row(page, cast.brief).locator(".g-name a").focus()
    page.keyboard.press("e")
    page.get_by_label("Title").fill("Le brief")
    page.keyboard.press("Enter")
    expect(row(page, cast.brief)).to_contain_text("Le brief")


def test_what_cannot_be_typed_stays_in_the_cell_with_its_reason(cast, plan, page_of):
    """The reason stood in a panel that covered the cell itself."""
    page = opened(page_of, cast, plan)
    row(page, cast.brief).locator('[data-cell="duration"]').dblclick()
    page.get_by_label("Length").fill("soon")
    page.keyboard.press("Enter")
    expect(row(page, cast.brief).locator(".form-error")).to_contain_text("a number of days")
    expect(page.get_by_label("Length")).to_be_focused()
    expect(page.get_by_label("Length")).to_have_value("soon")
    expect(page.locator("#ripple")).to_be_empty()
    page.get_by_label("Length").fill("5")
    page.keyboard.press("Enter")
    expect(page.locator("#ripple h2")).to_contain_text("would finish")


def test_a_date_is_typed_and_enter_shows_what_would_follow(cast, plan, page_of):
    """Chromium sends text by Enter, but a date only by a button: the cell had none."""
    page = opened(page_of, cast, plan)
    row(page, cast.brief).locator('[data-cell="start"]').dblclick()
    expect(page.get_by_label("Start", exact=True)).to_be_focused()
    page.keyboard.press("ArrowUp")
    typed = page.get_by_label("Start", exact=True).input_value()
    assert typed != "2027-03-02"
    page.keyboard.press("Enter")
    expect(page.locator("#ripple [name=start]")).to_have_value(typed)
    save(page)
    expect(page.locator("#ripple")).to_be_empty()
    assert fresh(cast.brief).start.date() == date.fromisoformat(typed)


def test_a_finish_before_its_start_says_so_under_the_field(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    row(page, cast.mockup).locator('[data-cell="finish"]').dblclick()
    field = page.get_by_label("Finish", exact=True)
    expect(field).to_be_focused()
    field.fill("2027-03-01")
    page.keyboard.press("Enter")
    expect(row(page, cast.mockup).locator(".form-error")).to_contain_text("before the start")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert fresh(cast.mockup).finish == datetime(2027, 3, 13)


def test_a_lag_that_cannot_be_leaves_the_panel_as_it_is(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    for task in (cast.mockup, cast.launch):
        row(page, task).locator(".g-name a").focus()
        page.keyboard.press("l")
    lag = page.get_by_label("Days later")
    lag.fill("soon")
    lag.blur()
    expect(page.locator("#ripple .form-error")).to_contain_text("a number of days")
    lag.fill("2")
    lag.blur()
    expect(page.locator("#ripple .form-error")).to_be_empty()
    page.get_by_role("button", name="Save the link").click()
    expect(page.locator("[data-link]")).to_have_count(2)


def test_folding_keeps_the_place_and_arrows_walk_the_rows(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    row(page, cast.phase).locator(".g-name a").focus()
    page.keyboard.press("ArrowLeft")
    expect(row(page, cast.brief)).to_have_count(0)
    expect(row(page, cast.phase).locator(".g-name a")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(row(page, cast.brief)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(row(page, cast.brief).locator(".g-name a")).to_be_focused()


def test_a_name_is_opened_by_one_click_and_typed_over_after_two(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    name = row(page, cast.brief).locator(".g-name a")
    name.dblclick()
    page.get_by_label("Title", exact=True).fill("Le brief")
    page.keyboard.press("Enter")
    expect(name).to_have_text("Le brief")
    expect(page.locator("#sheet")).to_be_hidden()
    name.click()
    expect(page.locator("#sheet .task-title")).to_be_visible()


def test_a_click_on_a_bar_opens_its_task(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    bar(page, cast.brief).click()
    expect(page.locator("#sheet .task-title")).to_be_visible()


def test_a_client_sees_the_move_and_has_nothing_to_move(cast, plan, page_of):
    clara, max_ = opened(page_of, cast, plan, "clara"), opened(page_of, cast, plan)
    expect(row(clara, cast.secret)).to_have_count(0)
    drag(clara, cast.brief, 3)
    clara.mouse.up()
    expect(clara.locator("#ripple")).to_be_empty()
    drag(max_, cast.brief, 14)
    max_.mouse.up()
    save(max_, 14)
    expect(row(clara, cast.brief)).to_contain_text("16 Mar")


def test_rows_travel_alone_and_nothing_is_fetched(cast, plan, page_of):
    """To whoever looks on, and to whoever moved the bar."""
    clara, max_ = opened(page_of, cast, plan, "clara"), opened(page_of, cast, plan)
    fetched = []
    for page in (clara, max_):
        page.on("request", lambda asked: fetched.append(asked.url))
    line = clara.locator("[data-link] > path").get_attribute("d")
    drag(max_, cast.brief, 14)
    max_.mouse.up()
    expect(max_.locator("#ripple h2")).to_contain_text("18 March")
    save(max_)
    for page in (clara, max_):
        expect(row(page, cast.brief)).to_contain_text("16 Mar")
        expect(row(page, cast.mockup)).to_contain_text("19 Mar")
    expect(clara.locator("[data-link] > path")).not_to_have_attribute("d", line)
    row(max_, cast.brief).locator('[data-cell="percent"]').dblclick()
    max_.get_by_label("Progress").fill("60")
    max_.keyboard.press("Enter")
    expect(row(clara, cast.brief)).to_contain_text("60%")
    expect(max_.locator(".g-edit")).to_have_count(0)
    assert [url for url in fetched if "/plan" in url] == []


def test_what_others_move_changes_what_would_follow(cast, plan, page_of):
    mia, max_ = opened(page_of, cast, plan, "mia"), opened(page_of, cast, plan)
    drag(max_, cast.mockup, 7)
    max_.mouse.up()
    expect(max_.locator("#ripple h2")).to_contain_text("19 March")
    drag(mia, cast.mockup, 7, at=1)
    mia.mouse.up()
    expect(mia.locator("#ripple h2")).to_contain_text("19 March")
    save(mia)
    expect(row(max_, cast.mockup).locator(".g-wave .bar")).to_be_visible()
    expect(max_.locator("#ripple h2")).to_contain_text("26 March")


def test_what_changes_in_a_field_that_is_open_is_seen_when_it_is_left(cast, plan, page_of):
    page = opened(page_of, cast, plan)
    row(page, cast.brief).locator('[data-cell="title"]').dblclick()
    page.get_by_label("Title").fill("À demi")
    with change():
        cast.brief.progress(40, by=cast.mia)
        cast.mockup.progress(30, by=cast.mia)
    expect(row(page, cast.mockup)).to_contain_text("30%")
    expect(page.get_by_label("Title")).to_have_value("À demi")
    page.keyboard.press("Escape")
    expect(row(page, cast.brief)).to_contain_text("40%")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_clean_for_axe(cast, plan, page_of, axe, theme):
    page = opened(page_of, cast, plan, color_scheme=theme, bypass_csp=True)
    row(page, cast.brief).locator(".g-name a").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#ripple .btn--primary")).to_be_focused()
    assert axe(page) == []


def test_a_phone_has_an_agenda(cast, plan, page_of, axe):
    page = opened(page_of, cast, plan, bypass_csp=True, **NARROW)
    expect(page.locator("#gantt")).to_be_hidden()
    expect(page.locator(".agenda")).to_contain_text(cast.launch.title)
    assert axe(page) == []
    page.get_by_role("link", name="Milestones").click()
    expect(page.locator(".agenda")).not_to_contain_text(cast.mockup.title)
    page.get_by_role("button", name="Person").click()
    expect(page.get_by_role("link", name=cast.mia.name)).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name=cast.mia.name).click()
    expect(page.locator(".agenda")).to_contain_text("Nothing of what is chosen is planned.")
