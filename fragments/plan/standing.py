"""How a plan stands for one audience: its rows, its lines, its days off; worked out once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any

from sqlalchemy import func, select

import i18n
from fragments import until_an_event
from fragments.keeping import Card, Noted
from fragments.plan.outline import Line, Outline, links, outline, waiting_outside
from fragments.plan.routes import Box, Router
from fragments.plan.rows import Rows, RowView, drawn
from fragments.plan.scale import (
    WIDTHS,
    Scale,
    Unit,
    closing_days,
    count,
    holidays_in,
    scale_for,
)
from models import Agency, Audience, Project, Task, db
from models.project.planning import plan_kept
from models.public_holidays import public_holidays
from models.task.dating import last_day
from models.workweek import calendars_of, own_or_agency
from scheduling import Calendar

PARTS = 6  # things that are noted of a row


@dataclass(frozen=True)
class Standing:
    """All that a page of a plan shows.

    `paths` are the lines of its links, by their ids; `broken` are those that are not kept.
    """

    scale: Scale
    off: list[Unit]
    undated: int
    views: list[RowView]
    rows: list[Card]
    paths: dict[str, str]
    broken: frozenset[str]

    @cached_property
    def looks(self) -> dict[str, str]:
        """The version of each row, in their order."""
        return {row.public_id: row.version for row in self.rows}

    @cached_property
    def has_years(self) -> bool:
        """Dates of another year than this one say so, and take more room."""
        days = (day for view in self.views for day in (view.start, view.finish) if day)
        return any(day.year != self.scale.today.year for day in days)

    @cached_property
    def frame(self) -> str:
        """A hash of what is not in a row: another one, and rows alone cannot tell the change."""
        around = self.scale, self.off, self.undated, self.has_years
        return _hash(*around, list(self.looks), list(self.paths), sorted(self.broken))

    @cached_property
    def mark(self) -> str:
        kinds = [view.column for view in self.views]  # on no row, but on the phone's agenda
        return _hash(self.frame, list(self.looks.values()), list(self.paths.values()), kinds)


def standing(
    project: Project, audience: Audience, today: date, zoom: str = "", folded: Collection[str] = ()
) -> Standing:
    """Nothing changes it but an event, the agency's country, or a calendar."""
    agency, calendar = Agency.here(), calendar_of(project)
    country = agency.country if agency else ""
    zoom = zoom if zoom in WIDTHS else ""

    def work_out() -> Noted:
        made = outline(audience, folded)
        found = _worked_out(project, audience, today, made, zoom, calendar, country)
        return Noted(found, PARTS * len(found.rows) + 1)

    asked = ("plan", audience, today, zoom, frozenset(folded), calendar, country)
    return until_an_event(project, asked, work_out)


def _worked_out(
    project: Project,
    audience: Audience,
    today: date,
    made: Outline,
    zoom: str,
    calendar: Calendar,
    country: str,
) -> Standing:
    ties = links(project.id, made.seen)
    scale = scale_for(zoom, _day(made.start), _day(made.finish), today)
    outside = waiting_outside(audience, made.seen)
    views = Rows(project, audience, calendar, today).views(made.lines, ties, outside)
    off = off_days(audience.language, calendar, country, scale)
    rows = drawn(views, today.year)
    paths, broken = _paths(scale, made, views, ties), broken_links(project, made.lines, ties)
    return Standing(scale, off, made.undated, views, rows, paths, broken)


def broken_links(project: Project, lines: Sequence[Line], ties: Sequence[Any]) -> frozenset[str]:
    """Not those of phases: when a phase begins and ends is up to what its reader may not see."""
    tasks = {line.row.id for line in lines if line.row.kind != "phase"}
    between = {tie for tie in ties if {tie.predecessor_id, tie.successor_id} <= tasks}
    if not between:
        return frozenset()
    broken = plan_kept(project).broken
    return frozenset(
        tie.public_id for tie in between if (tie.predecessor_id, tie.successor_id) in broken
    )


def _paths(
    scale: Scale, made: Outline, views: Sequence[RowView], ties: Sequence[Any]
) -> dict[str, str]:
    """Of each link whose two ends have a bar on the page."""
    boxes = {
        line.row.id: box_of(at, view, scale)
        for at, (line, view) in enumerate(zip(made.lines, views, strict=True))
        if view.s is not None
    }
    router = Router(boxes.values())
    return {
        tie.public_id: router.route(boxes[tie.predecessor_id], boxes[tie.successor_id], tie.kind)
        for tie in ties
        if tie.predecessor_id in boxes and tie.successor_id in boxes
    }


def box_of(row: int, view: RowView, scale: Scale) -> Box:
    """A bar as links see it, in pixels of a page."""
    left = ((view.s or 0) - scale.from_origin) * scale.width
    if view.kind == "milestone":
        middle = left + scale.width / 2
        return Box(row, middle - 9, middle + 8, is_milestone=True, label=view.label)
    return Box(row, left - 0.5, left + view.d * scale.width - 1)


def off_days(language: str, calendar: Calendar, country: str, scale: Scale) -> list[Unit]:
    """Public holidays, and the other days on which the agency is closed: dates skip both."""
    named = holidays_in(scale, lambda year: public_holidays(country, year, language))
    found = [Unit(count(day), 1, name, state="holiday") for day, name in sorted(named.items())]
    with i18n.speaking(language):
        closed = i18n.gettext("The agency is closed")
    free = closing_days(calendar, scale, set(named))
    return found + [Unit(s, d, closed, state="closed") for s, d in free]


def calendar_of(project: Project) -> Calendar:
    return own_or_agency(calendars_of(project.id))


def finish_of(project: Project) -> date | None:
    """The last planned day. Dates are facts: this is the real one, whoever asks."""
    planned = select(func.max(Task.finish)).where(
        Task.project_id == project.id,
        Task.kind != "phase",  # an import keeps its dates, and they do not move with its work
        Task.is_planned(),
    )
    finish = db.session.scalar(planned)
    return last_day(finish) if finish else None


def _day(moment: Any) -> date | None:
    return moment.date() if moment else None


def _hash(*parts: Any) -> str:
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()
