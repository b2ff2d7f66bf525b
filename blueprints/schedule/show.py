"""The plan's page."""

from datetime import datetime
from typing import Any

from flask import Response, render_template, request
from flask_login import login_required
from sqlalchemy import func, select

import packing
from blueprints import audience_of, found, viewer
from blueprints.answers import is_fragment
from blueprints.schedule import door
from fragments.plan.sheet import sheet, span_of
from models import Project, Task, db
from models.task.dating import last_day


@door.get("/projects/<public_id>/plan")
@login_required
def show(public_id: str) -> Response:
    """The whole page, or to htmx the plan alone: another zoom, a phase folded."""
    project = found(Project, public_id)
    audience = audience_of(project)
    zoom, folded = request.args.get("zoom", ""), folded_in(request.args)
    plan = sheet(project, audience, viewer().today, zoom, folded)
    around = {
        "project": project,
        "audience": audience,
        "rights": viewer().rights(project),
        "plan": plan,
        "folded": sorted(folded),
        "finish": finish_of(project),
        "last_day": last_day,
        "span_of": span_of,
    }
    page = render_template(f"schedule/{'_view' if is_fragment() else 'show'}.html", **around)
    answer = packing.Pieced(page, [plan.piece])
    answer.vary.add("HX-Request")
    return answer


def folded_in(args: Any) -> set[str]:
    """The phases that were folded, and the one that is folded or unfolded now."""
    return set(args.getlist("folded")) ^ set(args.getlist("fold"))


def finish_of(project: Project) -> datetime | None:
    """Dates are facts: this is the real one, whoever asks."""
    planned = select(func.max(Task.finish)).where(
        Task.project_id == project.id,
        Task.deleted_at.is_(None),
        Task.archived_at.is_(None),
        Task.active.is_(True),
    )
    return db.session.scalar(planned)
