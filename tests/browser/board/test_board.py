"""A board under the hand: mouse, finger and keyboard, the quick line, filters, undo."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from models import Column, Task, change, db
from models.base import now
from tests.browser.conftest import first_held


def board(cast):
    return f"/projects/{cast.site.public_id}/board"


def lane(page, column):
    return page.locator(f"#cards-{column.public_id}")


def card(page, task):
    return page.locator(f"#task-{task.public_id}")


def titles(page, column):
    return lane(page, column).locator(".kcard__title").all_inner_texts()


def now_in(task, column):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Task, task.id).column_id == column.id


def dropped(page: Page):
    """Waits until no card is in hand and the server has answered."""
    expect(page.locator("html")).not_to_have_attribute("data-dragging", "1")


def drag(page, what, onto):
    start, end = what.bounding_box(), onto.bounding_box()
    page.mouse.move(start["x"] + 40, start["y"] + 30)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 50, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 4, steps=12)
    page.mouse.up()
    dropped(page)


@pytest.mark.usefixtures("app")
class TestHand:
    def test_a_card_is_dragged_with_the_mouse_and_stays(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        drag(page, card(page, cast.brief), card(page, cast.mockup))
        expect(lane(page, cast.columns["doing"]).locator(card_id(cast.brief))).to_be_visible()
        assert now_in(cast.brief, cast.columns["doing"])
        page.reload()
        expect(lane(page, cast.columns["doing"]).locator(card_id(cast.brief))).to_be_visible()

    def test_the_counts_of_both_columns_follow(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        todo, doing = (count_of(page, cast.columns[kind]) for kind in ("todo", "doing"))
        before = int(todo.inner_text()), int(doing.inner_text())
        drag(page, card(page, cast.brief), card(page, cast.mockup))
        expect(todo).to_have_text(str(before[0] - 1))
        expect(doing).to_have_text(str(before[1] + 1))

    def test_a_click_is_not_a_drag(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        card(page, cast.brief).click()
        expect(page.locator("#sheet .task-title")).to_have_text("Écrire le brief")

    def test_a_card_is_dragged_with_a_finger(self, cast, page_of):
        page = page_of(
            cast.mia, board(cast), has_touch=True, viewport={"width": 800, "height": 900}
        )
        finger = page.context.new_cdp_session(page)
        start = card(page, cast.brief).bounding_box()
        end = card(page, cast.mockup).bounding_box()
        touch(finger, "touchStart", start["x"] + 40, start["y"] + 20)
        expect(page.locator(".sortable-chosen")).to_be_visible()
        for step in range(1, 11):
            across = (end["x"] + 60 - start["x"] - 40) * step / 10
            down = (end["y"] + end["height"] - 4 - start["y"] - 20) * step / 10
            touch(finger, "touchMove", start["x"] + 40 + across, start["y"] + 20 + down)
        touch(finger, "touchEnd")
        dropped(page)
        expect(lane(page, cast.columns["doing"]).locator(card_id(cast.brief))).to_be_visible()
        assert now_in(cast.brief, cast.columns["doing"])

    def test_a_finger_held_at_the_edge_carries_a_card_across_a_phone(self, cast, page_of):
        phone = {"width": 390, "height": 844}
        page = page_of(cast.mia, board(cast), has_touch=True, is_mobile=True, viewport=phone)
        finger = page.context.new_cdp_session(page)
        start = card(page, cast.brief).bounding_box()
        touch(finger, "touchStart", start["x"] + 40, start["y"] + 20)
        expect(page.locator(".sortable-chosen")).to_be_visible()
        for x in range(100, 381, 20):
            touch(finger, "touchMove", x, start["y"] + 60)
        done = page.locator(f"#column-{cast.columns['done'].public_id}")
        expect(done).to_be_in_viewport(ratio=0.9)
        touch(finger, "touchMove", 300, start["y"] + 60)
        touch(finger, "touchMove", 280, start["y"] + 60)
        touch(finger, "touchEnd")
        dropped(page)
        expect(lane(page, cast.columns["done"]).locator(card_id(cast.brief))).to_be_visible()
        assert now_in(cast.brief, cast.columns["done"])

    def test_a_move_is_taken_back_from_its_toast(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        was = titles(page, cast.columns["todo"])
        drag(page, card(page, cast.brief), card(page, cast.mockup))
        page.locator("#toasts button", has_text="Undo").click()
        expect(lane(page, cast.columns["todo"]).locator(card_id(cast.brief))).to_be_visible()
        page.reload()
        assert titles(page, cast.columns["todo"]) == was

    def test_a_refused_move_goes_back_and_says_why(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        with change():
            db.session.get(Task, cast.brief.id).archive(by=cast.max)
        page.route("**/place", lambda route: route.fulfill(status=500))
        drag(page, card(page, cast.secret), card(page, cast.mockup))
        expect(page.locator("#toasts")).to_contain_text("We could not save")
        expect(lane(page, cast.columns["todo"]).locator(card_id(cast.secret))).to_be_visible()

    def test_a_limit_may_be_passed_and_is_said(self, cast, page_of):
        with change():
            db.session.get(Column, cast.columns["doing"].id).limit(1, by=cast.max)
        page = page_of(cast.mia, board(cast))
        drag(page, card(page, cast.brief), card(page, cast.mockup))
        expect(page.locator("#toasts")).to_contain_text("Limit of En cours passed: 2 for 1")
        drag(page, card(page, cast.brief), card(page, cast.secret))
        expect(page.locator("#toasts")).not_to_contain_text("Limit of En cours passed")

    def test_a_client_has_nothing_to_drag(self, cast, page_of):
        page = page_of(cast.clara, board(cast))
        drag(page, card(page, cast.brief), card(page, cast.mockup))
        assert not now_in(cast.brief, cast.columns["doing"])
        expect(page.get_by_text("Rattraper le retard")).to_have_count(0)


def card_id(task):
    return f"#task-{task.public_id}"


def count_of(page, column):
    return page.locator(f"#column-{column.public_id} [data-count]")


def touch(finger, kind, x=None, y=None):
    points = [] if x is None else [{"x": x, "y": y}]
    finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.mark.usefixtures("app")
class TestKeyboard:
    def test_a_card_is_picked_up_moved_and_dropped_and_each_step_is_said(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        voice = page.locator("#announce")
        card(page, cast.brief).locator("a").focus()
        page.keyboard.press(" ")
        expect(voice).to_have_text("Picked up Écrire le brief. Position 1 of 3 in À faire.")
        page.keyboard.press("ArrowRight")
        expect(voice).to_have_text("Position 1 of 2 in En cours.")
        page.keyboard.press("ArrowDown")
        expect(voice).to_have_text("Position 2 of 2 in En cours.")
        page.keyboard.press(" ")
        expect(voice).to_have_text("Dropped Écrire le brief in En cours, position 2 of 2.")
        dropped(page)
        assert now_in(cast.brief, cast.columns["doing"])
        expect(card(page, cast.brief).locator("a")).to_be_focused()

    def test_it_is_said_in_french_to_who_reads_french(self, cast, page_of):
        page = page_of(cast.mia, board(cast), locale="fr-FR")
        card(page, cast.brief).locator("a").focus()
        page.keyboard.press(" ")
        expect(page.locator("#announce")).to_have_text(
            "Écrire le brief saisie. Position 1 sur 3 dans À faire."
        )

    def test_escape_puts_it_back(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        was = titles(page, cast.columns["todo"])
        card(page, cast.brief).locator("a").focus()
        for key in (" ", "ArrowRight", "ArrowDown", "Escape"):
            page.keyboard.press(key)
        dropped(page)
        assert titles(page, cast.columns["todo"]) == was
        expect(page.locator("#announce")).to_contain_text("Cancelled.")

    def test_a_move_that_fails_is_not_said_to_be_done(self, cast, page_of):
        """It was announced as dropped; its way back was told to nobody and took the focus."""
        page = page_of(cast.mia, board(cast))
        page.route("**/place", lambda route: route.abort())
        card(page, cast.brief).locator("a").focus()
        for key in (" ", "ArrowRight"):
            page.keyboard.press(key)
        page.evaluate(
            """() => { window.said = []; new MutationObserver(([change]) =>
            window.said.push(change.target.textContent)).observe(
            document.getElementById("announce"), { childList: true }) }"""
        )
        page.keyboard.press(" ")
        expect(page.locator("#announce")).to_have_text("Écrire le brief is back in À faire.")
        dropped(page)
        assert page.evaluate("window.said") == ["Écrire le brief is back in À faire."]
        expect(card(page, cast.brief).locator("a")).to_be_focused()

    def test_a_card_that_stays_in_its_column_is_not_said_to_go_there(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        card(page, cast.brief).locator("a").focus()
        for key in (" ", "ArrowDown", " "):
            page.keyboard.press(key)
        expect(page.locator("#toasts")).to_contain_text("‘Écrire le brief’ moved within À faire")

    def test_arrows_and_letters_go_from_card_to_card(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        card(page, cast.brief).locator("a").focus()
        page.keyboard.press("j")
        expect(card(page, cast.secret).locator("a")).to_be_focused()
        page.keyboard.press("k")
        page.keyboard.press("ArrowRight")
        expect(card(page, cast.mockup).locator("a")).to_be_focused()

    def test_enter_opens_e_edits_and_escape_comes_back_to_the_card(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        card(page, cast.brief).locator("a").focus()
        page.keyboard.press("e")
        expect(page.locator("#title-of-task")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#sheet h1.task-title")).to_have_text("Écrire le brief")
        page.keyboard.press("Escape")
        expect(page.locator("#sheet")).to_be_hidden()
        expect(card(page, cast.brief).locator("a")).to_be_focused()

    def test_n_opens_the_line_f_the_filter_and_a_question_mark_the_keys(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        page.keyboard.press("?")
        expect(page.locator("#shortcuts")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        expect(page.locator("#filters [name=q]")).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        expect(page.locator(".quick__text").first).to_be_focused()


@pytest.mark.usefixtures("app")
class TestQuickLine:
    def test_a_line_becomes_a_card_with_a_person_and_a_date(self, cast, page_of):
        page = page_of(cast.max, board(cast))
        page.locator(".quick-add summary").first.click()
        line = page.locator(".quick__text").first
        line.fill("Relire la FAQ @mia demain")
        expect(page.locator(".quick__read").first).to_contain_text("@Mia Martin")
        line.press("Enter")
        made = lane(page, cast.columns["todo"]).locator(".kcard", has_text="Relire la FAQ")
        expect(made).to_contain_text("MM")
        expect(line).to_have_value("")
        db.session.rollback()
        task = db.session.query(Task).filter_by(title="Relire la FAQ").one()
        assert task.people == [cast.mia]
        today = now().astimezone(ZoneInfo(cast.max.timezone)).date()
        assert task.deadline.date() == today + timedelta(days=2)

    def test_who_is_not_known_is_said_and_the_words_are_kept(self, cast, page_of):
        page = page_of(cast.max, board(cast))
        page.locator(".quick-add summary").first.click()
        line = page.locator(".quick__text").first
        line.fill("Relire @Zork")
        line.press("Enter")
        made = lane(page, cast.columns["todo"]).locator(".kcard", has_text="Relire @Zork")
        expect(made).to_be_visible()
        expect(line).to_have_value("")
        expect(page.locator(".quick__read").first).to_contain_text("‘@Zork’ names nobody")

    def test_nothing_but_spaces_is_refused_beside_the_line(self, cast, page_of):
        page = page_of(cast.max, board(cast))
        page.locator(".quick-add summary").first.click()
        line = page.locator(".quick__text").first
        line.fill("   ")
        line.press("Enter")
        expect(page.locator(".quick .field__error").first).to_contain_text("Write a few words")
        expect(line).to_be_focused()

    def test_escape_closes_the_line(self, cast, page_of):
        page = page_of(cast.max, board(cast))
        page.locator("[data-new]").click()
        page.keyboard.press("Escape")
        expect(page.locator(".quick__text").first).to_be_hidden()

    def made(self, page, cast, title):
        return lane(page, cast.columns["todo"]).locator(".kcard", has_text=title)

    def test_words_typed_while_a_line_is_on_its_way_are_the_next_line(self, cast, page_of):
        """They went into the card of before, or were lost with it."""
        page = page_of(cast.mia, board(cast))
        held = []
        page.route("**/tasks", lambda route: held.append(route))
        page.locator(".quick-add summary").first.click()
        line = page.locator(".quick__text").first
        line.press_sequentially("Relire le devis")
        line.press("Enter")
        line.press_sequentially("Appeler Paul")
        while not held:
            page.wait_for_function("() => true")
        held.pop().continue_()
        expect(self.made(page, cast, "Relire le devis")).to_be_visible()
        expect(line).to_have_value("Appeler Paul")
        page.unroute("**/tasks")
        line.press("Enter")
        expect(self.made(page, cast, "Appeler Paul")).to_be_visible()
        assert titles(page, cast.columns["todo"])[-2:] == ["Relire le devis", "Appeler Paul"]

    def test_a_line_whose_reading_breaks_off_is_sent_all_the_same(self, cast, page_of):
        """What its names mean is only shown; the line waited for it for ever."""
        page = page_of(cast.mia, board(cast))
        page.route("**/quick-add?*", lambda route: route.abort())
        page.locator(".quick-add summary").first.click()
        line = page.locator(".quick__text").first
        for title in ("Relire @mia", "Appeler @mia"):
            line.fill(title)
            line.press("Enter")
            expect(self.made(page, cast, title.removesuffix(" @mia"))).to_be_visible()


@pytest.mark.usefixtures("app")
class TestFilters:
    def test_words_narrow_the_board_and_the_address_keeps_them(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        page.locator("#filters [name=q]").fill("brief")
        expect(page.locator(".kcard")).to_have_count(1)
        expect(page.locator("#board-count")).to_contain_text("1 task")
        expect(page).to_have_url(re.compile(r"/board\?q=brief$"))
        page.reload()
        expect(page.locator(".kcard")).to_have_count(1)

    def test_ones_own_tasks_and_back(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        page.locator(".chip--tick").first.click()
        expect(page.locator(".kcard")).to_have_count(1)
        page.locator("#board-count [data-clear]").click()
        expect(page.locator(".kcard")).to_have_count(5)
        expect(page).to_have_url(re.compile(r"/board$"))

    def test_several_people_are_any_of_them_by_keyboard_too(self, cast, page_of):
        with change():
            db.session.get(Task, cast.brief.id).assign([cast.max], by=cast.max)
        page = page_of(cast.mia, board(cast))
        page.get_by_role("button", name="Person").press("Enter")
        page.get_by_role("checkbox", name="Max Moreau").press("Space")
        expect(page.locator(".kcard")).to_have_count(1)
        page.get_by_role("checkbox", name="Mia Martin").press("Space")
        expect(page.locator(".kcard")).to_have_count(2)
        expect(page.get_by_role("button", name="Person 2")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#filter-person")).to_be_hidden()
        page.reload()
        expect(page.locator(".kcard")).to_have_count(2)
        page.locator("#board-count [data-clear]").click()
        expect(page.locator(".kcard")).to_have_count(5)
        expect(page.get_by_role("button", name="Person", exact=True)).to_be_visible()

    def test_a_board_on_its_way_does_not_take_a_filter_back(self, cast, page_of):
        """Narrowed just when it fetched itself, it stood there as it had been asked for before."""
        page = page_of(cast.mia, board(cast) + "?q=brief")
        held: list[Any] = []

        def hold(route):
            own = (
                route.request.resource_type == "fetch" and "hx-request" not in route.request.headers
            )
            return held.append(route) if own and not held else route.continue_()

        page.route(re.compile("/board"), hold)
        with page.expect_request(lambda asked: asked.resource_type == "fetch"):
            page.reload()
        page.locator("#board-count [data-clear]").click()
        expect(page.locator(".kcard")).to_have_count(5)
        first_held(page, held).continue_()
        expect(page.locator("html[data-live]")).to_be_attached()
        expect(page.locator(".kcard")).to_have_count(5)

    def test_nothing_found_says_what_to_do(self, cast, page_of):
        page = page_of(cast.mia, board(cast) + "?q=introuvable")
        expect(page.get_by_role("heading", name="No task matches.")).to_be_visible()
        page.locator(".board__empty [data-clear]").click()
        expect(page.locator(".kcard")).to_have_count(5)


@pytest.mark.usefixtures("app")
class TestColumns:
    def test_a_column_is_renamed_and_limited_in_its_head(self, cast, page_of):
        page = page_of(cast.max, board(cast))
        head = page.locator(f"#column-{cast.columns['doing'].public_id}")
        head.locator("[popovertarget]").click()
        head.get_by_text("Name, limit, kind").click()
        head.locator("[name=name]").fill("En chantier")
        head.locator("[name=limit]").fill("7")
        head.get_by_role("button", name="Save").click()
        expect(head.locator(".lane__name")).to_have_text("En chantier")
        expect(head.locator("[data-count]")).to_have_text("2 / 7")

    def test_a_bad_limit_is_said_beside_what_was_typed(self, cast, page_of):
        page = page_of(cast.max, board(cast))
        head = page.locator(f"#column-{cast.columns['doing'].public_id}")
        head.locator("[popovertarget]").click()
        head.get_by_text("Name, limit, kind").click()
        head.locator("[name=limit]").fill("beaucoup")
        head.get_by_role("button", name="Save").click()
        expect(head.locator(".field__error")).to_contain_text("Enter a limit")
        expect(head.locator("[name=limit]")).to_have_value("beaucoup")

    def test_escape_leaves_a_column_as_it_was_and_gives_back_the_focus(self, cast, page_of):
        page = page_of(cast.max, board(cast))
        head = page.locator(f"#column-{cast.columns['doing'].public_id}")
        head.locator("[popovertarget]").click()
        head.get_by_text("Name, limit, kind").click()
        head.locator("[name=name]").fill("Autre chose")
        page.keyboard.press("Escape")
        expect(head.locator(".lane__name")).to_have_text("En cours")
        expect(head.locator("[popovertarget]")).to_be_focused()

    def test_a_card_may_come_into_a_column_that_is_being_edited(self, cast, page_of):
        """Its head has no count then, and the script broke off: ‘reading dataset of null’."""
        page = page_of(cast.max, board(cast))
        doing = page.locator(f"#column-{cast.columns['doing'].public_id}")
        doing.locator("[popovertarget]").click()
        doing.get_by_text("Name, limit, kind").click()
        expect(doing.locator("[name=name]")).to_be_focused()
        drag(page, card(page, cast.brief), card(page, cast.mockup))
        expect(page.locator("#toasts")).to_contain_text("to En cours")
        doing.get_by_role("link", name="Cancel").click()
        expect(doing.locator("[data-count]")).to_have_text("3")
        assert now_in(cast.brief, cast.columns["doing"])

    def test_a_column_moves_right_and_is_put_away(self, cast, page_of):
        page = page_of(cast.max, board(cast))
        first = page.locator(".lane").first
        first.locator("[popovertarget]").click()
        first.get_by_role("button", name="Move right").click()
        expect(page.locator(".lane__name").nth(1)).to_have_text("À faire")
        first = page.locator(".lane").first
        first.locator("[popovertarget]").click()
        first.get_by_role("button", name="Archive the column").click()
        expect(page.locator(".lane")).to_have_count(4)

    def test_a_column_put_away_is_brought_back_by_the_toast(self, cast, page_of):
        page = page_of(cast.max, board(cast))
        first = page.locator(".lane").first
        first.locator("[popovertarget]").click()
        first.get_by_role("button", name="Archive the column").click()
        expect(page.locator(".lane")).to_have_count(4)
        toast = page.locator(".toast", has_text="Column archived")
        toast.get_by_role("button", name="Undo").click()
        expect(page.locator(".lane")).to_have_count(5)
        expect(page.locator(".lane__name").first).to_have_text("À faire")
        assert now_in(cast.brief, cast.columns["todo"])

    def test_the_toast_comes_though_a_push_took_the_form_away(self, cast, page_of):
        """Pushed before it was answered, a column went without a word and without an undo."""
        page = page_of(cast.max, board(cast))
        expect(page.locator("html[data-live]")).to_be_attached()
        first, held = page.locator(".lane").first, []
        page.route(re.compile("/columns/"), lambda route: held.append(route), times=1)
        first.locator("[popovertarget]").click()
        with page.expect_request(re.compile("/columns/")):
            first.get_by_role("button", name="Archive the column").click()
        route = first_held(page, held)
        answer = route.fetch()
        expect(page.locator(".lane")).to_have_count(4)
        route.fulfill(response=answer)
        page.locator(".toast", has_text="Column archived").get_by_role("button").click()
        expect(page.locator(".lane")).to_have_count(5)

    def test_a_folded_column_stays_folded(self, cast, page_of):
        page = page_of(cast.mia, board(cast))
        first = page.locator(".lane").first
        first.locator("[popovertarget]").click()
        first.locator("[data-fold]").click()
        expect(first.locator(".lane__cards")).to_be_hidden()
        page.reload()
        expect(page.locator(".lane").first.locator(".lane__cards")).to_be_hidden()
        page.locator("[data-unfold]").first.click()
        expect(page.locator(".lane").first.locator(".lane__cards")).to_be_visible()

    def test_a_long_column_comes_in_two_parts_and_misses_none(self, cast, page_of):
        with change():
            for number in range(70):
                Task.create(
                    cast.site, f"Tâche {number}", by=cast.max, column=cast.columns["review"]
                )
        page = page_of(cast.mia, board(cast))
        long = lane(page, cast.columns["review"])
        expect(count_of(page, cast.columns["review"])).to_have_text("70")
        assert long.locator(".kcard").count() >= 50
        long.locator(".kcard").nth(49).scroll_into_view_if_needed()
        expect(long.locator(".kcard")).to_have_count(70)
        ids = long.locator(".kcard").evaluate_all("cards => cards.map(card => card.id)")
        assert len(set(ids)) == 70

    @pytest.mark.parametrize("asks", ["button", "keys"])
    def test_all_of_a_long_column_is_there_when_it_is_printed(self, cast, page_of, asks):
        with change():
            for number in range(120):
                Task.create(
                    cast.site, f"Tâche {number}", by=cast.max, column=cast.columns["review"]
                )
        page = page_of(cast.mia, board(cast))
        expect(lane(page, cast.columns["review"]).locator("[data-more]")).to_have_count(1)
        # The browser's own dialog would wait for a person.
        page.evaluate(
            "window.print = () => document.documentElement.setAttribute('data-printed',"
            " document.querySelectorAll('.kcard').length)"
        )
        if asks == "button":
            page.get_by_role("link", name="Print the board").click()
        else:
            page.keyboard.press("Control+p")
        expect(page.locator("html")).to_have_attribute("data-printed", "125")

    def test_on_paper_the_columns_stand_side_by_side_and_nobody_is_online(self, cast, page_of):
        """Each column had the whole width, one after the other, one card in a row."""
        page = page_of(cast.mia, board(cast), viewport={"width": 1060, "height": 740})
        page.wait_for_function("() => document.documentElement.dataset.live === 'on'")
        page.emulate_media(media="print")
        lanes = page.locator(".lane").all()
        assert len({round(one.bounding_box()["y"]) for one in lanes}) == 1
        assert len({round(one.bounding_box()["x"]) for one in lanes}) == len(cast.columns)
        expect(page.locator("#live-presence")).to_be_hidden()

    def test_a_card_dropped_at_the_foot_of_a_long_column_stands_before_its_rest(
        self, cast, page_of
    ):
        with change():
            for number in range(60):
                Task.create(
                    cast.site, f"Tâche {number}", by=cast.max, column=cast.columns["review"]
                )
        page = page_of(cast.mia, board(cast))
        card(page, cast.mockup).locator("a").focus()
        for key in (" ", "ArrowRight", " "):
            page.keyboard.press(key)
        dropped(page)
        assert titles(page, cast.columns["review"])[:2] == ["Maquette de l’accueil", "Tâche 0"]
