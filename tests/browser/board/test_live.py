"""Two people at one board in two real browsers: each sees what the other does, if they may."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from live.sockets import keeper
from models import Comment, Task, change
from tests.browser.conftest import NARROW, WIDE
from tests.cast import Cast

# What can be pressed and lies under the word that the connection is lost.
COVERED = """() => {
  const box = (one) => one.getBoundingClientRect(), its = box(document.getElementById("live-lost"));
  const lies = (at) => at.width && at.left < its.right && at.right > its.left
    && at.top < its.bottom && at.bottom > its.top;
  return [...document.querySelectorAll("a, button, input, select, summary")].map(box).some(lies);
}"""
JOINED = "() => document.documentElement.dataset.live === 'on'"


@pytest.fixture
def board(cast: Cast) -> str:
    return f"/projects/{cast.site.public_id}/board"


@pytest.fixture
def watching(page_of: Any, board: str) -> Any:
    """`watching(cast.mia)`: their board, joined and caught up."""

    def open_board(person: Any, **options: Any) -> Page:
        page = page_of(person, board, **options)
        page.wait_for_function(JOINED)
        return page

    return open_board


def card(page: Page, task: Any) -> Any:
    return page.locator(f"#task-{task.public_id}")


def lane(page: Page, column: Any) -> Any:
    return page.locator(f"#cards-{column.public_id}")


def ids(page: Page) -> dict[str, list[str]]:
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".lane__cards")].map((lane) =>
        [lane.id, [...lane.querySelectorAll(".kcard")].map((card) => card.id)]))"""
    )


def test_a_card_moved_by_one_moves_before_the_eyes_of_the_other(cast: Cast, watching: Any) -> None:
    mia, max_ = watching(cast.mia), watching(cast.max)
    card(max_, cast.brief).locator("a").focus()
    for key in ("Space", "ArrowRight", "Space"):
        max_.keyboard.press(key)
    moved = lane(mia, cast.columns["doing"]).locator(f"#task-{cast.brief.public_id}")
    expect(moved).to_be_visible()
    expect(mia.locator(f"#column-{cast.columns['todo'].public_id} [data-count]")).to_have_text("2")
    fresh = watching(cast.mia)
    assert ids(mia) == ids(fresh)


def test_the_tools_leave_open_boards_when_the_project_is_archived(
    cast: Cast, watching: Any
) -> None:
    mia = watching(cast.mia)
    expect(mia.locator(".quick-add")).to_have_count(len(cast.columns))
    with change():
        cast.site.archive(by=cast.max)
    expect(mia.locator(".quick-add")).to_have_count(0)
    card(mia, cast.brief).locator("a").focus()
    mia.keyboard.press("Space")
    expect(mia.locator(".is-dragging")).to_have_count(0)
    with change():
        cast.site.restore(by=cast.max)
    expect(mia.locator(".quick-add")).to_have_count(len(cast.columns))
    card(mia, cast.brief).locator("a").focus()
    mia.keyboard.press("Space")
    expect(mia.locator(".is-dragging")).to_have_count(1)


def test_what_changed_is_tinted(cast: Cast, watching: Any) -> None:
    mia = watching(cast.mia)
    with change():
        cast.mockup.retitle("La maquette, revue", by=cast.max)
    expect(card(mia, cast.mockup)).to_contain_text("La maquette, revue")
    expect(card(mia, cast.mockup)).to_have_class("kcard live-new")


def heard_by(page: Page) -> list[str]:
    """Every frame that comes to the page's socket, from its next load on."""
    frames: list[str] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: frames.append(str(frame))))
    page.reload()
    page.wait_for_function(JOINED)
    return frames


def test_a_client_sees_only_what_is_theirs(cast: Cast, watching: Any) -> None:
    clara = watching(cast.clara)
    frames = heard_by(clara)
    with change():
        cast.secret.place(cast.columns["doing"], None, by=cast.max)
        Comment.write(cast.brief, "Entre nous", by=cast.max, visibility="team")
    with change():
        cast.brief.place(cast.columns["doing"], None, by=cast.max)
    expect(lane(clara, cast.columns["doing"]).locator(".kcard")).to_have_count(2)
    assert len([frame for frame in frames if '["push"' in frame]) == 1
    assert not [frame for frame in frames if cast.secret.public_id in frame]
    assert cast.secret.public_id not in clara.content()
    with change():
        cast.mockup.hide("team", by=cast.max)
    expect(card(clara, cast.mockup)).to_have_count(0)
    with change():
        cast.secret.hide("client", by=cast.max)
    expect(card(clara, cast.secret)).to_be_visible()


def test_two_who_write_one_text_meet_before_either_sends(cast: Cast, watching: Any) -> None:
    """Nothing showed in the editor until one's own text was refused."""
    mia = watching(cast.mia)
    card(mia, cast.brief).locator("a").click()
    mia.locator("#sheet").get_by_text("Add a description").click()
    mia.locator("#sheet [name=description]").fill("Mon texte")
    with change():
        cast.brief.describe("Le texte de Max", by=cast.max)
    told = mia.locator("#sheet [data-overtaken]")
    expect(told).to_contain_text("Max changed this text while you were typing.")
    expect(mia.locator("#sheet [name=description]")).to_be_focused()
    told.get_by_role("button", name="Compare").click()
    expect(mia.locator("#sheet .versions .prose")).to_have_text("Le texte de Max")
    expect(mia.locator("#sheet [name=description]")).to_have_value("Mon texte")


