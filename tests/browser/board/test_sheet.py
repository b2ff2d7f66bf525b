"""A task over its board: opened, edited block by block, left; and the same page without script."""

import re

import pytest
from playwright.sync_api import expect

from models import Checklist, Comment, Event, Task, change, db
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.usefixtures("app")


def board(cast):
    return f"/projects/{cast.site.public_id}/board"


def opened(page_of, cast, person="mia", task="mockup", **options):
    page = page_of(getattr(cast, person), board(cast), **options)
    page.locator(f"#task-{getattr(cast, task).public_id} a").click()
    expect(page.locator("#sheet .task-title")).to_be_visible()
    return page


def block(page, name):
    return page.locator(f'#sheet [data-block="{name}"]')


def fresh(task):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Task, task.id)


def test_it_has_an_address_and_going_back_closes_it(cast, page_of):
    page = opened(page_of, cast)
    expect(page).to_have_url(re.compile(f"/tasks/{cast.mockup.public_id}$"))
    page.go_back()
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page).to_have_url(re.compile("/board$"))
    expect(page.locator(".kcard")).to_have_count(5)
    page.go_forward()
    expect(page.locator("#sheet .task-title")).to_have_text("Maquette de l’accueil")


def test_a_card_that_does_not_answer_gives_way_to_the_next_one(cast, page_of):
    """It was waited for first, and of three that were clicked the last never opened."""
    page = page_of(cast.mia, board(cast))
    page.route(re.compile(f"/tasks/{cast.mockup.public_id}"), lambda _route: None)
    with page.expect_request(re.compile(f"/tasks/{cast.mockup.public_id}")):
        page.locator(f"#task-{cast.mockup.public_id} a").click()
    page.locator(f"#task-{cast.brief.public_id} a").click()
    expect(page.locator("#sheet .task-title")).to_have_text(cast.brief.title)
    expect(page).to_have_url(re.compile(f"/tasks/{cast.brief.public_id}$"))


@pytest.mark.parametrize("by", ["escape", "back"])
def test_closed_unread_or_gone_back_from_it_gives_the_focus_to_its_card(cast, page_of, by):
    page = opened(page_of, cast)
    page.evaluate(
        "addEventListener('popstate', () => setTimeout(() => setTimeout(() =>"
        " document.documentElement.setAttribute('data-back', ''), 100)))"
    )
    page.keyboard.press("Escape") if by == "escape" else page.go_back()
    expect(page.locator("html")).to_have_attribute("data-back", "")
    expect(page.locator(f"#task-{cast.mockup.public_id} a")).to_be_focused()


@pytest.mark.parametrize("edited", [False, True])
def test_closing_it_leaves_no_step_behind(cast, page_of, edited):
    page = opened(page_of, cast)
    steps = page.evaluate("navigation.currentEntry.index")
    if edited:
        block(page, "priority").locator('a[hx-get$="/edit"]').click()
        block(page, "priority").get_by_role("button", name="Save").click()
        expect(block(page, "priority").locator("form")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/board$"))
    assert page.evaluate("navigation.currentEntry.index") == steps - 1
    expect(page.locator(".kcard")).to_have_count(5)


@pytest.mark.parametrize("name", ["title", "status", "people", "labels", "dates", "visibility"])
def test_one_escape_leaves_an_editor_and_the_next_one_the_sheet(cast, page_of, name):
    page = opened(page_of, cast)
    block(page, name).locator('a[hx-get$="/edit"]').first.click()
    expect(block(page, name).locator("form:focus-within")).to_be_visible()
    page.keyboard.press("Escape")
    expect(block(page, name).locator("form [data-cancel]")).to_have_count(0)
    expect(block(page, name).locator('a[hx-get$="/edit"]').first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page.locator(f"#task-{cast.mockup.public_id} a")).to_be_focused()


def test_two_quick_escapes_leave_the_sheet_while_the_field_is_still_being_put_back(cast, page_of):
    page = opened(page_of, cast)
    page.locator(".title__edit").click()
    expect(page.locator("#title-of-task")).to_be_focused()
    page.route("**/tasks/*/title", lambda route: None)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page.locator(f"#task-{cast.mockup.public_id} a")).to_be_focused()


