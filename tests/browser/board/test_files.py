"""Two people bring files while a client watches: each sees theirs, as soon as they are there."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from models import Comment, File, change, db, now
from tests.browser.board.test_sheet import block, opened
from tests.browser.conftest import NARROW, WIDE
from tests.cast import content

PDF = {"name": "Plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 plan"}
DROP = """([selector, name]) => {
  const files = new DataTransfer();
  files.items.add(new File(["Bonjour"], name, { type: "text/plain" }));
  const zone = document.querySelector(selector);
  for (const kind of ["dragover", "drop"])
    zone.dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }),
    );
}"""


def files(page):
    return block(page, "attachments").locator(".file")


def test_files_chosen_and_dropped_reach_everybody_who_may_see_them(cast, page_of):
    mia = opened(page_of, cast, "mia", "brief")
    max_ = opened(page_of, cast, "max", "brief")
    clara = opened(page_of, cast, "clara", "brief")
    block(mia, "attachments").locator(".adds__files input[type=file]").set_input_files([PDF])
    for page in (mia, max_, clara):
        expect(files(page)).to_contain_text(["Plan.pdf"])
    max_.evaluate(DROP, ["#sheet .sheet__main", "notes.txt"])
    for page in (mia, max_, clara):
        expect(files(page)).to_contain_text(["Plan.pdf", "notes.txt"])
    mia.evaluate(DROP, ["#sheet .composer", "marge.txt"])
    expect(mia.locator("#sheet [data-chosen]")).to_have_text("marge.txt")
    mia.locator("#sheet .composer textarea").fill("Entre nous")
    mia.locator("#sheet .composer .btn--primary").click()
    expect(block(max_, "comments")).to_contain_text("marge.txt")
    expect(files(max_)).to_have_count(3)
    expect(files(clara)).to_have_count(2)
    expect(mia.locator("#sheet [data-chosen]")).to_be_empty()
    with clara.expect_download() as download:
        files(clara).first.locator("a").first.click()
    assert download.value.suggested_filename == "Plan.pdf"


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_what_a_card_says_of_its_file_is_read_whole(cast, page_of, size):
    """The time was cut: “25 octets · Camille, 1…”."""
    with change():
        file = File.attach(cast.brief, "Plan.pdf", content(), by=cast.max)
        file.replace("Plan du rez-de-chaussée et de l’étage.pdf", content(), by=cast.max)
        for version in file.versions():
            version.created_at = now() - timedelta(days=400)
    for address in (f"/tasks/{cast.brief.public_id}", f"/projects/{cast.site.public_id}/files"):
        page = page_of(cast.max, address, viewport={"width": size[0], "height": size[1]})
        page.locator(".file__older summary").click()
        told = page.locator(".file__txt .t-meta:not([href^='/tasks/'])")
        expect(told.first).to_be_visible()
        cut = "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
        assert told.evaluate_all(cut) == 0


def test_what_is_too_large_is_said_before_it_travels(cast, page_of):
    page = opened(page_of, cast, "mia", "brief")
    form = block(page, "attachments").locator(".adds__files")
    form.evaluate("form => form.dataset.uploads = '5'")
    form.locator("input[type=file]").set_input_files([PDF])
    expect(form.locator(".form-error")).to_have_text("Too large: 100 MB at most at once.")
    assert db.session.query(File).count() == 0


def test_without_script_a_file_is_chosen_sent_and_renamed(cast, page_of):
    page = page_of(cast.mia, f"/tasks/{cast.brief.public_id}", java_script_enabled=False)
    form = page.locator(".adds__files")
    form.locator("input[type=file]").set_input_files([PDF])
    form.get_by_role("button", name="Add").click()
    expect(page.locator(".file")).to_contain_text(["Plan.pdf"])
    page.get_by_role("link", name="Change Plan.pdf").click()
    page.locator(".file-edit [name=name]").fill("Brief.pdf")
    page.locator(".file-edit").get_by_role("button", name="Save").click()
    expect(page.locator(".file")).to_contain_text(["Brief.pdf"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(cast, page_of, axe, scheme):
    with change():
        first = File.attach(cast.brief, "Plan.pdf", content(), by=cast.max)
        inside = Comment.write(cast.brief, "Entre nous", by=cast.mia)
        File.attach(cast.brief, "Marge.pdf", content(), by=cast.mia, comment=inside)
    with change():
        newest = first.replace("Plan 2.pdf", content(), by=cast.mia)
    sheet = f"/tasks/{cast.brief.public_id}/attachments/edit?field={newest.public_id}"
    page = page_of(cast.mia, sheet, color_scheme=scheme, bypass_csp=True)
    expect(page.locator(".file-edit")).to_be_visible()
    assert axe(page) == []
    page.goto(f"/projects/{cast.site.public_id}/files")
    expect(page.locator(".file")).to_have_count(2)
    assert axe(page) == []


def test_the_shelf_of_a_project_grows_while_one_looks_at_it(cast, page_of):
    shelf = page_of(cast.clara, f"/projects/{cast.site.public_id}/files")
    expect(shelf.get_by_text("No files yet.")).to_be_visible()
    mia = opened(page_of, cast, "mia", "brief")
    block(mia, "attachments").locator(".adds__files input[type=file]").set_input_files([PDF])
    expect(shelf.locator(".file")).to_contain_text(["Plan.pdf"])
