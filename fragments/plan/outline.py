"""The rows of a plan as one audience sees them: in order, each with its depth and its span."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from models import Audience, Column, Link, Task, db
from models.sight import shown
from models.task.dating import last_day, start_of

A_DAY = 480  # minutes of work; what a task weighs of which nothing is known
Dates = tuple[datetime, datetime]
NOTHING: Mapping[int, Dates] = {}


@dataclass(slots=True)
class Line:
    """One row: where it stands, and what it holds. A phase spans what is seen of it."""

    row: Any
    level: int = 0
    parent: "Line | None" = None
    holds: bool = False
    is_folded: bool = False
    start: datetime | None = None
    finish: datetime | None = None
    weight: int = 0
    done: int = 0  # hundredths of the weight

    @property
    def percent(self) -> int:
        return self.done // self.weight if self.weight else 0

    def take_in(self, other: "Line") -> None:
        """Span another row as well."""
        starts = [at for at in (self.start, other.start) if at]
        finishes = [at for at in (self.finish, other.finish) if at]
        self.start, self.finish = min(starts, default=None), max(finishes, default=None)
        self.weight, self.done = self.weight + other.weight, self.done + other.done


@dataclass(slots=True, frozen=True)
class Outline:
    """`lines` are those to be drawn; `seen` are the ids of all that the audience may see.

    `undated` counts the tasks that have no place in a plan.
    """

    lines: list[Line]
    undated: int
    seen: frozenset[int]

    @property
    def start(self) -> datetime | None:
        return min((line.start for line in self.lines if line.start), default=None)

    @property
    def finish(self) -> datetime | None:
        return max((line.finish for line in self.lines if line.finish), default=None)


def outline(
    audience: Audience, folded: Collection[str] = (), moved: Mapping[int, Dates] = NOTHING
) -> Outline:
    """The plan of the audience's project; `folded` are public ids of phases.

    `moved` are dates that some would have, in place of those they have.
    """
    rows = db.session.connection().execute(_rows(audience)).all()
    phases = {row.id for row in rows if row.kind == "phase"}
    planned = [row for row in rows if _is_planned(row, phases)]
    lines = _in_order(planned)
    for line in reversed(lines):
        if line.row.kind != "phase":
            _stand(line, *moved.get(line.row.id, (line.row.start, line.row.finish)))
        if line.parent is not None and line.parent.row.kind == "phase":
            line.parent.take_in(line)
    seen = frozenset(row.id for row in rows)
    return Outline(_unfolded(lines, set(folded)), len(rows) - len(planned), seen)


def links(project_id: int, seen: frozenset[int]) -> list[Any]:
    """Those of a project of which both ends are seen."""
    rows = db.session.connection().execute(_links(), {"project_id": project_id})
    return [row for row in rows if row.predecessor_id in seen and row.successor_id in seen]


def waiting_outside(audience: Audience, seen: frozenset[int]) -> frozenset[int]:
    """Those that wait for something in the plan that is not seen: only the team is told so much."""
    if not audience.sees_profiles:
        return frozenset()
    rows = db.session.connection().execute(_ties(), {"project_id": audience.project_id})
    return frozenset(row.successor_id for row in rows if row.predecessor_id not in seen)


# Making a statement costs more than asking it, and there are few audiences.
@lru_cache(maxsize=500)
def _rows(audience: Audience) -> Select[*tuple[Any, ...]]:
    wanted: list[Any] = [
        *(Task.id, Task.parent_id, Task.public_id, Task.title, Task.kind, Task.sight),
        *(Task.start, Task.finish, Task.deadline, Task.duration, Task.percent, Task.closed_at),
        *(Task.manual, Task.constraint, Task.constraint_at, Column.kind.label("column")),
    ]
    return (
        select(*wanted)
        .outerjoin(Column, Column.id == Task.column_id)
        .where(
            shown(Task, audience),
            Task.is_planned(),
        )
        .order_by(Task.id)
    )


@cache
def _links() -> Select[*tuple[Any, ...]]:
    wanted: list[Any] = [Link.public_id, Link.predecessor_id, Link.successor_id, Link.kind]
    return (
        select(*wanted)
        .join(Task, Task.id == Link.successor_id)
        .where(Task.project_id == bindparam("project_id"))
        .order_by(Link.id)
    )


@cache
def _ties() -> Select[int, int]:
    """Of what stands in the plan, what waits for what."""
    before: Any = aliased(Task)
    stands = (before.deleted_at.is_(None), before.archived_at.is_(None), before.active.is_(True))
    return (
        select(Link.successor_id, Link.predecessor_id)
        .join(Task, Task.id == Link.successor_id)
        .join(before, before.id == Link.predecessor_id)
        .where(Task.project_id == bindparam("project_id"), *stands)
    )


def _is_planned(row: Any, phases: set[int]) -> bool:
    dated = row.start or row.finish or row.deadline
    return bool(row.kind != "task" or dated or row.parent_id in phases)


def _in_order(rows: Sequence[Any]) -> list[Line]:
    """Each row before what lies in it, in the order they were made."""
    lines = {row.id: Line(row) for row in rows}
    below: dict[int | None, list[Line]] = {}
    for line in lines.values():
        above = line.row.parent_id if line.row.parent_id in lines else None
        below.setdefault(above, []).append(line)
    waiting, found = below.get(None, [])[::-1], []
    while waiting:
        line = waiting.pop()
        found.append(line)
        inside = below.get(line.row.id, [])
        line.holds = bool(inside)
        for one in inside:
            one.level, one.parent = line.level + 1, line
        waiting += inside[::-1]
    return found


def _stand(line: Line, start: datetime | None, finish: datetime | None) -> None:
    """As the engine takes it: what lacks an end lasts until it is due, or for that day."""
    row, day = line.row, timedelta(days=1)
    if row.kind == "milestone":
        line.finish = finish or start or row.deadline
        line.start = line.finish and start_of(last_day(line.finish))
        return
    line.start = start or (finish and finish - day)
    line.finish = finish or (start and max(start + day, row.deadline or start))
    line.weight = A_DAY if row.duration is None else row.duration
    line.done = line.weight * (100 if row.closed_at else row.percent % 100)


def _unfolded(lines: list[Line], folded: set[str]) -> list[Line]:
    found: list[Line] = []
    hidden: set[int] = set()
    for line in lines:
        if line.parent is not None and line.parent.row.id in hidden:
            hidden.add(line.row.id)
            continue
        found.append(line)
        if line.holds and line.row.public_id in folded:
            line.is_folded = True
            hidden.add(line.row.id)
    return found
