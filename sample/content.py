"""The sample as it is written: one TOML file for each project, read into plain things."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    title: str
    column: str
    people: list[str]
    author: str
    made: int
    kind: str = "task"
    labels: list[str] = field(default_factory=list)
    visibility: str | None = None
    only: list[str] = field(default_factory=list)
    followers: list[str] = field(default_factory=list)
    priority: str = "normal"
    start: int | None = None
    deadline: int | None = None
    promised: int | None = None  # the deadline it had until the day it was moved on
    moved_on: int | None = None
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
class Report:
    """A status report: sent on its day, or still a draft."""

    author: str
    day: int
    at: str
    sent: bool
    summary: str
    causes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """A project as its file tells it."""

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
    timezone: str = "Europe/Paris"


def read(name: str) -> Work:
    """One project; raises `TypeError` for a field that nobody knows."""
    told: dict[str, Any] = tomllib.loads((PROJECTS / f"{name}.toml").read_text(encoding="utf-8"))
    told["tasks"] = [Card(**card) for card in told["tasks"]]
    told["reports"] = [Report(**report) for report in told.get("reports", ())]
    return Work(**told)


def works() -> list[Work]:
    return [read(name) for name in NAMES]


def _matched(pattern: re.Pattern[str], line: str) -> re.Match[str]:
    match = pattern.fullmatch(line)
    if match is None:
        raise ValueError(line)
    return match
