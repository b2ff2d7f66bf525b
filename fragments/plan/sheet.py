"""A whole plan for one audience: drawn once for all who see the same, and kept packed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from flask import current_app

import i18n
from formats import date_short
from fragments.keeping import Card, kept
from fragments.plan.agenda import agenda
from fragments.plan.outline import Outline, links, outline
from fragments.plan.routes import ROW, Box, Router
from fragments.plan.rows import Rows, RowView, drawn
from fragments.plan.scale import Scale, Unit, closing_days, count, holidays_in, scale_for
from models import Agency, Audience, Project, Workweek, db
from models.public_holidays import public_holidays
from models.workweek import calendars_of
from packing import Piece
from scheduling import Calendar


@dataclass(slots=True, frozen=True)
class Sheet:
    """A plan as it stands on a page."""

    scale: Scale
    undated: int
    rows: int
    mark: str
    piece: Piece

    @property
    def size(self) -> int:
        return self.piece.size


def sheet(
    project: Project, audience: Audience, today: date, zoom: str = "", folded: Collection[str] = ()
) -> Sheet:
    made, calendar = outline(audience, folded), calendar_of(project)
    ties = links(project.id, made.seen)
    scale = scale_for(zoom, _day(made.start), _day(made.finish), today)
    off = _off(project, audience, calendar, scale)
    views = Rows(project, audience, calendar, today).views(made.lines, ties)
    rows = drawn(views, today.year)
    parts = (*(row.version for row in rows), scale, off, made.undated, [tuple(one) for one in ties])
    mark = blake2b(repr(parts).encode(), digest_size=12).hexdigest()
    key = ("plan", project.public_id, audience.view, mark)
    (found,) = kept.many([key])
    if found is None:
        with i18n.speaking(audience.language):
            html = _html(scale, off, made, views, rows, ties)
        found = Sheet(scale, made.undated, len(rows), mark, Piece.of(html))
        kept.keep(key, found)
    return found


def _html(
    scale: Scale,
    off: Sequence[Unit],
    made: Outline,
    views: Sequence[RowView],
    rows: Sequence[Card],
    ties: Sequence[Any],
) -> str:
    return current_app.jinja_env.get_template("schedule/_plan.html").render(
        scale=scale,
        off=off,
        days=_days(scale, off),
        rows=rows,
        paths=_paths(scale, made, views, ties),
        height=len(rows) * ROW,
        agenda=agenda(views, scale.today),
        undated=made.undated,
    )


def _paths(
    scale: Scale, made: Outline, views: Sequence[RowView], ties: Sequence[Any]
) -> list[tuple[str, str]]:
    """The id and the line of each link whose two ends have a bar on the page."""
    boxes = {
        line.row.id: _box(at, view, scale)
        for at, (line, view) in enumerate(zip(made.lines, views, strict=True))
        if view.s is not None
    }
    router = Router(boxes.values())
    return [
        (tie.public_id, router.route(boxes[tie.predecessor_id], boxes[tie.successor_id], tie.kind))
        for tie in ties
        if tie.predecessor_id in boxes and tie.successor_id in boxes
    ]


def _box(row: int, view: RowView, scale: Scale) -> Box:
    left = ((view.s or 0) - scale.from_origin) * scale.width
    if view.kind == "milestone":
        middle = left + scale.width / 2
        return Box(row, middle - 9, middle + 8, is_milestone=True, label=view.label)
    return Box(row, left - 0.5, left + view.d * scale.width - 1)


def _days(scale: Scale, off: Sequence[Unit]) -> list[tuple[int, str, str]]:
    """For the day zoom: the number of each day, its state, and why nobody works."""
    if scale.zoom != "day":
        return []
    holidays = {one.s: one.label for one in off if one.state == "holiday"}
    made = []
    for day in scale.each_day():
        name = holidays.get(count(day), "")
        state = "holiday" if name else "off" if day.weekday() > 4 else ""
        made.append((day.day, "today" if day == scale.today else state, name))
    return made


def _off(
    project: Project, audience: Audience, calendar: Calendar | None, scale: Scale
) -> list[Unit]:
    """Public holidays, and the days on which the agency is closed, for those inside."""
    agency = Agency.here()
    country, language = agency.country if agency else "", audience.language
    named = holidays_in(scale, lambda year: public_holidays(country, year, language))
    found = [Unit(count(day), 1, name, state="holiday") for day, name in sorted(named.items())]
    if db.session.scalar(Workweek.visible_to(audience).limit(1)) is None:
        return found
    with i18n.speaking(language):
        closed = i18n.gettext("The agency is closed")
    return found + [Unit(s, d, closed, state="closed") for s, d in closing_days(calendar, scale)]


def calendar_of(project: Project) -> Calendar | None:
    return next((made for row, made in calendars_of(project.id) if row.is_default), None)


def _day(moment: Any) -> date | None:
    return moment.date() if moment else None


def span_of(scale: Scale) -> str:
    """2 Nov – 27 Dec 2026, as the bar above the plan says."""
    return f"{date_short(scale.first)} – {date_short(scale.last, year=True)}"
