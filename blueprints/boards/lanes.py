"""A board as one audience sees it: lanes drawn once for all who see the same."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from flask import current_app

import fragments
from blueprints.boards.filters import NO_FILTERS, Filters
from models import Audience, Column, Project
from packing import Piece

FIRST = 50
# Of a light row; a thousand are looked through for each page.
COLUMN, ID_AND_VERSION = itemgetter(1), itemgetter(0, 2)
AROUND = 100  # bytes of its key, for each card
ARRANGING = ("arrange_columns", "create", "move", "assign", "hide")


@dataclass(slots=True, frozen=True)
class LaneView:
    """All that a lane shows beside its cards: no token, nobody's own words."""

    id: str
    project: str
    name: str
    kind: str
    count: int
    more: int  # cards that are not among those shown
    more_at: str
    limit: int | None
    load: str  # `warn` at the limit, `danger` past it
    previous: str | None
    following: str | None  # where it goes when moved right: before this one, "" is the end
    rights: tuple[str, ...]
    preset: str | None  # who sees a new task, where one may choose
    is_filtered: bool
    language: str


@dataclass(slots=True, frozen=True)
class Lane:
    """One column as it stands on a page."""

    view: LaneView
    mark: bytes
    piece: Piece

    @property
    def count(self) -> int:
        return self.view.count

    @property
    def size(self) -> int:
        return self.piece.size + AROUND * (self.view.count - self.view.more)


@dataclass(slots=True, frozen=True)
class Board:
    """A board as somebody asks for it."""

    project: Project
    audience: Audience
    today: date
    rights: Collection[str] = ()
    filters: Filters = NO_FILTERS

    @property
    def preset(self) -> str | None:
        """Who sees a new task, for those who may choose."""
        chooses = "hide" in self.rights and self.audience.sees_team and self.project.has_clients
        return self.project.preset if chooses else None

    def limit(self, column: Column) -> int | None:
        """A filtered count says nothing about a limit."""
        return column.wip_limit if self.audience.sees_limits and not self.filters else None


Arranged = list[tuple[LaneView, Sequence[Any], Hashable]]


def arranged(board: Board, rows: Sequence[Any], first: int | None) -> Arranged:
    """Each lane's view and rows, and the name under which it is kept."""
    columns = board.project.columns
    by_column = {column_id: list(its) for column_id, its in groupby(rows, COLUMN)}
    made: Arranged = []
    for at, column in enumerate(columns):
        its = by_column.get(column.id, [])
        shown = its[:first]
        view = _view(board, columns, at, len(its), len(shown))
        look = fragments.look(shown, board.project, board.audience, board.today)
        made.append((view, shown, ("lane", view, look, tuple(map(ID_AND_VERSION, shown)))))
    return made


def drawn(board: Board, made: Arranged) -> list[Lane]:
    found = fragments.kept.many([key for _, _, key in made])
    missing = [at for at, lane in enumerate(found) if lane is None]
    rows = [row for at in missing for row in made[at][1]]
    cards = iter(fragments.cards(rows, board.project, board.audience, board.today))
    for at in missing:
        view, its, key = made[at]
        found[at] = _drawn(view, list(islice(cards, len(its))))
        fragments.kept.keep(key, found[at])
    return found


def _view(board: Board, columns: Sequence[Column], at: int, count: int, shown: int) -> LaneView:
    column, limit = columns[at], board.limit(columns[at])
    return LaneView(
        id=column.public_id,
        project=board.project.public_id,
        name=column.name,
        kind=column.kind,
        count=count,
        more=count - shown,
        more_at=board.filters.all_at if count > shown else "",
        limit=limit,
        load=_load(count, limit),
        previous=columns[at - 1].public_id if at else None,
        following=_following(columns, at),
        rights=tuple(right for right in ARRANGING if right in board.rights),
        preset=board.preset,
        is_filtered=bool(board.filters),
        language=board.audience.language,
    )


def _load(count: int, limit: int | None) -> str:
    if limit is None or count < limit:
        return ""
    return "danger" if count > limit else "warn"


def _following(columns: Sequence[Column], at: int) -> str | None:
    if at + 1 == len(columns):
        return None
    return columns[at + 2].public_id if at + 2 < len(columns) else ""


def _drawn(view: LaneView, cards: Sequence[fragments.Card]) -> Lane:
    template = current_app.jinja_env.get_template("boards/_column.html")
    html = template.render(lane=view, cards=fragments.joined(cards))
    told = repr(view) + "".join([one.public_id + one.version for one in cards])
    return Lane(view, blake2b(told.encode()).digest(), Piece.of(html))


def tag(made: Sequence[Lane], *parts: Any) -> str:
    """An ETag from what was sent, so that what is hidden never changes it."""
    mark = blake2b(repr(parts).encode(), digest_size=12)
    for lane in made:
        mark.update(lane.mark)
    return mark.hexdigest()
