"""The neutral draft: what every reader fills and the one writer builds from.

Keys (`key`) are the source's own identifiers; they tie the parts of one draft together and
never leave it. Moments that are aware are instants and become the project's wall clock when
written; naive ones already are wall clock. Order is the order of the lists.
"""

from __future__ import annotations

import json
import types
import typing
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date, datetime

from imports.draft_of_a_plan import DraftCalendar, DraftLink, DraftPlan


@dataclass(slots=True)
class Loss:
    """One line that will not come in: `kind` says why (see losses.py), `count` how many.

    `key` tells cards of one title apart where a card may lose several of a kind.
    """

    kind: str
    card: str = ""
    detail: str = ""
    count: int = 1
    key: str = field(default="", compare=False)


@dataclass(slots=True)
class DraftPerson:
    """Somebody the source knows; `member` is false for those who only left traces.

    `kind` is `person`; a plan's resources may also be a `material` or a `cost`, never somebody.
    """

    key: str
    name: str
    username: str = ""
    email: str = ""
    member: bool = True
    active: bool = True
    kind: str = "person"


@dataclass(slots=True)
class DraftLabel:
    """A label; `hue` is one of ours, `name` may be empty."""

    key: str
    name: str
    hue: str


@dataclass(slots=True)
class DraftList:
    """A list that becomes a column; `kind` is todo, doing, review, client or done."""

    key: str
    name: str
    kind: str
    closed: bool = False
    wip_limit: int | None = None


@dataclass(slots=True)
class DraftItem:
    """A line of a checklist, ticked at `done_at` or not at all."""

    text: str
    done_at: datetime | None = None


@dataclass(slots=True)
class DraftChecklist:
    """A checklist with its lines in order."""

    title: str
    items: list[DraftItem] = field(default_factory=list)


@dataclass(slots=True)
class DraftComment:
    """A comment; `author` is the key of a person, instants are aware."""

    author: str
    body: str
    created_at: datetime | None
    edited_at: datetime | None = None


@dataclass(slots=True)
class DraftAttachment:
    """A link, http, https or mailto only."""

    name: str
    url: str
    created_at: datetime | None = None


@dataclass(slots=True)
class DraftField:
    """A field of the source's own making; kind is text, number, date, checkbox or option."""

    name: str
    kind: str
    value: str


@dataclass(slots=True)
class DraftShare:
    """A person's part in a task: percent of their time, minutes of work, minutes of delay."""

    person: str
    units: int = 100
    work: int | None = None
    delay: int = 0


@dataclass(slots=True)
class DraftCard:
    """`entered_at` is when it came into its list, as far as the source tells.

    `parent` is the key of the phase that it lies in, one that comes before it; a phase has no list.
    """

    key: str
    list_key: str
    title: str
    kind: str = "task"
    parent: str = ""
    description: str = ""
    author: str = ""
    start: datetime | None = None
    due: datetime | None = None
    closed_at: datetime | None = None
    archived_at: datetime | None = None
    created_at: datetime | None = None
    entered_at: datetime | None = None
    labels: list[str] = field(default_factory=list)
    people: list[DraftShare] = field(default_factory=list)
    checklists: list[DraftChecklist] = field(default_factory=list)
    comments: list[DraftComment] = field(default_factory=list)
    attachments: list[DraftAttachment] = field(default_factory=list)
    fields: list[DraftField] = field(default_factory=list)
    plan: DraftPlan | None = None


@dataclass(slots=True)
class Draft:
    """A board or a plan as any source tells it, lists and cards in order; instants are in UTC.

    Lists without a name are called by what they are for.
    """

    source: str
    name: str
    read_at: datetime
    lists: list[DraftList] = field(default_factory=list)
    cards: list[DraftCard] = field(default_factory=list)
    labels: list[DraftLabel] = field(default_factory=list)
    people: list[DraftPerson] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    plan_start: datetime | None = None
    calendars: list[DraftCalendar] = field(default_factory=list)
    links: list[DraftLink] = field(default_factory=list)

    @property
    def is_plan(self) -> bool:
        """Tasks on a plan, rather than cards of a board."""
        return self.source == "msproject"

    def dumps(self) -> str:
        return json.dumps(asdict(self), default=lambda day: day.isoformat(), ensure_ascii=False)

    @classmethod
    def loads(cls, text: str) -> Draft:
        return _built(cls, json.loads(text))


def _built(kind: typing.Any, value: typing.Any) -> typing.Any:
    if isinstance(kind, types.UnionType):
        return None if value is None else _built(typing.get_args(kind)[0], value)
    if typing.get_origin(kind) is list:
        return [_built(typing.get_args(kind)[0], one) for one in value]
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{one.name: _built(hints[one.name], value[one.name]) for one in fields(kind)})
    return kind.fromisoformat(value) if kind in (date, datetime) else value


_known: dict[typing.Any, dict[str, typing.Any]] = {}


def _hints(kind: typing.Any) -> dict[str, typing.Any]:
    if kind not in _known:
        _known[kind] = typing.get_type_hints(kind)
    return _known[kind]
