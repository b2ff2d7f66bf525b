"""The real boards beside this repository, if they are there: all that the file holds comes in."""

import json
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.figures import Figure
from benchmarks.instance import Instance
from settings import HERE

BOARDS = HERE.parent / "shared" / "data" / "trello"
EIGHT = (
    "lists",
    "cards",
    "archived_cards",
    "due_dates",
    "labels",
    "members",
    "checklist_items",
    "comments",
)


def measure(here: Instance) -> Iterator[Figure]:
    files = sorted(BOARDS.glob("*.json"), key=lambda file: file.stat().st_size)
    if not files:
        print(f"The boards of {BOARDS} are not here.")
    for file in files:
        started = time.perf_counter()
        told = here.said("cli.py", "import", "trello", str(file), "--dry-run", "--json")
        seconds = time.perf_counter() - started
        imported, held = json.loads(told)["imported"], counted(json.loads(file.read_text()))
        short = [f"{name} {imported[name]}/{held[name]}" for name in EIGHT
                 if imported[name] != held[name]]  # fmt: skip
        row = f"Trello, {file.stem}"[:28]
        yield Figure(row, f"counts that differ {' '.join(short)}".strip(), len(short), "", 0.0)
        yield Figure(row, "read and built, with the start", seconds, "s", 5.0)


def counted(board: dict[str, Any]) -> dict[str, int]:
    """The eight counts as they stand in the file, comments as far as it holds them."""
    cards, actions = board.get("cards", []), board.get("actions", [])
    return {
        "lists": len(board.get("lists", [])),
        "cards": len(cards),
        "archived_cards": sum(card["closed"] for card in cards),
        "due_dates": sum(bool(card.get("due")) for card in cards),
        "labels": len(board["labels"] if "labels" in board else board["labelNames"]),
        "members": len(board.get("members", [])),
        "checklist_items": sum(len(one["checkItems"]) for one in board.get("checklists", [])),
        "comments": sum(action["type"] == "commentCard" for action in actions),
    }