def test_escape_leaves_a_comment_begun_without_losing_it(cast, page_of):
    page = opened(page_of, cast)
    page.locator("#composer-text").fill("Je commence à")
    page.keyboard.press("Escape")
    expect(page.locator("#composer-text")).not_to_be_focused()
    expect(page.locator("#composer-text")).to_have_value("Je commence à")
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()


def test_a_phone_shows_four_properties_and_the_others_when_asked(cast, page_of):
    page = opened(page_of, cast, viewport={"width": 390, "height": 844})
    shown = page.locator("#sheet .prop:visible dt")
    expect(shown).to_have_text(["Status", "Priority", "Responsible", "Due"])
    page.get_by_text("All properties").click()
    expect(shown).to_have_count(9)


def test_the_title_is_changed_and_the_card_follows(cast, page_of):
    page = opened(page_of, cast)
    page.locator(".title__edit").click()
    field = page.locator("#title-of-task")
    field.fill("Maquette, deuxième tour")
    field.press("Enter")
    expect(page.locator("#sheet .task-title")).to_have_text("Maquette, deuxième tour")
    page.keyboard.press("Escape")
    expect(page.locator(f"#task-{cast.mockup.public_id}")).to_contain_text("deuxième tour")


def test_a_title_of_nothing_is_refused_beside_it(cast, page_of):
    page = opened(page_of, cast)
    page.locator(".title__edit").click()
    page.locator("#title-of-task").fill("  ")
    page.locator("#title-of-task").press("Enter")
    expect(page.locator("#sheet .field__error")).to_contain_text("Write a few words first.")
    assert fresh(cast.mockup).title == "Maquette de l’accueil"


def test_a_description_is_written_in_markdown(cast, page_of):
    page = opened(page_of, cast)
    page.get_by_text("Add a description").click()
    page.locator("#sheet [name=description]").fill("**Vert** moins froid\n\n<b>non</b>")
    block(page, "description").get_by_role("button", name="Save").click()
    expect(block(page, "description").locator("strong")).to_have_text("Vert")
    expect(block(page, "description")).to_contain_text("<b>non</b>")


def test_two_versions_of_a_text_are_both_shown(cast, page_of):
    page = opened(page_of, cast)
    page.get_by_text("Add a description").click()
    page.locator("#sheet [name=description]").fill("La mienne")
    with change():
        db.session.get(Task, cast.mockup.id).describe("La leur", by=cast.max)
    block(page, "description").get_by_role("button", name="Save").click()
    expect(page.locator(".versions")).to_contain_text("La leur")
    expect(page.locator("#sheet [name=description]")).to_have_value("La mienne")
    page.get_by_role("button", name="Save my version").click()
    expect(block(page, "description").locator(".prose")).to_have_text("La mienne")


def test_priority_status_people_and_dates(cast, page_of):
    page = opened(page_of, cast)
    for name, field, value in (("priority", "priority", "urgent"), ("status", "column", None)):
        block(page, name).locator("a").click()
        wanted = value or cast.columns["review"].public_id
        block(page, name).locator(f"[name={field}]").select_option(wanted)
        block(page, name).get_by_role("button", name="Save").click()
    expect(block(page, "priority")).to_contain_text("Urgent")
    expect(block(page, "status")).to_contain_text("Relecture")
    block(page, "people").locator("a").click()
    block(page, "people").get_by_label("Max Moreau").check()
    block(page, "people").get_by_role("button", name="Save").click()
    expect(block(page, "people")).to_contain_text("Max")
    block(page, "dates").locator("a").first.click()
    block(page, "dates").locator("[name=deadline]").fill("2031-03-14")
    block(page, "dates").get_by_role("button", name="Save").click()
    expect(block(page, "dates")).to_contain_text("Fri 14 Mar 2031")
    task = fresh(cast.mockup)
    assert task.priority == "urgent"
    assert task.column_id == cast.columns["review"].id
    assert {person.name for person in task.people} == {"Mia Martin", "Max Moreau"}
    assert task.deadline.isoformat() == "2031-03-15T00:00:00"