def test_an_open_sheet_that_is_hidden_meanwhile_says_so_in_neutral_words(
    cast: Cast, watching: Any
) -> None:
    """It used to close without a word."""
    clara = watching(cast.clara)
    card(clara, cast.mockup).locator("a").click()
    expect(clara.locator("#sheet h1")).to_be_visible()
    with change():
        cast.mockup.hide("team", by=cast.max)
    expect(clara.locator("#sheet")).to_be_hidden()
    expect(clara.locator("#toasts")).to_contain_text("This task is no longer here.")


def test_a_new_card_comes_to_the_others(cast: Cast, watching: Any) -> None:
    mia = watching(cast.mia)
    with change():
        task = Task.create(cast.site, "Tout neuf", by=cast.max, column=cast.columns["review"])
    expect(lane(mia, cast.columns["review"]).locator(".kcard")).to_have_count(1)
    expect(card(mia, task)).to_contain_text("Tout neuf")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_lost_connection_moves_nothing_and_covers_nothing(
    cast: Cast, watching: Any, is_accessible: Any, size: tuple[int, int]
) -> None:
    """The banner stood above the board and pushed it down under the hand."""
    mia = watching(cast.mia, viewport={"width": size[0], "height": size[1]})
    still = ("#board", ".topbar [href='/search'], .topbar .search", ".page-head h1", ".tabs-line")
    before = [mia.locator(one).first.bounding_box() for one in still]
    mia.evaluate("document.getElementById('live-lost').hidden = false")
    expect(mia.get_by_text("Connection lost.")).to_be_visible()
    assert [mia.locator(one).first.bounding_box() for one in still] == before
    assert not mia.evaluate(COVERED)
    is_accessible(mia)


def test_what_was_missed_while_offline_is_caught_up(cast: Cast, watching: Any) -> None:
    mia = watching(cast.mia)
    mia.context.set_offline(True)
    for socket in list(keeper.sockets):
        socket.wire.cut()
    expect(mia.locator("#live-lost")).to_be_visible()
    expect(mia.locator("#live-presence")).to_be_hidden()
    with change():
        cast.brief.retitle("Pendant l’absence", by=cast.max)
        cast.launch.place(cast.columns["done"], None, by=cast.max)
    mia.context.set_offline(False)
    expect(card(mia, cast.brief)).to_contain_text("Pendant l’absence", timeout=20000)
    expect(mia.locator("#live-lost")).to_be_hidden()
    assert ids(mia) == ids(watching(cast.mia))


def test_who_is_writing_where_is_outlined_for_colleagues_only(
    cast: Cast, watching: Any, page_of: Any
) -> None:
    max_, clara = watching(cast.max), watching(cast.clara)
    mia = page_of(cast.mia, f"/tasks/{cast.mockup.public_id}")
    mia.wait_for_function(JOINED)
    mia.locator('[data-block="description"] a').first.click()
    mia.locator("textarea[name=description]").fill("J’écris")
    expect(card(max_, cast.mockup).locator(".live-edit__who")).to_have_text("Mia is editing")
    expect(max_.locator("#live-presence")).to_contain_text("3 online")
    assert clara.locator(".live-edit").count() == 0
    assert clara.locator("#live-presence").inner_text() == ""
    mia.close()
    expect(card(max_, cast.mockup).locator(".live-edit__who")).to_have_count(0)


def test_an_open_sheet_shows_what_others_write_and_keeps_what_one_types(
    cast: Cast, page_of: Any
) -> None:
    mia = page_of(cast.mia, f"/tasks/{cast.mockup.public_id}")
    mia.wait_for_function(JOINED)
    mia.locator(".composer__text").fill("À moitié éc")
    with change():
        Comment.write(cast.mockup, "Regarde ceci", by=cast.max, visibility="client")
    expect(mia.locator('[data-block="comments"]')).to_contain_text("Regarde ceci")
    expect(mia.locator(".composer__text")).to_have_value("À moitié éc")


def test_a_drag_is_not_disturbed_and_ends_where_the_server_says(cast: Cast, watching: Any) -> None:
    mia = watching(cast.mia)
    frames = heard_by(mia)
    mia.evaluate("() => { document.documentElement.dataset.dragging = '1'; }")
    with change():
        cast.brief.retitle("Titre tardif", by=cast.max)
    with change():
        cast.launch.place(cast.columns["review"], None, by=cast.max)
    while not any(cast.launch.public_id in frame for frame in frames):
        mia.wait_for_function("() => true")
    expect(card(mia, cast.brief)).not_to_contain_text("Titre tardif")
    mia.evaluate(
        """() => { delete document.documentElement.dataset.dragging;
        document.dispatchEvent(new CustomEvent("jalon:drop")); }"""
    )
    expect(card(mia, cast.brief)).to_contain_text("Titre tardif")
    expect(lane(mia, cast.columns["review"]).locator(".kcard")).to_have_count(1)


def test_a_line_begun_survives_the_page_fetching_itself(cast: Cast, watching: Any) -> None:
    mia = watching(cast.mia)
    add = mia.locator(f"#add-{cast.columns['todo'].public_id}")
    add.locator("summary").click()
    add.locator("textarea").fill("Relire la F")
    with change():
        cast.columns["doing"].rename("En chantier", by=cast.max)
    expect(mia.locator(f"#column-{cast.columns['doing'].public_id} h2")).to_have_text("En chantier")
    expect(add.locator("textarea")).to_be_focused()
    expect(add.locator("textarea")).to_have_value("Relire la F")


def test_an_ended_membership_empties_the_screen(cast: Cast, watching: Any) -> None:
    from models import Membership, db

    mia = watching(cast.mia)
    with change():
        member = db.session.query(Membership).filter_by(user_id=cast.mia.id).one()
        member.record("ended", by=cast.olga, user_id=cast.mia.id)
        db.session.delete(member)
    expect(mia.locator(".kcard")).to_have_count(0)
