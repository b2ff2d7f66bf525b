"""Take the README's pictures anew, of the running app with the sample agency in it.

    .venv/bin/python bin/pictures.py

needs what `bin/test` installs (Chromium); CHROMIUM=/path names another one.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright  # noqa: E402

from benchmarks.instance import Instance  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
BOARD = ROOT / "tests" / "imports" / "atelier.json"
WIDE, NARROW = (1440, 900), (390, 844)
ARGUMENTS = ["--disable-dev-shm-usage", "--disable-gpu"]


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with Instance() as house, sync_playwright() as play:
        house.start("worker")
        names = ["chromium", "chromium-headless-shell"]
        path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)))
        flags = [*ARGUMENTS, "--no-sandbox"] if os.getuid() == 0 else ARGUMENTS
        browser = play.chromium.launch(executable_path=path, args=flags)
        address = f"http://127.0.0.1:{house.port}"
        for story in (camille, elise, at_night, on_a_phone):
            story(browser, address)
        browser.close()


def camille(browser: Browser, address: str) -> None:
    with somebody(browser, address, "Camille Rousseau") as page:
        taken(page, "home")
        board = opened(page, "Lancement printemps")
        taken(page, "board")
        page.get_by_role("link", name="Key visual — 2ᵉ tour").click()
        page.get_by_role("dialog").wait_for()
        taken(page, "task")
        page.goto(board.replace("/board", "/plan"))
        page.locator(".plan__view .bar").first.wait_for()
        taken(page, "plan")
        page.goto(board.replace("/board", "/reports"))
        page.locator("a[href^='/reports/']").first.click()
        taken(page, "report")
        page.goto(f"{address}/settings/people")
        taken(page, "people")
        page.goto(f"{address}/imports")
        page.locator("input[type=file]").set_input_files(BOARD)
        page.get_by_role("button", name="Lire ce fichier").click()
        page.get_by_role("heading", name="Personnes").wait_for(timeout=30_000)
        taken(page, "import")


def elise(browser: Browser, address: str) -> None:
    with somebody(browser, address, "Élise Verdier") as page:
        opened(page, "Lancement printemps")
        taken(page, "board-client")


def at_night(browser: Browser, address: str) -> None:
    with somebody(browser, address, "Hugo Lemaire", color_scheme="dark") as page:
        opened(page, "Lancement printemps")
        taken(page, "board-dark")


def on_a_phone(browser: Browser, address: str) -> None:
    with somebody(browser, address, "Maya Okafor", size=NARROW, locale="en-GB") as page:
        link = page.get_by_role("link", name="Lancement printemps").last
        page.goto(link.get_attribute("href") or "")
        taken(page, "board-phone")


@contextmanager
def somebody(
    browser: Browser,
    address: str,
    name: str,
    size: tuple[int, int] = WIDE,
    locale: str = "fr-FR",
    **more: Any,
) -> Iterator[Page]:
    """A person of the sample, entered by the front door."""
    view = ViewportSize(width=size[0], height=size[1])
    context = browser.new_context(
        base_url=address, viewport=view, locale=locale, device_scale_factor=1, **more
    )
    page = context.new_page()
    page.goto("/welcome")
    page.get_by_label(name).check()
    page.locator(".way--demo button").last.click()
    page.wait_for_url(f"{address}/")
    yield page
    context.close()


def opened(page: Page, project: str) -> str:
    page.get_by_role("link", name=project).first.click()
    page.locator(".kcard").first.wait_for()
    return page.url


def taken(page: Page, name: str) -> None:
    """The window as it stands once fonts are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture.save(PICTURES / f"{name}.webp", lossless=True, quality=100, method=6)
    print(name)


if __name__ == "__main__":
    main()
