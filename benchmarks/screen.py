"""The board of 1,000 in a real Chromium with an empty cache, as the page sends it by default."""

import gzip
import os
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from benchmarks.figures import Figure, median, p95
from benchmarks.instance import Instance
from benchmarks.person import COOKIE

TIMES = 7
ARGUMENTS = ["--disable-dev-shm-usage", "--disable-gpu"]
# The largest paint, and when the whole board had its place: two frames after `load`.
LOOK = """() => new Promise(done => {
  let largest = 0
  new PerformanceObserver(list => list.getEntries().forEach(e => largest = e.startTime))
    .observe({type: 'largest-contentful-paint', buffered: true})
  const tell = () => requestAnimationFrame(() => requestAnimationFrame(() => {
    document.body.getBoundingClientRect()
    done({largest, laidOut: performance.now()})
  }))
  document.readyState === 'complete' ? tell() : addEventListener('load', tell)
})"""


def measure(here: Instance) -> Iterator[Figure]:
    for role in ("owner", "client"):
        email = here.emails[role]
        secrets = here.open_sessions({email: TIMES})["sessions"][email]
        with sync_playwright() as playwright:
            browser = launched(playwright)
            address = f"/projects/{here.boards[1000]}/board"
            seen = [look(browser, here, secret, address, "article") for secret in secrets]
            browser.close()
        yield from told(role, seen[1:])


def launched(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path=os.environ.get("CHROMIUM") or None,
        args=ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else []),
    )


def look(browser: Browser, here: Instance, secret: str, path: str, things: str) -> dict[str, Any]:
    """One visit in a context of its own, whose cache is empty."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    address = f"http://127.0.0.1:{here.port}"
    context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
    scripts = weigh_scripts(context)
    page = context.new_page()
    page.goto(address + path, wait_until="commit")
    seen = page.evaluate(LOOK)
    count = page.locator(things).count()
    page.wait_for_load_state("networkidle")
    context.close()
    return {**seen, "count": count, "script": sum(scripts.values()) / 1024}


def weigh_scripts(context: BrowserContext) -> dict[str, int]:
    """Bytes of each script that is loaded, packed as it is sent (or as it would be)."""
    weights: dict[str, int] = {}

    def weigh(answer: Any) -> None:
        if answer.request.resource_type == "script":
            weights[answer.url] = len(gzip.compress(answer.body(), 6))

    context.on("response", weigh)
    return weights


def told(role: str, seen: list[dict[str, Any]]) -> Iterator[Figure]:
    row = "board of 1,000 on screen"
    for what, name, limit in (
        ("largest paint", "largest", 400.0),
        ("laid out", "laidOut", 600.0),
    ):
        taken = [one[name] for one in seen]
        yield Figure(row, f"{role}, {what}, median of {len(taken)}", median(taken), "ms", limit)
        yield Figure(row, f"{role}, {what}, p95", p95(taken), "ms")
    yield Figure(row, f"{role}, all script, gzip", seen[0]["script"], "KB", 60.0)
    yield Figure(row, f"{role}, cards on arrival", seen[0]["count"], "", 250.0, at_least=True)
