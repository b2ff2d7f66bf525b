"""The plan of a project as it was first drawn, and how it slipped: lines of its file, read.

A row is `start finish percent% | title | what it waits for`: days as everywhere in the sample, a
milestone has a finish alone. Titles are as long as they need to be to name one card.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROW = re.compile(
    r"(?:(?P<start>-?\d+) )?(?P<finish>-?\d+)(?: (?P<percent>\d+)%)? \| (?P<title>[^|]+?)"
    r"(?: \| (?P<after>.+))?"
)
TIE = re.compile(r"(?P<title>.+?)(?: (?P<kind>FS|SS|FF|SF)(?P<lag>[+-]\d+)?)?")


@dataclass(frozen=True)
class Phase:
    name: str
    made: int
    rows: list[str]


@dataclass(frozen=True)
class Tie:
    """A link from the card of this number; `lag` is in days of work."""

    number: int
    kind: str
    lag: int


@dataclass(frozen=True)
class Row:
    phase: int
    made: int
    start: int | None
    finish: int
    percent: int
    after: tuple[Tie, ...]


@dataclass(frozen=True)
class Slip:
    """Somebody moves a row's end, or with `start` all of it: what waits for it follows."""

    who: str
    day: int
    at: str
    task: str
    to: int | None = None
    start: int | None = None


def rows_of(phases: Iterable[Phase], titles: Sequence[str]) -> dict[int, Row]:
    """By the number of the card, in the order of the plan."""
    return dict(
        _row(line, place, phase, titles)
        for place, phase in enumerate(phases)
        for line in phase.rows
    )


def _row(line: str, place: int, phase: Phase, titles: Sequence[str]) -> tuple[int, Row]:
    match = ROW.fullmatch(line)
    if match is None:
        raise ValueError(line)
    start, percent = match["start"], match["percent"]
    return number_of(match["title"], titles), Row(
        phase=place,
        made=phase.made,
        start=int(start) if start else None,
        finish=int(match["finish"]),
        percent=int(percent or 0),
        after=tuple(_tie(part, titles) for part in (match["after"] or "").split("; ") if part),
    )


def _tie(part: str, titles: Sequence[str]) -> Tie:
    match = TIE.fullmatch(part)
    assert match is not None  # anything is a title
    return Tie(number_of(match["title"], titles), match["kind"] or "FS", int(match["lag"] or 0))


def number_of(name: str, titles: Sequence[str]) -> int:
    """The card of this title, else the one whose title begins so."""
    if name in titles:
        return titles.index(name)
    found = [number for number, title in enumerate(titles) if title.startswith(name)]
    if len(found) != 1:
        raise ValueError(name)
    return found[0]
