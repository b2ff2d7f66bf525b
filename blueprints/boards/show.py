"""The board's page, and the rest of a long column."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Response, abort, render_template, request
from sqlalchemy import select

import fragments
import packing
from blueprints import audience_of, found, viewer
from blueprints.answers import is_fragment, not_modified
from blueprints.boards import door
from blueprints.boards.filters import NO_FILTERS, Filters
from blueprints.boards.lanes import FIRST, Arranged, Board, arranged, drawn, tag
from blueprints.projects.shell import frame_of
from models import Audience, Column, Label, Project, User, db
from models.alphabet import by_name
from models.task.assigning import people_met


@door.get("/projects/<public_id>/board")
def show(public_id: str) -> Response:
    project = found(Project, public_id)
    filters = Filters.of(request.args)
    first = None if "all" in request.args else FIRST
    around = _surroundings(project, filters, first)
    asked = (is_fragment(), viewer(), viewer().today, filters, first)
    mark = tag(around["lanes"], around["audience"].key, asked, _frame(around))
    if mark in request.if_none_match:
        return not_modified(mark)
    answer = _drawn("boards/_lanes.html" if is_fragment() else "boards/show.html", around)
    answer.vary.add("HX-Request")
    answer.set_etag(mark)
    return answer


def lanes_of(project: Project) -> Response:
    """The lanes alone, unfiltered, for whoever changed a column."""
    return _drawn("boards/_lanes.html", _surroundings(project, NO_FILTERS, FIRST))


def _drawn(template: str, around: dict[str, Any]) -> Response:
    page = render_template(template, is_swap=is_fragment(), **around)
    return packing.Pieced(page, [lane.piece for lane in around["lanes"]])


@door.get("/columns/<public_id>/cards")
def rest(public_id: str) -> str:
    """The cards of one column after a given one."""
    column = found(Column, public_id)
    audience, filters = audience_of(column.project), Filters.of(request.args)
    rows = [row for row in _rows(audience, filters) if row.column_id == column.id]
    cards = fragments.cards(rows, column.project, audience, viewer().today)
    after = request.args.get("after", "")
    places = {card.public_id: place for place, card in enumerate(cards)}
    if after not in places:
        abort(404)
    return fragments.joined(cards[places[after] + 1 :])


def _rows(audience: Audience, filters: Filters) -> list[Any]:
    conditions = filters.conditions(viewer().id, viewer().today) if filters else ()
    board = fragments.on_board(audience).where(*conditions)
    rows: Any = db.session.connection().execute(board).all()  # plain rows, no mapping
    if filters.text:
        matching = filters.matching([row.id for row in rows])
        rows = [row for row in rows if row.id in matching]
    return rows


def _surroundings(project: Project, filters: Filters, first: int | None) -> dict[str, Any]:
    """What the page shows: its lanes, and all around them."""
    audience, rights, today = audience_of(project), viewer().rights(project), viewer().today
    board = Board(project, audience, today, tuple(rights), filters)
    return {
        "project": project,
        "audience": audience,
        "today": today,
        "rights": rights,
        "filters": filters,
        "lanes": drawn(board, standing(board, first)),
        "labels": labels_of(project, audience),
        "people": people_of(project, audience),
    }


def standing(board: Board, first: int | None) -> Arranged:
    """What stands where; unfiltered, it is worked out once after each event of the project."""
    if board.filters:
        return arranged(board, _rows(board.audience, board.filters), first)

    def work_out() -> fragments.Noted:
        rows = _rows(board.audience, NO_FILTERS)
        return fragments.Noted(arranged(board, rows, first), len(rows))

    asked = ("lanes", board.audience, board.today, board.rights, first)
    return fragments.until_an_event(board.project, asked, work_out)


class Offered(NamedTuple):
    """A label as the filter offers it."""

    public_id: str
    name: str
    hue: str


def labels_of(project: Project, audience: Audience) -> Sequence[Offered]:
    """The labels its filter offers: those of what this audience sees."""

    def work_out() -> fragments.Noted:
        seen = Label.visible_to(audience).where(Label.project_id == audience.project_id)
        its = seen.with_only_columns(Label.public_id, Label.name, Label.hue).order_by(Label.name)
        found = [Offered(*row) for row in db.session.execute(its)]
        return fragments.Noted(found, len(found) + 1)

    return fragments.until_an_event(project, ("labels", audience), work_out)


def people_of(project: Project, audience: Audience) -> list[User]:
    """Its members for those inside; for the others, the people on what they may see."""
    if audience.sees_profiles:
        return project.people
    seen = fragments.until_an_event(project, ("people", audience), lambda: _people_seen(audience))
    return list(
        db.session.scalars(select(User).where(User.id.in_(seen)).order_by(by_name(User.name)))
    )


def _people_seen(audience: Audience) -> fragments.Noted:
    found = people_met(audience)
    return fragments.Noted(found, len(found) + 1)


def _frame(around: dict[str, Any]) -> Any:
    """What the page shows beside its cards: what frames it, and the filters."""
    return (
        frame_of(around["project"]),
        around["labels"],
        [(one.public_id, one.name, one.hue, one.shape) for one in around["people"]],
    )