def test_an_end_before_its_start_stays_in_the_form_with_its_reason(cast, page_of):
    page = opened(page_of, cast)
    block(page, "dates").locator("a").first.click()
    block(page, "dates").locator("[name=deadline]").fill("2031-03-14")
    block(page, "dates").locator("[name=start]").fill("2031-04-01")
    block(page, "dates").get_by_role("button", name="Save").click()
    expect(block(page, "dates").locator(".field__error")).to_contain_text("before the start")
    expect(block(page, "dates").locator("[name=start]")).to_have_value("2031-04-01")


def test_a_label_is_made_and_put_on(cast, page_of):
    page = opened(page_of, cast)
    block(page, "labels").locator("a").click()
    block(page, "labels").locator("[name=name]").fill("Urgence douce")
    page.locator("#sheet .swatches label").nth(4).click()
    block(page, "labels").get_by_role("button", name="Add").click()
    expect(block(page, "labels").locator(".tag")).to_have_text("Urgence douce")
    expect(page.locator(f"#task-{cast.mockup.public_id} .tag.hue-sapin")).to_have_count(1)


def test_a_checklist_is_made_ticked_and_counted_on_the_card(cast, page_of):
    page = opened(page_of, cast)
    lists = block(page, "checklists")
    lists.locator("summary").click()
    lists.locator("[name=title]").fill("Avant l’envoi")
    lists.locator("[name=title]").press("Enter")
    expect(lists.get_by_role("heading", name="Avant l’envoi")).to_be_visible()
    for text in ("Vert réchauffé", "Logo 2026"):
        line = lists.locator("[name=text]")
        line.fill(text)
        line.press("Enter")
        expect(lists.get_by_role("checkbox", name=text)).to_be_visible()
        expect(line).to_have_value("")
        expect(line).to_be_focused()
    lists.get_by_role("checkbox", name="Logo 2026").click()
    expect(lists.get_by_role("checkbox", name="Logo 2026")).to_be_checked()
    expect(lists).to_contain_text("1 / 2")
    page.keyboard.press("Escape")
    expect(page.locator(f"#task-{cast.mockup.public_id} .kcard__sub")).to_contain_text("1 / 3")


def test_what_is_unfolded_is_typed_into_and_a_new_list_takes_its_steps(cast, page_of):
    page = opened(page_of, cast, task="brief")
    block(page, "checklists").locator("summary").click()
    expect(page.get_by_label("Title of the checklist")).to_be_focused()
    page.keyboard.type("Before sending")
    page.keyboard.press("Enter")
    for step in ("Read it again", "Ask Max"):
        expect(page.get_by_label("Add an item")).to_be_focused()
        page.keyboard.type(step)
        page.keyboard.press("Enter")
        expect(block(page, "checklists").get_by_role("checkbox", name=step)).to_be_visible()


def test_who_will_read_a_comment_follows_who_may_see_its_task(cast, page_of):
    page = opened(page_of, cast, person="max", task="secret")
    offered = page.locator("#sheet .composer select option")
    expect(offered).to_have_text(["Team"])
    with change():
        fresh(cast.secret).hide("client", by=cast.ada)
    expect(offered).to_have_text(["Team", "Client and team"])


