"""A ripple before it is written: who would move, by how much, as its reader may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from fragments.plan.rows import hours_of, number_of, place
from models import Audience, Project, Task, db
from models.project.planning import Replanned
from models.sight import shown
from models.task.dating import last_day
from scheduling import Calendar, Move, moment_of

MOST = 200


@dataclass(slots=True, frozen=True)
class MoveView:
    """One row that would move; `s` and `d` are where its bar would lie, as in `RowView`."""

    public_id: str
    title: str
    kind: str
    before: date
    after: date
    days: int
    s: float
    d: float
    is_own: bool


@dataclass(slots=True, frozen=True)
class Wave:
    """A change and all that follows it, nothing of which is saved yet."""

    moves: tuple[MoveView, ...]  # the first of them, the changed bar's own always
    more: int  # that move as well
    finish_before: date
    finish: date
    pin: date | None
    broken: tuple[tuple[str, str], ...]  # names of who does not wait any more, and for whom
    shown: int  # milestones of the client that move

    @property
    def own(self) -> MoveView | None:
        return next((move for move in self.moves if move.is_own), None)

    @property
    def along(self) -> int:
        """How many move with it."""
        return len(self.others) + self.more

    @property
    def others(self) -> tuple[MoveView, ...]:
        return tuple(move for move in self.moves if not move.is_own)


def wave(replanned: Replanned, task: Task, audience: Audience, calendar: Calendar | None) -> Wave:
    """What an audience sees of a ripple; the plan's finish is the real one."""
    ripple, hours = replanned.ripple, hours_of(calendar)
    links = [(link.predecessor, link.successor) for link in ripple.broken]
    ids = {move.id for move in ripple.moves} | {one for pair in links for one in pair}
    seen = _seen(audience, ids)
    moves = sorted(_views(ripple.moves, seen, task, hours), key=lambda move: not move.is_own)
    pinned = ripple.pinned
    return Wave(
        moves=tuple(moves[:MOST]),
        more=max(len(moves) - MOST, 0),
        finish_before=_last(ripple.finish_before),
        finish=_last(ripple.finish),
        pin=None if pinned is None else moment_of(pinned).date(),
        broken=tuple((seen[b].title, seen[a].title) for a, b in links if {a, b} <= seen.keys()),
        shown=_milestones_of_the_client(
            task.project, {move.id for move in ripple.moves} & seen.keys()
        ),
    )


def _milestones_of_the_client(project: Project, ids: set[Any]) -> int:
    if not project.has_clients:
        return 0
    rows = _seen(Audience.client_of(project), ids).values()
    return sum(row.kind == "milestone" for row in rows)


def _seen(audience: Audience, ids: set[Any]) -> dict[Any, Any]:
    wanted: list[Any] = [Task.id, Task.public_id, Task.title, Task.kind]
    rows = db.session.execute(select(*wanted).where(Task.id.in_(ids), shown(Task, audience)))
    return {row.id: row for row in rows}


def _views(
    moves: tuple[Move, ...], seen: dict[Any, Any], task: Task, hours: tuple[int, int]
) -> Iterator[MoveView]:
    for move in moves:
        row = seen.get(move.id)
        if row is None:
            continue
        start, finish = (moment_of(at) for at in move.after)
        s, d = place(start, hours), max(place(finish, hours) - place(start, hours), 0.25)
        if row.kind == "milestone":
            s, d = float(number_of(finish)), 1.0
        yield MoveView(
            row.public_id,
            row.title,
            row.kind,
            _last(move.before[1]),
            last_day(finish),
            move.days,
            s,
            round(d, 2),
            move.id == task.id,
        )


def _last(minute: int) -> date:
    return last_day(moment_of(minute))
