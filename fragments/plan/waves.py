"""A ripple before it is written: who would move, by how much, as its reader may see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from fragments.plan.rows import hours_of, is_late, number_of, place
from models import Audience, Link, Project, Task, db
from models.project.planning import Replanned
from models.sight import shown
from models.task.dating import last_day
from scheduling import Calendar, Move, moment_of
from scheduling import Link as EngineLink

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
    percent: int
    is_late: bool


class Broken(NamedTuple):
    """Who would not wait any more, for whom, and the line of their link."""

    name: str
    before: str
    link: str


@dataclass(slots=True, frozen=True)
class Wave:
    """A change and all that follows it, nothing of which is saved yet."""

    task: str
    moves: tuple[MoveView, ...]  # the first of them, the changed bar's own always
    more: int  # that move as well
    finish_before: date
    finish: date
    pin: date | None
    broken: tuple[Broken, ...]
    shown: int  # milestones of the client that move

    @property
    def own(self) -> MoveView | None:
        return next((move for move in self.moves if move.public_id == self.task), None)

    @property
    def along(self) -> int:
        """How many move with it."""
        return len(self.others) + self.more

    @property
    def others(self) -> tuple[MoveView, ...]:
        return tuple(move for move in self.moves if move.public_id != self.task)


def wave(
    replanned: Replanned, task: Task, audience: Audience, calendar: Calendar, today: date
) -> Wave:
    """What an audience sees of a ripple; the plan's finish is the real one."""
    ripple, pinned = replanned.ripple, replanned.ripple.pinned
    seen = _seen(audience, {move.id for move in ripple.moves})
    views = _views(ripple.moves, seen, hours_of(calendar), today)
    moves = sorted(views, key=lambda move: move.public_id != task.public_id)
    return Wave(
        task=task.public_id,
        moves=tuple(moves[:MOST]),
        more=max(len(moves) - MOST, 0),
        finish_before=_last(ripple.finish_before),
        finish=_last(ripple.finish),
        pin=None if pinned is None else moment_of(pinned).date(),
        broken=tuple(_broken(ripple.broken, audience)),
        shown=_milestones_of_the_client(task.project, set(seen)),
    )


def _broken(links: Sequence[EngineLink], audience: Audience) -> Iterator[Broken]:
    """One that is only being made has no line yet."""
    ends: dict[Any, str] = {(link.predecessor, link.successor): "" for link in links}
    if not ends:
        return
    seen = _seen(audience, {one for pair in ends for one in pair})
    drawn = select(Link.predecessor_id, Link.successor_id, Link.public_id)
    for a, b, line in db.session.execute(drawn.where(Link.successor_id.in_(b for _, b in ends))):
        ends |= {(a, b): line} if (a, b) in ends else {}
    for (a, b), line in ends.items():
        if {a, b} <= seen.keys():
            yield Broken(seen[b].title, seen[a].title, line)


def _milestones_of_the_client(project: Project, ids: set[Any]) -> int:
    if not project.has_clients:
        return 0
    rows = _seen(Audience.client_of(project), ids).values()
    return sum(row.kind == "milestone" for row in rows)


def _seen(audience: Audience, ids: set[Any]) -> dict[Any, Any]:
    wanted: list[Any] = [
        *(Task.id, Task.public_id, Task.title, Task.kind),
        *(Task.percent, Task.closed_at, Task.deadline),
    ]
    rows = db.session.execute(select(*wanted).where(Task.id.in_(ids), shown(Task, audience)))
    return {row.id: row for row in rows}


def _views(
    moves: tuple[Move, ...], seen: dict[Any, Any], hours: tuple[int, int], today: date
) -> Iterator[MoveView]:
    for move in moves:
        row = seen.get(move.id)
        if row is None:
            continue
        start, finish = (moment_of(at) for at in move.after)
        s, d = place(start, hours), max(place(finish, hours) - place(start, hours), 0.25)
        if row.kind == "milestone":
            s, d = float(number_of(finish)), 1.0
        percent = 100 if row.closed_at else row.percent % 100
        yield MoveView(
            row.public_id,
            row.title,
            row.kind,
            _last(move.before[1]),
            last_day(finish),
            move.days,
            s,
            round(d, 2),
            percent,
            percent < 100 and is_late(finish, row.deadline, today),
        )


def _last(minute: int) -> date:
    return last_day(moment_of(minute))
