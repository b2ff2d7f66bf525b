"""What a page of a plan would show if some had other dates. Nothing of it is kept: it is asked for
with each day that a bar is dragged, so only what changes is worked out.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from fragments.plan.outline import Dates, Line, links, outline
from fragments.plan.routes import Router
from fragments.plan.rows import Rows, RowView
from fragments.plan.standing import Standing, box_of, calendar_of, standing
from models import Audience, Project

Pairs = Mapping[int, tuple[RowView, RowView]]  # rows as they are and as they would be


@dataclass(frozen=True)
class PlanPage:
    """How somebody has a plan before them."""

    audience: Audience
    today: date
    zoom: str = ""
    folded: Collection[str] = ()


class NewLink(NamedTuple):
    """One in the making; it bears the id of the one that it takes the place of, if there is one."""

    predecessor_id: int
    successor_id: int
    kind: str
    public_id: str


class Ghost(NamedTuple):
    """A line between two rows as it would run, and whether its link would be kept.

    That of a new link has no id yet.
    """

    link: str
    path: str
    look: str


@dataclass(frozen=True)
class Foreseen:
    """What would not be as it stands: what moves, the phases around it, the lines between."""

    rows: Sequence[tuple[RowView, RowView]]
    lines: Sequence[Ghost]


def foreseen(
    project: Project,
    page: PlanPage,
    moved: Mapping[int, Dates],
    breaking: Collection[str],
    link: NewLink | None = None,
) -> Foreseen:
    """`moved` are dates by task, `breaking` the lines of links that would be kept no more."""
    stands = standing(project, page.audience, page.today, page.zoom, page.folded)
    made = outline(page.audience, page.folded, moved)
    ties = _tied(links(project.id, made.seen), link)
    was = {view.public_id: view for view in stands.views}
    lines = [line for line in made.lines if line.row.public_id in was]
    rows = _rows(project, page, [one for one in lines if _may_change(one, moved)], was)
    paths = stands.paths | _paths(stands, lines, was, rows, ties)
    moving = {tie.public_id for tie in ties if tie is link or _ends(tie) & set(moved)}
    looks = dict.fromkeys(stands.broken - moving, "is-broken")
    looks |= dict.fromkeys(breaking, "is-breaking")
    return Foreseen(tuple(rows.values()), tuple(_ghosts(stands, paths, looks)))


def _tied(ties: Sequence[Any], link: NewLink | None) -> Sequence[Any]:
    """With the one that is being made."""
    if link is None:
        return ties
    return [*(tie for tie in ties if tie.public_id != link.public_id), link]


def _ends(tie: Any) -> set[int]:
    return {tie.predecessor_id, tie.successor_id}


def _may_change(line: Line, moved: Mapping[int, Dates]) -> bool:
    return line.row.id in moved or line.row.kind == "phase"


def _rows(
    project: Project, page: PlanPage, lines: Sequence[Line], was: Mapping[str, RowView]
) -> Pairs:
    rows = Rows(project, page.audience, calendar_of(project), page.today)
    views = zip(lines, rows.views(lines, ()), strict=True)
    pairs = {line.row.id: (was[view.public_id], view) for line, view in views}
    return {number: pair for number, pair in pairs.items() if pair[0].dates != pair[1].dates}


def _paths(
    stands: Standing,
    lines: Sequence[Line],
    was: Mapping[str, RowView],
    rows: Pairs,
    ties: Sequence[Any],
) -> dict[str, str]:
    """Lines that lead to what changes; all if a milestone does, for they go round its label."""
    is_wide = any(now.label for _was, now in rows.values())
    wanted = [t for t in ties if is_wide or isinstance(t, NewLink) or _ends(t) & rows.keys()]
    ends = {end for tie in wanted for end in _ends(tie)}
    boxes = {}
    for at, line in enumerate(lines):
        view = rows[line.row.id][1] if line.row.id in rows else was[line.row.public_id]
        if view.s is not None and (view.label or line.row.id in ends):
            boxes[line.row.id] = box_of(at, view, stands.scale)
    router = Router(boxes.values())
    return {
        tie.public_id: router.route(boxes[tie.predecessor_id], boxes[tie.successor_id], tie.kind)
        for tie in wanted
        if tie.predecessor_id in boxes and tie.successor_id in boxes
    }


def _ghosts(
    stands: Standing, paths: Mapping[str, str], looks: Mapping[str, str]
) -> Iterator[Ghost]:
    for link, path in paths.items():
        look, stood = looks.get(link, ""), "is-broken" if link in stands.broken else ""
        if (path, look) != (stands.paths.get(link), stood):
            yield Ghost(link, path, look)
