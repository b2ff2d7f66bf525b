"""What a report froze: plain, JSON-ready facts, and what can be told from them alone."""

from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any, Literal

from fragments.plan.paper import Strip, Tie
from fragments.plan.scale import Unit

State = Literal["reached", "watch", "late", "coming"]
Health = Literal["track", "concern", "off"]
DAYS: tuple[str, ...] = ("on", "until", "start", "forecast", "last", "promised", "since")
DAYS += ("was", "now", "finish", "due", "planned")


@dataclass(frozen=True)
class Result:
    """Something finished in the period."""

    id: str
    title: str
    on: date


@dataclass(frozen=True)
class Milestone:
    """`last` is the forecast of the last report that was sent, if it had this milestone; `planned`
    the day of an open one in the plan."""

    id: str
    title: str
    forecast: date
    last: date | None = None
    promised: date | None = None
    reached: bool = False
    planned: date | None = None

    @property
    def variance(self) -> int | None:
        """Days later (positive) or earlier than the last report said."""
        return (self.forecast - self.last).days if self.last else None

    def state(self, today: date) -> State:
        if self.reached:
            return "reached"
        if (self.planned or self.forecast) < today:
            return "late"
        slipped = (self.variance or 0) > 0 or (self.promised and self.forecast > self.promised)
        return "watch" if slipped else "coming"


@dataclass(frozen=True)
class Step:
    """A priority of the next period."""

    id: str
    title: str
    on: date
    owners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    """Something that waits for the client; `since` is the day from which it does."""

    id: str
    title: str
    on: date | None = None
    owners: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True)
class Schedule:
    """The forecast finish of the whole against the date agreed; `over` is in working days."""

    state: Health
    finish: date
    due: date
    over: int = 0
    before: Health | None = None  # as the last report that was sent told it
    is_late: bool = False  # has each date of what is left passed?


@dataclass(frozen=True)
class Change:
    """A difference from the last report that was sent; `count` is of tasks added."""

    kind: Literal["finish", "moved", "added", "reached", "step", "settled", "tasks"]
    id: str = ""
    title: str = ""
    was: date | None = None
    now: date | None = None
    count: int = 0


@dataclass(frozen=True)
class Absence:
    """A public holiday, or some days from `on` to `until` on which the agency is closed."""

    on: date
    name: str = ""
    until: date | None = None

    @property
    def last(self) -> date:
        return self.until or self.on


@dataclass(frozen=True)
class Appendix:
    """The plan as its readers see it: rows, links, and days on which nobody works."""

    rows: tuple[Strip, ...]
    ties: tuple[Tie, ...] = ()
    off: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything a report says that is not words; dates are days in the project's zone."""

    agency: str
    address: str
    client: str
    project: str
    author: str
    period_from: date
    period_to: date
    next_until: date
    today: date
    readers: tuple[str, ...] = ()
    started: date | None = None
    done: tuple[Result, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    next: tuple[Step, ...] = ()
    schedule: Schedule | None = None
    asks: tuple[Ask, ...] = ()
    changes: tuple[Change, ...] = ()
    absences: tuple[Absence, ...] = ()
    appendix: Appendix | None = None
    tasks: tuple[str, ...] = ()  # every one the readers saw, for the next report to compare
    previous: int = 0  # the number of the last report that was sent
    numbered: int = 0
    issued: date | None = field(default=None)
    accent: str = ""  # the colour of the client's company, else the agency's
    mark: str = ""  # the public id of the picture it bears, and whose it is
    mark_of: str = ""

    def frozen(self) -> dict[str, Any]:
        """As kept in the database."""
        return _plain(asdict(self))

    @classmethod
    def thawed(cls, kept: dict[str, Any]) -> "Facts":
        facts = dict(kept)
        for name in ("period_from", "period_to", "next_until", "today", "started", "issued"):
            facts[name] = _day(facts.get(name))
        facts["readers"] = tuple(facts["readers"])
        facts["done"] = tuple(Result(**_dated(row)) for row in facts["done"])
        facts["milestones"] = tuple(Milestone(**_dated(row)) for row in facts["milestones"])
        facts["next"] = tuple(Step(**_dated(row)) for row in facts["next"])
        schedule = facts.get("schedule")
        facts["schedule"] = Schedule(**_dated(schedule)) if schedule else None
        for name, noun in (("asks", Ask), ("changes", Change), ("absences", Absence)):
            facts[name] = tuple(noun(**_dated(row)) for row in facts.get(name, ()))
        facts["appendix"] = _appendix(facts.get("appendix"))
        facts["tasks"] = tuple(facts.get("tasks", ()))
        return cls(**facts)


def fingerprint(snapshot: dict[str, Any], words: dict[str, Any]) -> str:
    """The snapshot's number: drawn from what was frozen, so it counts nothing of the agency's."""
    digest = sha256(dumps([snapshot, words], sort_keys=True).encode()).hexdigest()
    return f"{digest[:4]} {digest[4:8]}"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _appendix(kept: dict[str, Any] | None) -> Appendix | None:
    if kept is None:
        return None
    return Appendix(
        rows=tuple(Strip(**_dated(row)) for row in kept["rows"]),
        ties=tuple(Tie(**tie) for tie in kept["ties"]),
        off=tuple(Unit(**unit) for unit in kept["off"]),
    )


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    days = {name: _day(row.get(name)) for name in DAYS}
    owners = {"owners": tuple(row["owners"])} if "owners" in row else {}
    return row | {name: day for name, day in days.items() if name in row} | owners
