"""A board as one audience sees it: lanes drawn once for all who see the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from flask import current_app

import fragments
from blueprints.boards.filters import NO_FILTERS, Filters
from models import Audience, Column, Project
from packing import Piece

FIRST = 50
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
    cards: tuple[fragments.Card, ...]
    mark: bytes
    piece: Piece

    @property
    def count(self) -> int:
        return self.view.count

    @property
    def size(self) -> int:
        return self.piece.size + fragments.AROUND * len(self.cards)


def lanes(
    project: Project,
    audience: Audience,
    today: date,
    rows: Sequence[Any],
    first: int | None = None,
    rights: Collection[str] = (),
    filters: Filters = NO_FILTERS,
) -> list[Lane]:
    """The lanes of a board from its light rows; at most `first` cards each (None: all)."""
    columns = project.columns
    by_column: dict[int, list[Any]] = {column.id: [] for column in columns}
    for row in rows:
        if row[1] in by_column:
            by_column[row[1]].append(row)
    chooses = "hide" in rights and audience.sees_team and project.has_clients
    made = []
    for at, column in enumerate(columns):
        its = by_column[column.id]
        shown = its if first is None else its[:first]
        limit = column.wip_limit if audience.sees_limits and not filters else None
        view = LaneView(
            id=column.public_id,
            project=project.public_id,
            name=column.name,
            kind=column.kind,
            count=len(its),
            more=len(its) - len(shown),
            more_at=filters.all_at,
            limit=limit,
            load=_load(len(its), limit),
            previous=columns[at - 1].public_id if at else None,
            following=_following(columns, at),
            rights=tuple(right for right in ARRANGING if right in rights),
            preset=project.preset if chooses else None,
            is_filtered=bool(filters),
            language=audience.language,
        )
        made.append(_lane(view, shown, project, audience, today))
    return made


def _load(count: int, limit: int | None) -> str:
    if limit is None or count < limit:
        return ""
    return "danger" if count > limit else "warn"


def _following(columns: Sequence[Column], at: int) -> str | None:
    if at + 1 == len(columns):
        return None
    return columns[at + 2].public_id if at + 2 < len(columns) else ""


def _lane(
    view: LaneView, rows: Sequence[Any], project: Project, audience: Audience, today: date
) -> Lane:
    look = fragments.look(rows, project, audience, today)
    key = ("lane", view, look, tuple([(row[0], row[2]) for row in rows]))
    (found,) = fragments.kept.many([key])
    if found is None:
        found = _drawn(view, fragments.cards(rows, project, audience, today))
        fragments.kept.keep(key, found)
    return found


def _drawn(view: LaneView, cards: Sequence[fragments.Card]) -> Lane:
    template = current_app.jinja_env.get_template("boards/_column.html")
    html = template.render(lane=view, cards=fragments.joined(cards))
    told = repr(view) + "".join([one.public_id + one.version for one in cards])
    return Lane(view, tuple(cards), blake2b(told.encode()).digest(), Piece.of(html))


def tag(made: Sequence[Lane], *parts: Any) -> str:
    """An ETag from what was sent, so that what is hidden never changes it."""
    mark = blake2b(repr(parts).encode(), digest_size=12)
    for lane in made:
        mark.update(lane.mark)
    return mark.hexdigest()
