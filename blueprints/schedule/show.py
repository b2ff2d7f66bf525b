"""The plan's page."""

from hashlib import blake2b
from typing import Any

from flask import Response, render_template, request
from flask_login import login_required

import packing
from blueprints import audience_of, found, seen, viewer
from blueprints.answers import is_fragment, not_modified
from blueprints.boards.show import people_of
from blueprints.projects.shell import frame_of
from blueprints.schedule import door
from blueprints.schedule.narrowing import Narrowing
from fragments.plan.sheet import sheet, span_of
from fragments.plan.standing import finish_of
from models import Printout, Project


@door.get("/projects/<public_id>/plan")
@login_required
def show(public_id: str) -> Response:
    """The whole page, or to htmx the plan alone: another zoom, a phase folded."""
    around = _around(found(Project, public_id))
    mark = _mark(around)
    if mark in request.if_none_match:
        return not_modified(mark)
    page = render_template(f"schedule/{'_view' if is_fragment() else 'show'}.html", **around)
    answer = packing.Pieced(page, [around["plan"].piece])
    answer.vary.add("HX-Request")
    answer.set_etag(mark)
    return answer


def _around(project: Project) -> dict[str, Any]:
    audience, narrowing = audience_of(project), Narrowing.of(request.args)
    zoom, folded, wanted = narrowing.zoom, narrowing.folded, narrowing.wanted(project, viewer())
    return {
        "project": project,
        "audience": audience,
        "rights": viewer().rights(project),
        "plan": sheet(project, audience, viewer().today, zoom, folded, wanted),
        "narrowing": narrowing,
        "wanted": wanted,
        "people": people_of(project, audience),
        "finish": finish_of(project),
        "span_of": span_of,
        "printout": seen(Printout, request.args.get("print", "")),
    }


def _mark(around: dict[str, Any]) -> str:
    project, printout = around["project"], around["printout"]
    parts = (
        (is_fragment(), request.full_path, viewer(), viewer().today, around["audience"].key),
        (around["plan"].mark, around["finish"], project.due, frame_of(project)),
        (around["wanted"], [(one.public_id, one.name, one.hue) for one in around["people"]]),
        printout and (printout.state, printout.progress, printout.pages),
    )
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()
