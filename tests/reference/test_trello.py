"""Three real boards: all that they hold comes in, counted apart from our own reader."""

import json
import os
import resource
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BOARDS = ROOT.parent / "shared" / "data" / "trello"
NAMES = ["apps682", "hermes55-mit", "travel201"]
ABSENT = "the reference boards are not beside this repository"

pytestmark = pytest.mark.skipif(not BOARDS.is_dir(), reason=ABSENT)


@pytest.fixture(scope="module")
def rehearse(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The operator's command, each board once: its account and the processor time it took."""

    @cache
    def account(name: str) -> tuple[dict[str, Any], float]:
        begun = processor_seconds()
        board = str(BOARDS / f"{name}.json")
        said = subprocess.run(
            [sys.executable, "cli.py", "import", "trello", board, "--dry-run", "--json"],
            cwd=ROOT,
            env={**os.environ, "JALON_INSTANCE": str(tmp_path_factory.mktemp("instance"))},
            capture_output=True,
            check=True,
            timeout=60,
        )
        return json.loads(said.stdout), processor_seconds() - begun

    return account


def processor_seconds() -> float:
    """What ended child processes have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def raw_counts(name: str) -> dict[str, int]:
    """From the file itself, by nothing but its own fields."""
    board = json.loads((BOARDS / f"{name}.json").read_text())
    cards = board["cards"]
    return {
        "lists": len(board["lists"]),
        "cards": len(cards),
        "archived_cards": len([card for card in cards if card["closed"]]),
        "due_dates": len([card for card in cards if card["due"]]),
        "labels": len(board["labels"] if "labels" in board else board["labelNames"]),
        "members": len(board["members"]),
        "checklist_items": sum(len(one["checkItems"]) for one in board["checklists"]),
        "comments": len([a for a in board["actions"] if a["type"] == "commentCard"]),
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_of_the_eight_counts_is_whole(rehearse, name):
    account, _seconds = rehearse(name)
    assert set(account) == {"imported", "lost"}
    assert account["imported"] == raw_counts(name)


@pytest.mark.parametrize("name", NAMES)
def test_comments_that_are_counted_but_not_held_are_listed_as_lost(rehearse, name):
    account, _seconds = rehearse(name)
    board = json.loads((BOARDS / f"{name}.json").read_text())
    counted = sum(card["badges"]["comments"] for card in board["cards"])
    lost = sum(one["count"] for one in account["lost"] if one["kind"] == "comments_missing")
    assert account["imported"]["comments"] + lost == counted


def test_the_largest_takes_five_seconds_at_most(rehearse):
    """Of processor, start included: the seconds on the clock are `bin/bench trello`’s to tell."""
    _account, seconds = rehearse("apps682")
    assert seconds <= 5