def test_a_line_of_a_checklist_is_rewritten_and_removed(cast, page_of):
    with change():
        checklist = db.session.get(Task, cast.mockup.id).add_checklist("Envoi", by=cast.mia)
        checklist.add("Vert", by=cast.mia)
    page = opened(page_of, cast)
    lists = block(page, "checklists")
    lists.get_by_role("link", name="Edit the item").click()
    lists.locator("li [name=text]").fill("Vert réchauffé")
    lists.get_by_role("button", name="Save").click()
    expect(lists.get_by_role("checkbox", name="Vert réchauffé")).to_be_visible()
    lists.get_by_role("button", name="Delete the item").click()
    expect(lists.get_by_role("checkbox")).to_have_count(0)
    db.session.rollback()
    assert db.session.query(Checklist).one().items == []


def test_subtasks_are_added_ticked_and_opened(cast, page_of):
    page = opened(page_of, cast)
    subtasks = block(page, "subtasks")
    subtasks.locator("[name=title]").fill("Retoucher le ciel")
    subtasks.locator("[name=title]").press("Enter")
    expect(subtasks).to_contain_text("0 / 2")
    subtasks.get_by_role("checkbox", name="Done: Retoucher le ciel").click()
    expect(subtasks).to_contain_text("1 / 2")
    subtasks.get_by_role("link", name="Retoucher le ciel").click()
    expect(page.locator("#sheet .task-title")).to_have_text("Retoucher le ciel")


def test_a_comment_is_internal_unless_one_says_otherwise(cast, page_of):
    page = opened(page_of, cast)
    for words, sight in (("Entre nous", "team"), ("Pour tous", "client")):
        page.locator("#composer-text").fill(words)
        page.locator("#sheet .composer [name=visibility]").select_option(sight)
        page.locator("#sheet .composer").get_by_role("button", name="Send").click()
        expect(block(page, "comments")).to_contain_text(words)
        expect(page.locator("#composer-text")).to_have_value("")
    expect(page.locator(".comment--internal")).to_contain_text("Entre nous")
    clara = opened(page_of, cast, "clara")
    expect(block(clara, "comments")).to_contain_text("Pour tous")
    expect(clara.get_by_text("Entre nous")).to_have_count(0)


COVERED = """() => {
  const box = (one) => one.getBoundingClientRect();
  const told = box(document.querySelector("#toasts .toast"));
  const parts = [...document.querySelectorAll(".composer :is(.composer__readers, button, label)")];
  return parts.filter((one) => one.checkVisibility()).filter((one) => {
    const { left, right, top, bottom } = box(one);
    return left < told.right && right > told.left && top < told.bottom && bottom > told.top;
  }).map((one) => one.className);
}"""


