"""A ripple before it is written: who would move, by how much, as its reader may see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from fragments.plan.foreseen import Ghost, NewLink, PlanPage, foreseen
from fragments.plan.outline import A_DAY, Dates
from fragments.plan.rows import RowView, is_late
from models import Audience, Link, Project, Task, db
from models.project.planning import Replanned
from models.sight import shown
from models.task.dating import last_day
from scheduling import Activity, Move, moment_of
from scheduling import Link as EngineLink

MOST = 200


@dataclass(slots=True, frozen=True)
class MoveView:
    """One task that would move, as the panel says it."""

    public_id: str
    title: str
    kind: str
    before: date
    after: date
    days: int
    is_late: bool


class Broken(NamedTuple):
    """Who would not wait any more, for whom, and the line of their link."""

    name: str
    before: str
    link: str


@dataclass(slots=True, frozen=True)
class Wave:
    """A change and all that follows it, nothing of which is saved yet.

    `rows` are those of the page that would show other dates, as they are and as they would be:
    what moves, and the phases around it; `lines` are those that would run otherwise.
    """

    task: str
    moves: tuple[MoveView, ...]  # the first of them, the changed bar's own always
    more: int  # that move as well
    rows: tuple[tuple[RowView, RowView], ...]
    lines: Sequence[Ghost]
    finish_before: date
    finish: date
    pin: date | None
    broken: tuple[Broken, ...]
    shown: int  # milestones of the client that move
    year: int  # dates of which go without it

    @property
    def own(self) -> MoveView | None:
        return self.move_of(self.task)

    def move_of(self, public_id: str) -> MoveView | None:
        """That of a row; a phase has none."""
        return next((move for move in self.moves if move.public_id == public_id), None)

    @property
    def along(self) -> int:
        """How many move with it."""
        return len(self.others) + self.more

    @property
    def others(self) -> tuple[MoveView, ...]:
        return tuple(move for move in self.moves if move.public_id != self.task)


def wave(replanned: Replanned, task: Task, page: PlanPage, link: NewLink | None = None) -> Wave:
    """What is seen of a ripple on a page; the plan's finish is the real one."""
    ripple, pinned = replanned.ripple, replanned.ripple.pinned
    seen = _seen(page.audience, {move.id for move in ripple.moves})
    moves = [move for move in ripple.moves if move.id in seen]
    moves.sort(key=lambda move: move.id != task.id)
    dates: dict[Any, Dates] = {move.id: _moments(move) for move in moves[:MOST]}
    broken = tuple(_broken(ripple.broken, page.audience))
    then = foreseen(task.project, page, dates, [one.link for one in broken], link)
    return Wave(
        task=task.public_id,
        moves=tuple(_view(move, seen[move.id], page.today) for move in moves[:MOST]),
        more=max(len(moves) - MOST, 0),
        rows=tuple((was, _as_long(now, task, ripple.activity)) for was, now in then.rows),
        lines=then.lines,
        finish_before=_last(ripple.finish_before),
        finish=_last(ripple.finish),
        pin=None if pinned is None else moment_of(pinned).date(),
        broken=broken,
        shown=_milestones_of_the_client(task.project, set(seen)),
        year=page.today.year,
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
        *(Task.closed_at, Task.deadline),
    ]
    rows = db.session.execute(select(*wanted).where(Task.id.in_(ids), shown(Task, audience)))
    return {row.id: row for row in rows}


def _view(move: Move, row: Any, today: date) -> MoveView:
    _start, finish = _moments(move)
    return MoveView(
        row.public_id,
        row.title,
        row.kind,
        _last(move.before[1]),
        last_day(finish),
        move.days,
        row.closed_at is None and is_late(finish, row.deadline, today),
    )


def _as_long(row: RowView, task: Task, now: Activity | None) -> RowView:
    """The bar in the hand may become another length; what follows it never does."""
    if now is None or row.public_id != task.public_id or row.kind != "task":
        return row
    return row._replace(days=round(now.duration / A_DAY, 1))


def _moments(move: Move) -> Dates:
    start, finish = move.after
    return moment_of(start), moment_of(finish)


def _last(minute: int) -> date:
    return last_day(moment_of(minute))
