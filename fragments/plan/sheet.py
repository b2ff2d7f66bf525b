"""A whole plan for one audience: drawn once for all who see the same, and kept packed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask import current_app

import i18n
from formats import date_short
from fragments.keeping import kept
from fragments.plan.agenda import ALL, Wanted, agenda
from fragments.plan.routes import ROW
from fragments.plan.scale import Scale, Unit, count
from fragments.plan.standing import Standing, standing
from models import Audience, Project
from packing import Piece


@dataclass(slots=True, frozen=True)
class Sheet:
    """A plan as it stands on a page."""

    scale: Scale
    rows: int
    mark: str
    piece: Piece

    @property
    def size(self) -> int:
        return self.piece.size


def sheet(
    project: Project,
    audience: Audience,
    today: date,
    zoom: str = "",
    folded: Collection[str] = (),
    wanted: Wanted = ALL,
) -> Sheet:
    made = standing(project, audience, today, zoom, folded)
    key = ("plan", project.public_id, audience.view, made.mark, wanted)
    (found,) = kept.many([key])
    if found is None:
        with i18n.speaking(audience.language):
            html = _html(made, wanted)
        found = Sheet(made.scale, len(made.rows), made.mark, Piece.of(html))
        kept.keep(key, found)
    return found


def _html(made: Standing, wanted: Wanted) -> str:
    scale = made.scale
    return current_app.jinja_env.get_template("schedule/_plan.html").render(
        scale=scale,
        off=made.off,
        days=_days(scale, made.off),
        rows=made.rows,
        paths=made.paths,
        broken=made.broken,
        height=len(made.rows) * ROW,
        agenda=agenda(made.views, scale.today, wanted),
        narrowed=wanted != ALL,
        undated=made.undated,
        has_years=made.has_years,
    )


def _days(scale: Scale, off: list[Unit]) -> list[tuple[int, str, str]]:
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


def span_of(scale: Scale) -> str:
    """2 Nov – 27 Dec 2026, as the bar above the plan says; both years where they differ."""
    is_long = scale.first.year != scale.last.year
    return f"{date_short(scale.first, year=is_long)} – {date_short(scale.last, year=True)}"