@pytest.mark.parametrize("where", ["over its board", "on its page"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_what_was_sent_can_be_taken_back_beside_who_reads_it(cast, page_of, size, where):
    """The word that it was sent lay over the names of its readers."""
    page = opened(page_of, cast, viewport={"width": size[0], "height": size[1]})
    if where == "on its page":
        page.reload()
    page.locator("#composer-text").fill("Entre nous")
    page.locator(".composer").get_by_role("button", name="Send").click()
    expect(page.locator("#toasts .toast")).to_be_visible()
    expect(page.locator(".composer__readers").first).to_be_visible()
    assert page.evaluate(COVERED) == []


def test_ones_own_comment_is_edited_and_deleted(cast, page_of):
    page = opened(page_of, cast, task="brief")
    said = page.locator(".comment", has_text="première version")
    said.get_by_role("link", name="Edit the comment").click()
    page.locator(".comment [name=body]").fill("Voici la seconde version.")
    block(page, "comments").get_by_role("button", name="Save").click()
    said = page.locator(".comment", has_text="seconde version")
    expect(said).to_contain_text("edited")
    said.get_by_role("button", name="Delete the comment").click()
    expect(page.locator(".comment")).to_have_count(1)
    db.session.rollback()
    assert db.session.query(Comment).filter(Comment.deleted_at.is_(None)).count() == 1
    page.locator("#toasts button", has_text="Undo").click()
    expect(page.locator(".comment")).to_have_count(2)


def test_a_card_becomes_a_milestone(cast, page_of):
    page = opened(page_of, cast)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Make it a milestone").click()
    expect(page.locator("#sheet .task-title .diamond")).to_be_visible()
    expect(page.locator(f"#task-{cast.mockup.public_id} .diamond")).to_have_count(1)


def test_a_link_is_added_and_a_bad_one_refused(cast, page_of):
    page = opened(page_of, cast)
    links = block(page, "attachments")
    links.locator("summary").click()
    links.locator("[name=url]").fill("javascript:alert(1)")
    links.get_by_role("button", name="Add").click()
    expect(links.locator(".field__error")).to_contain_text("https://")
    links.locator("[name=url]").fill("https://example.org/planche")
    links.locator("[name=name]").fill("Planche")
    links.get_by_role("button", name="Add").click()
    expect(links.get_by_role("link", name="Planche")).to_have_attribute(
        "href", "https://example.org/planche"
    )


def test_hiding_takes_it_from_the_client(cast, page_of):
    page = opened(page_of, cast)
    block(page, "visibility").locator("a.prop__v").click()
    block(page, "visibility").locator("[value=team]").check()
    block(page, "visibility").get_by_role("button", name="Save").click()
    expect(block(page, "visibility")).to_contain_text("Team")
    clara = page_of(cast.clara, board(cast))
    expect(clara.locator(f"#task-{cast.mockup.public_id}")).to_have_count(0)


def test_archived_from_the_menu_and_brought_back_by_the_toast(cast, page_of):
    page = opened(page_of, cast)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Archive the task").click()
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page.locator(f"#task-{cast.mockup.public_id}")).to_have_count(0)
    page.locator("#toasts button", has_text="Undo").click()
    expect(page.locator(f"#task-{cast.mockup.public_id}")).to_be_visible()


def test_restored_from_the_archive(cast, page_of):
    with change():
        db.session.get(Task, cast.mockup.id).archive(by=cast.max)
    page = page_of(cast.max, board(cast))
    page.get_by_role("link", name="Archive").click()
    expect(page).to_have_url(re.compile("/archive$"))
    page.get_by_role("button", name=re.compile("Restore Maquette")).click()
    expect(page.get_by_role("heading", name="Nothing has been archived.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f"#task-{cast.mockup.public_id}")).to_be_visible()
    assert fresh(cast.mockup).is_on_board


def test_the_next_card_is_a_step_away(cast, page_of):
    page = opened(page_of, cast, task="brief")
    page.get_by_role("button", name="Next task").click()
    expect(page.locator("#sheet .task-title")).to_have_text("Rattraper le retard du fournisseur")


def test_a_client_reads_and_answers_and_sees_nothing_internal(cast, page_of):
    page = opened(page_of, cast, "clara", "brief", locale="fr-FR")
    expect(page.get_by_text("Le client hésite")).to_have_count(0)
    expect(block(page, "visibility").locator(".prop")).to_have_count(0)
    page.locator("#composer-text").fill("C’est parfait.")
    page.get_by_role("button", name="Envoyer").click()
    expect(block(page, "comments")).to_contain_text("C’est parfait.")


class TestWithoutScript:
    def test_the_board_reads_and_a_task_is_added(self, cast, page_of):
        page = page_of(cast.max, board(cast), java_script_enabled=False)
        expect(page.locator(".kcard")).to_have_count(6)
        page.locator(".quick-add summary").first.click()
        page.locator(".quick__text").first.fill("Relire la FAQ @mia demain")
        page.locator(".quick button").first.click()
        expect(page.locator(".kcard", has_text="Relire la FAQ")).to_contain_text("MM")

    def test_the_filter_is_a_form(self, cast, page_of):
        page = page_of(cast.mia, board(cast), java_script_enabled=False)
        page.locator("#filters [name=q]").fill("brief")
        page.locator("#filters noscript button").click()
        expect(page.locator(".kcard")).to_have_count(1)

    def test_each_block_of_a_task_is_edited_on_its_page(self, cast, page_of):
        page = page_of(cast.mia, f"/tasks/{cast.mockup.public_id}", java_script_enabled=False)
        page.get_by_role("link", name="Edit the title").click()
        page.locator("[name=title]").first.fill("Maquette finale")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".task-title")).to_have_text("Maquette finale")
        page.locator('[data-block="priority"] a').click()
        page.locator("[name=priority]").select_option("high")
        page.get_by_role("button", name="Save").click()
        expect(page.locator('[data-block="priority"]')).to_contain_text("High")
        page.locator("[name=body]").fill("Fait sans script.")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".feed")).to_contain_text("Fait sans script.")
        assert fresh(cast.mockup).priority == "high"

    def test_a_column_is_edited_on_its_page(self, cast, page_of):
        page = page_of(cast.max, board(cast), java_script_enabled=False)
        page.goto(f"/columns/{cast.columns['doing'].public_id}/edit")
        page.locator("[name=name]").fill("En chantier")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".lane__name").nth(1)).to_have_text("En chantier")


