"""A board as one audience sees it: lanes of kept cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import groupby
from typing import Any

from markupsafe import Markup

import fragments
from models import Audience, Column, Project

FIRST = 50


@dataclass(slots=True)
class Lane:
    """One column: the cards shown now, how many there are, and where the rest begins."""

    column: Column
    cards: list[fragments.Card]
    count: int
    rest_after: str | None

    @property
    def html(self) -> Markup:
        return fragments.joined(self.cards)

    def load(self, limits: bool) -> str:
        """`warn` at the limit, `danger` past it; nothing for those who get no limits."""
        limit = self.column.wip_limit if limits else None
        if limit is None or self.count < limit:
            return ""
        return "danger" if self.count > limit else "warn"


def lanes(
    project: Project, audience: Audience, today: date, rows: Sequence[Any], first: int | None
) -> list[Lane]:
    """The lanes of a board from its light rows; at most `first` cards each (None: all)."""
    by_column = {key: list(group) for key, group in groupby(rows, lambda row: row.column_id)}
    columns = project.columns
    picked = {c.id: by_column.get(c.id, [])[:first] for c in columns}
    wanted = [row for column in columns for row in picked[column.id]]
    drawn = iter(fragments.cards(wanted, project, audience, today))
    made = []
    for column in columns:
        cards = [next(drawn) for _ in picked[column.id]]
        count = len(by_column.get(column.id, []))
        rest = cards[-1].public_id if count > len(cards) else None
        made.append(Lane(column, cards, count, rest))
    return made


def tag(made: Sequence[Lane], limits: bool, *parts: Any) -> str:
    """An ETag from what was sent, so that what is hidden never changes it."""
    mark = blake2b(repr(parts).encode(), digest_size=12)
    for lane in made:
        column = lane.column
        limit = column.wip_limit if limits else None
        head = (column.public_id, column.name, column.kind, limit, lane.count)
        cards = "".join([one.public_id + one.version for one in lane.cards])
        mark.update(f"{head}{cards}".encode())
    return mark.hexdigest()
