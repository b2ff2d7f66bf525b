"""The pages of a plan for one person: what they see of it, as they asked for it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

import i18n
from formats import date_short, raised
from fragments.plan.drawing import Drawing, Painter
from fragments.plan.outline import links, outline
from fragments.plan.paper import FORMATS, Cut, Layout, Strip, Tie
from fragments.plan.rows import Rows, RowView
from fragments.plan.scale import scale_for
from fragments.plan.standing import broken_links, calendar_of, finish_of, off_days
from fragments.rows import Face
from models import Agency, Audience, Printout, Project, Viewer, db

SHORT = 11  # letters of a name that have room


@dataclass(frozen=True)
class Plan:
    """What the pages of one plan share."""

    layout: Layout
    language: str
    project: str
    client: str
    agency: str
    finish: date | None
    audience: str

    @property
    def pages(self) -> int:
        return len(self.layout.cuts)


def plan_of(
    project: Project,
    audience: Audience,
    today: date,
    paper: str = "A4",
    zoom: str = "",
    folded: Collection[str] = (),
) -> Plan:
    """A plan as this audience sees it, cut into pages."""
    made, calendar = outline(audience, folded), calendar_of(project)
    ties = links(project.id, made.seen)
    views = Rows(project, audience, calendar, today).views(made.lines, ties)
    places = {line.row.id: at for at, line in enumerate(made.lines)}
    names = called(person for view in views for person in view.people)
    strips = [strip_of(view, names) for view in views]
    start, finish = (at and at.date() for at in (made.start, made.finish))
    agency = Agency.here()
    layout = Layout(
        strips=strips,
        ties=between(ties, places, broken_links(project, made.lines, ties)),
        format=FORMATS.get(paper, FORMATS["A4"]),
        zoom=zoom,
        today=today,
        off=off_days(
            audience.language,
            calendar,
            agency.country if agency else "",
            scale_for("month", start, finish, today),
        ),
    )
    return Plan(
        layout=layout,
        language=audience.language,
        project=project.name,
        client=project.client.name if project.client else "",
        agency=agency.name if agency else "",
        finish=finish_of(project),
        audience=audience.key,
    )


def plan_for(asked: Printout) -> Plan | None:
    """As it was asked for, by what that person may see now; None if that is nothing any more."""
    viewer = Viewer.of(asked.by_id)
    if viewer is None:
        return None
    wanted = Project.visible_to(viewer).where(Project.id == asked.project_id)
    project = db.session.scalar(wanted)
    audience = project and viewer.audience(project, asked.language)
    if project is None or audience is None:
        return None
    return plan_of(project, audience, viewer.today, asked.paper, asked.zoom, asked.folded)


def between(
    links: Sequence[Any], places: dict[int, int], broken: Collection[str] = ()
) -> list[Tie]:
    """Those of which both ends are printed."""
    return [
        Tie(
            places[link.predecessor_id],
            places[link.successor_id],
            link.kind,
            link.public_id in broken,
        )
        for link in links
        if link.predecessor_id in places and link.successor_id in places
    ]


def strip_of(view: RowView, names: Mapping[str, str]) -> Strip:
    """A row of the screen as paper shows it; `names`: what people are called."""
    is_done = view.is_closed or (view.percent == 100 and view.kind != "phase")
    return Strip(
        title=view.title,
        kind=view.kind,
        level=view.level,
        who=_who(view, names),
        start=view.start,
        finish=view.finish,
        percent=view.percent,
        state="done" if is_done else "late" if view.is_late else "",
        s=view.s,
        d=view.d,
        internal=view.internal,
        deadline=view.deadline,
    )


def called(people: Iterable[Face]) -> dict[str, str]:
    """What to call each: by the whole name, but an account whose first name nobody shares by that.

    Among names that a file brought, the first word may be that of all.
    """
    faces = {one.name: one for one in people}
    borne = Counter(name.split(" ")[0] for name in faces)
    return {
        name: first if face.shape != "name" and borne[first] == 1 else name
        for name, face in faces.items()
        for first in name.split(" ")[:1]
    }


def _who(view: RowView, names: Mapping[str, str]) -> str:
    """One name and how many others."""
    if not view.people:
        return ""
    more = f" +{len(view.people) - 1}" if view.people[1:] else ""
    name = view.people[0].name
    return shortened(names[name], SHORT - len(more)) + more


def shortened(name: str, room: int) -> str:
    """What tells Electrician 1 from Electrician 2 stays."""
    if len(name) <= room:
        return name
    number = name[len(name.rstrip("0123456789")) :][-3:]
    return f"{name[: room - 1 - len(number)].rstrip()}…{number}"


@dataclass(frozen=True)
class Page:
    """One page as its template takes it."""

    layout: Layout
    cut: Cut
    drawing: Drawing
    strips: Sequence[Strip]

    @property
    def days(self) -> str:
        """Their numbers in one line with tabs: one text to set instead of sixty."""
        if self.cut.scale.zoom != "day":
            return ""
        today = self.cut.scale.today
        return "\t".join("" if day == today else f"{day.day}" for day in self.cut.scale.each_day())

    @property
    def span(self) -> str:
        scale = self.cut.scale
        return raised(" – ".join(date_short(day, year=True) for day in (scale.first, scale.last)))


def drawn(layout: Layout, cut: Cut) -> Page:
    """To be called while speaking the reader's language."""
    strips = layout.strips[cut.top : cut.top + cut.rows]
    return Page(layout, cut, Painter(layout, cut).drawing(), strips)


def pages(plan: Plan) -> Iterator[str]:
    """An HTML document for each page, in order."""
    template = current_app.jinja_env.get_template("schedule/paper.html")
    for cut in plan.layout.cuts:
        with i18n.speaking(plan.language):
            yield template.render(
                plan=plan,
                layout=plan.layout,
                page=drawn(plan.layout, cut),
                year=plan.layout.today.year,
            )