PLACES = ["board", "sheet", "editors", "task", "archive", "phone"]


@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing(cast, page_of, axe, place, scheme, language):
    size = {"width": 390, "height": 844} if place == "phone" else {"width": 1440, "height": 900}
    look = {"color_scheme": scheme, "locale": language, "bypass_csp": True, "viewport": size}
    look["reduced_motion"] = "reduce"
    if place in ("sheet", "editors", "phone"):
        page = opened(page_of, cast, "max", "brief", **look)
        if place == "editors":
            for name in ("title", "labels", "description", "people", "dates", "visibility"):
                block(page, name).locator("a").first.click()
                expect(block(page, name).locator("form, :scope[action]").first).to_be_visible()
    else:
        address = {
            "board": board(cast),
            "task": f"/tasks/{cast.brief.public_id}",
            "archive": f"/projects/{cast.site.public_id}/archive",
        }[place]
        page = page_of(cast.max, address, **look)
        expect(page.locator("h1").first).to_be_visible()
    assert axe(page) == []


def test_undo_leaves_an_event(cast, page_of):
    page = opened(page_of, cast)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Mark as done").click()
    expect(block(page, "status")).to_contain_text("Terminé")
    db.session.rollback()
    assert db.session.query(Event).filter_by(kind="task.closed").count() == 1


FOCUSED = "() => document.activeElement.tagName"
LATER = "() => new Promise((go) => setTimeout(go, 400))"


def test_gone_back_from_it_one_may_leave_its_card_for_good(cast, page_of):
    """The card waited for the focus to go once more, and took it back from whoever moved it."""
    page = opened(page_of, cast)
    page.go_back()
    expect(page.locator(f"#task-{cast.mockup.public_id} a")).to_be_focused()
    page.evaluate(LATER)
    page.evaluate("document.activeElement.blur()")
    page.evaluate(LATER)
    assert page.evaluate(FOCUSED) == "BODY"


def test_what_somebody_else_changes_takes_no_focus(cast, page_of):
    """Saved, a block kept its claim on the focus until the next request of this page."""
    page = opened(page_of, cast)
    page.wait_for_function("() => document.documentElement.dataset.live === 'on'")
    block(page, "priority").locator('a[hx-get$="/edit"]').click()
    block(page, "priority").get_by_role("button", name="Save").click()
    expect(block(page, "priority").locator('a[hx-get$="/edit"]')).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    with change():
        fresh(cast.mockup).retitle("La maquette, revue", by=cast.max)
    expect(page.locator("#sheet .task-title")).to_have_text("La maquette, revue")
    page.evaluate(LATER)
    assert page.evaluate(FOCUSED) in ("BODY", "DIALOG")
