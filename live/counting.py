"""How many cards an audience sees in each column."""

from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from models.audience import Audience
from models.base import db
from models.column import Column
from models.sight import LAW, shown
from models.task.task import Task

task: Any = Task
STANDING = (task.column_id.is_not(None), task.archived_at.is_(None), task.deleted_at.is_(None))


class Counts:
    """One board's, at one moment: read once for all audiences that no list concerns."""

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id

    @cached_property
    def columns(self) -> dict[int, str]:
        columns = select(Column.id, Column.public_id).where(
            Column.project_id == self.project_id, Column.archived_at.is_(None)
        )
        return {row.id: row.public_id for row in db.session.execute(columns)}

    @cached_property
    def by_sight(self) -> list[tuple[int | None, str, int]]:
        cards = select(task.column_id, task.sight, func.count()).where(
            task.project_id == self.project_id, *STANDING
        )
        rows = db.session.execute(cards.group_by(task.column_id, task.sight))
        return [(column_id, sight, count) for column_id, sight, count in rows]

    def seen_by(self, audience: Audience) -> dict[str, int]:
        """The public id of each column, with its cards."""
        if audience.person_id is None:
            law = LAW[audience.kind]
            rows = [(id, n) for id, sight, n in self.by_sight if law[sight] == "always"]
        else:
            rows = [(id, n) for id, n in db.session.execute(_personal(audience))]
        counts = dict.fromkeys(self.columns.values(), 0)
        for column_id, number in rows:
            if column_id in self.columns:
                counts[self.columns[column_id]] += number
        return counts


@lru_cache(maxsize=500)
def _personal(audience: Audience) -> Select[Any, int]:
    cards = select(task.column_id, func.count()).where(shown(task, audience), *STANDING)
    return cards.group_by(task.column_id)
