"""`bin/bench`: every promised figure, most of them over HTTP against the running app."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

from benchmarks.figures import Figure, machine
from benchmarks.instance import Instance

SERVED = (
    "starting",
    "reading",
    "moving",
    "plan",
    "crowd",
    "screen",
    "report",
    "printing",
    "sending",
    "trello",
    "importing",
)
ROWS = (*SERVED, "search", "home", "sight", "scheduling")
BOARDS = (50, 100, 1000, 5000)


def main() -> int:
    wanted = arguments()
    print(time.strftime("%Y-%m-%d %H:%M"), machine(), flush=True)
    figures: list[Figure] = []
    needed = Instance(*BOARDS) if set(wanted.rows) & set(SERVED) else nullcontext()
    with needed as here:
        for name in wanted.rows:
            measure: Callable[[Instance | None], Iterator[Figure]]
            measure = import_module(f"benchmarks.{name}").measure
            for figure in measure(here):
                print(figure, flush=True)
                figures.append(figure)
    if wanted.json:
        wanted.json.write_text(json.dumps([vars(figure) for figure in figures], indent=1))
    return 0 if all(figure.is_reached for figure in figures) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("rows", nargs="*", help="which rows; all of: " + " ".join(ROWS))
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    wanted = parser.parse_args()
    wanted.rows = wanted.rows or ROWS
    if unknown := set(wanted.rows) - set(ROWS):
        parser.error("there is no row " + ", ".join(sorted(unknown)))
    return wanted


if __name__ == "__main__":
    sys.exit(main())
