"""The plan after a report: what its readers see of it, on a page or two, frozen with the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from fragments.plan.bands import tops
from fragments.plan.outline import Line, links, outline
from fragments.plan.paper import FORMATS, Layout
from fragments.plan.printed import Page, between, drawn, strip_of
from fragments.plan.rows import Rows
from fragments.plan.scale import scale_for
from fragments.plan.standing import broken_links, calendar_of, off_days
from models import Agency, Audience, Project
from reports.facts import Appendix, Facts

PAGES = 2


def appendix(project: Project, audience: Audience, today: date) -> Appendix | None:
    """Phases, milestones and tasks with a bar; of a long plan phases and milestones alone."""
    made, calendar = outline(audience), calendar_of(project)
    lines = shortened([line for line in made.lines if line.start and line.finish])
    if not any(line.row.kind != "milestone" for line in lines):
        return None  # milestones alone have a section of their own
    places = {line.row.id: at for at, line in enumerate(lines)}
    ties = links(project.id, made.seen)
    views = Rows(project, audience, calendar, today).views(lines, ())
    nobody = [view._replace(people=()) for view in views]
    agency = Agency.here()
    scale, country = scale_for("month", *_span(lines), today), agency.country if agency else ""
    return Appendix(
        rows=tuple(replace(strip_of(view, {}), id=view.public_id) for view in nobody),
        ties=tuple(between(ties, places, broken_links(project, lines, ties))),
        off=tuple(off_days(audience.language, calendar, country, scale)),
    )


def shortened(lines: list[Line]) -> list[Line]:
    """At most two pages: all, else phases and milestones, else those at the top, else the first."""
    outer = [line for line in lines if line.row.kind != "task"]
    top = [line for line in outer if line.level == 0]
    choices = [those for those in (lines, outer, top) if any(_has_bar(line) for line in those)]
    fitting = (those for those in choices if len(those) <= _room(those))
    return next(fitting, choices[-1][: _room(choices[-1])] if choices else [])


def _room(lines: Sequence[Line]) -> int:
    """How many of these have room."""
    begin = tops([(line.row.kind, line.level) for line in lines], FORMATS["report"].rows)
    return [*begin, len(lines)][min(PAGES, len(begin))]


def _has_bar(line: Line) -> bool:
    return line.row.kind != "milestone"


def _span(lines: Sequence[Line]) -> tuple[date, date]:
    starts = [line.start.date() for line in lines if line.start]
    return min(starts), max(line.finish.date() for line in lines if line.finish)


def layout_of(facts: Facts) -> Layout | None:
    """From what was frozen and nothing else."""
    kept = facts.appendix
    if kept is None:
        return None
    return Layout(kept.rows, kept.ties, FORMATS["report"], "", facts.today, kept.off)


def pages(layout: Layout) -> Iterator[Page]:
    """To be called while speaking the report's language."""
    return (drawn(layout, cut) for cut in layout.cuts)
