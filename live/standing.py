"""What stands on a board at one moment: read once for all rooms, told as each audience sees it."""

from functools import cache, cached_property, lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from models.audience import Audience
from models.base import db
from models.column import Column
from models.sight import VISIBILITIES, decided_by, shown
from models.task.task import Task

task: Any = Task
AHEAD = 12
STANDING = (task.column_id.is_not(None), task.archived_at.is_(None), task.deleted_at.is_(None))


class Standing:
    """One board in one batch. Audiences that a list concerns are asked for one by one."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        self.ahead: dict[tuple[Any, Any], list[Any]] = {}

    @cached_property
    def columns(self) -> dict[int, str]:
        rows = db.session.execute(_columns(), {"project_id": self.project_id})
        return {row.id: row.public_id for row in rows}

    @cached_property
    def by_sight(self) -> list[tuple[int | None, str, int]]:
        rows = db.session.execute(_counted(), {"columns": list(self.columns)})
        return [(column_id, sight, count) for column_id, sight, count in rows]

    def place(self, card: Task, audience: Audience) -> dict[str, Any]:
        """Its column, and the next card that this audience sees there."""
        column = card.column.public_id if card.column else None
        return {"column": column, "before": self.below(card, card.rank, audience)}

    def below(self, card: Task, rank: str | None, audience: Audience) -> str | None:
        """The next card after a rank in the card's column that this audience sees."""
        rows = self._ahead(card.column_id, rank)
        for id, public_id, sight in rows:
            is_seen = _decided(sight, audience)
            if id != card.id and is_seen:
                return public_id
            if is_seen is None:
                break  # by who is on it, which only the database knows
        else:
            if len(rows) < AHEAD:
                return None
        where = {"column_id": card.column_id, "rank": rank, "task_id": card.id}
        return db.session.scalar(_next_card(audience), where)

    def _ahead(self, column_id: int | None, rank: str | None) -> list[Any]:
        if (column_id, rank) not in self.ahead:
            where = {"column_id": column_id, "rank": rank}
            self.ahead[column_id, rank] = list(db.session.execute(_next_cards(), where))
        return self.ahead[column_id, rank]

    def counts(self, audience: Audience) -> dict[str, int]:
        """The public id of each column, with its cards."""
        decided = {sight: _decided(sight, audience) for sight in VISIBILITIES}
        rows = [(id, n) for id, sight, n in self.by_sight if decided[sight]]
        open_ones = tuple(sight for sight in VISIBILITIES if decided[sight] is None)
        if open_ones:
            rows += [(id, n) for id, n in db.session.execute(_personal(audience, open_ones))]
        counts = dict.fromkeys(self.columns.values(), 0)
        for column_id, number in rows:
            if column_id in self.columns:
                counts[self.columns[column_id]] += number
        return counts


def _decided(sight: str, audience: Audience) -> bool | None:
    """As the law, and for nobody in particular nothing is open."""
    decided = decided_by(sight, audience)
    return False if decided is None and audience.person_id is None else decided


# Making a statement costs more than running it, and there are few audiences.
@cache
def _columns() -> Select[int, str]:
    return select(Column.id, Column.public_id).where(
        Column.project_id == bindparam("project_id"), Column.archived_at.is_(None)
    )


@cache
def _counted() -> Select[int, str, int]:
    cards = select(task.column_id, task.sight, func.count()).where(
        task.column_id.in_(bindparam("columns", expanding=True)), *STANDING
    )
    return cards.group_by(task.column_id, task.sight)


@cache
def _next_cards() -> Select[int, str, str]:
    return (
        select(task.id, task.public_id, task.sight)
        .where(task.column_id == bindparam("column_id"), task.rank > bindparam("rank"), *STANDING)
        .order_by(task.rank)
        .limit(AHEAD)
    )


@lru_cache(maxsize=500)
def _next_card(audience: Audience) -> Select[str]:
    return (
        select(task.public_id)
        .where(task.column_id == bindparam("column_id"), task.rank > bindparam("rank"))
        .where(task.id != bindparam("task_id"), shown(task, audience), *STANDING)
        .order_by(task.rank)
        .limit(1)
    )


@lru_cache(maxsize=500)
def _personal(audience: Audience, sights: tuple[str, ...]) -> Select[Any, int]:
    seen = (task.sight.in_(sights), shown(task, audience))
    cards = select(task.column_id, func.count()).where(*seen, *STANDING)
    return cards.group_by(task.column_id)
