"""The sample as it is written: one TOML file for each project, read into plain things."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sample.schedules import Phase, Row, Slip, rows_of

PROJECTS = Path(__file__).parent / "projects"
# In the order in which the agency would name them.
NAMES = (
    "lancement_printemps",
    "halden_pike_refresh",
    "festival_les_passerelles",
    "mobilite_saint_aubin",
    "brasserie_du_quai",
    "programme_fidelite",
    "kit_boutiques",
    "autumn_catalogue",
)
COMMENT = re.compile(
    r"(?P<who>\w+) (?P<day>-?\d+) (?P<at>\d\d:\d\d)(?P<team> team)? \| (?P<body>.+)"
)
SUBTASK = re.compile(r"(?P<done>[x ]) (?P<who>\w+) (?P<day>-?\d+)(?P<team> team)? \| (?P<title>.+)")
FATE = re.compile(
    r"(?P<who>\w+) (?P<past>opened|acknowledged|bounced) (?P<day>\d+) (?P<at>\d\d:\d\d)"
    r"(?: \| (?P<reason>.+))?"
)


@dataclass(frozen=True)
class Said:
    who: str
    day: int
    at: str
    internal: bool
    body: str


@dataclass(frozen=True)
class Part:
    """A subtask."""

    title: str
    who: str
    day: int
    internal: bool
    done: bool


@dataclass(frozen=True)
class Card:
    """`made` is the day of its phase for those that lie in one."""

    title: str
    column: str
    people: list[str]
    author: str
    made: int = 0
    kind: str = "task"
    labels: list[str] = field(default_factory=list)
    visibility: str | None = None
    only: list[str] = field(default_factory=list)
    followers: list[str] = field(default_factory=list)
    priority: str = "normal"
    start: int | None = None  # of one without a place in the plan
    deadline: int | None = None
    begun: int | None = None  # the day it went into work, where its plan says another
    moved: int | None = None
    closed: int | None = None
    archived: int | None = None
    description: str = ""
    checklist: list[str] = field(default_factory=list)
    subtasks: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def items(self) -> list[tuple[str, bool]]:
        """The lines of its checklist, each with whether it is ticked."""
        return [(line[2:], line.startswith("x")) for line in self.checklist[1:]]

    @property
    def said(self) -> list[Said]:
        found = [_matched(COMMENT, line) for line in self.comments]
        return [Said(m["who"], int(m["day"]), m["at"], bool(m["team"]), m["body"]) for m in found]

    @property
    def parts(self) -> list[Part]:
        found = [_matched(SUBTASK, line) for line in self.subtasks]
        return [
            Part(m["title"], m["who"], int(m["day"]), bool(m["team"]), m["done"] == "x")
            for m in found
        ]


@dataclass(frozen=True)
class Fate:
    """What became of one reader's letter; `day` counts from the report's."""

    who: str
    past: str
    day: int
    at: str
    reason: str


@dataclass(frozen=True)
class Report:
    """A status report: sent on its day, or still a draft."""

    author: str
    day: int
    at: str
    sent: bool
    summary: str = ""  # what a person adds to the sentences drafted from the data
    causes: dict[str, str] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)

    @property
    def fates(self) -> list[Fate]:
        found = [_matched(FATE, line) for line in self.read]
        return [Fate(m["who"], m["past"], int(m["day"]), m["at"], m["reason"] or "") for m in found]


@dataclass(frozen=True)
class Cadence:
    """When reports leave by themselves: every so many weeks, next on this day at this hour."""

    author: str
    planned: int
    next: int
    hour: str
    weeks: int


@dataclass(frozen=True)
class Work:
    """A project as its file tells it; `rows` are the numbers of its cards that have a plan."""

    name: str
    key: str
    client: str
    hue: str
    language: str
    preset: str
    start: int
    due: int
    made: int
    members: dict[str, str]
    columns: dict[str, str]
    labels: dict[str, str]
    tasks: list[Card]
    reports: list[Report] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    cadence: Cadence | None = None
    timezone: str = "Europe/Paris"

    def numbered(self) -> Iterator[tuple[int, Card]]:
        """Its cards in the order in which those of one day were made: the plan's first."""
        rest = (number for number in range(len(self.tasks)) if number not in self.rows)
        for number in (*self.rows, *rest):
            yield number, self.tasks[number]


def read(name: str) -> Work:
    """One project; raises `TypeError` for a field that nobody knows."""
    told: dict[str, Any] = tomllib.loads((PROJECTS / f"{name}.toml").read_text(encoding="utf-8"))
    cards = [Card(**card) for card in told["tasks"]]
    told["phases"] = [Phase(**phase) for phase in told.get("phases", ())]
    told["slips"] = [Slip(**slip) for slip in told.get("slips", ())]
    told["rows"] = rows_of(told["phases"], [card.title for card in cards])
    told["tasks"] = [
        replace(card, made=told["rows"][number].made) if number in told["rows"] else card
        for number, card in enumerate(cards)
    ]
    told["reports"] = [Report(**report) for report in told.get("reports", ())]
    told["cadence"] = Cadence(**told["cadence"]) if "cadence" in told else None
    return Work(**told)


def works() -> list[Work]:
    return [read(name) for name in NAMES]


def _matched(pattern: re.Pattern[str], line: str) -> re.Match[str]:
    match = pattern.fullmatch(line)
    if match is None:
        raise ValueError(line)
    return match
