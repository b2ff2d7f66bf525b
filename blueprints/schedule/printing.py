"""The plan on paper: asked for here, printed by the worker, fetched by whoever asked."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, send_file
from flask_login import login_required

import i18n
from blueprints import audience_of, changing, found, viewer
from blueprints.answers import Refused, is_fragment
from blueprints.schedule import door
from blueprints.schedule.narrowing import Narrowing
from fragments.plan.paper import DAYS, FORMATS, MOST_PAGES
from fragments.plan.printed import plan_of
from i18n import _
from models import Printout, Project
from models.printout import FOLDER
from reports.composing import plain_name
from reports.keeping import kept_at


@door.post("/projects/<public_id>/printouts")
def print_plan(public_id: str) -> Response | str:
    project, wanted = found(Project, public_id), asked()
    audience = audience_of(project)
    plan = plan_of(project, audience, viewer().today, **wanted)
    if plan.pages > MOST_PAGES:
        sentence = _("This would be %(count)d pages. Choose a smaller scale.", count=plan.pages)
        raise Refused("scale", sentence)
    with changing() as by:
        printout = Printout.ask(
            found(Project, public_id), by=by, language=audience.language, **wanted
        )
    if is_fragment():
        return shown(printout)
    return redirect(page_of(printout), 303)  # type: ignore[return-value]


def asked() -> dict[str, Any]:
    paper, zoom = request.form.get("paper", ""), request.form.get("scale", "")
    return {
        "paper": paper if paper in FORMATS else "A4",
        "zoom": zoom if zoom in DAYS else "",
        "folded": list(Narrowing.of_page().folded)[:1000],
    }


@door.get("/printouts/<public_id>")
@login_required
def printout(public_id: str) -> Response | str:
    """How far it is; then where to fetch it."""
    one = found(Printout, public_id)
    if is_fragment():
        return shown(one)
    return redirect(page_of(one), 303)  # type: ignore[return-value]


def shown(one: Printout) -> str:
    return render_template("schedule/_printout.html", printout=one, narrowing=Narrowing.of_page())


def page_of(one: Printout) -> str:
    """Without script the dialog stands open in the plan's page, which shows what it showed."""
    shown = Narrowing.of_page().address(print=one.public_id)
    return f"/projects/{one.project.public_id}/plan{shown}"


@door.get("/printouts/<public_id>/pdf")
@login_required
def printout_pdf(public_id: str) -> Response:
    """To whoever asked, as long as they see what they saw when it was printed."""
    one = found(Printout, public_id)
    place = kept_at(one.public_id, FOLDER)
    seen = viewer().audience(one.project, one.language)
    if one.state != "done" or not place.exists() or seen is None or seen.key != one.audience:
        abort(404)
    with i18n.speaking(one.language):
        name = file_name(one)
    answer = send_file(place, "application/pdf", as_attachment=True, download_name=name, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def file_name(one: Printout) -> str:
    """Client_Projet_Plan_2026-11-20.pdf"""
    project = one.project
    client = project.client.name if project.client else ""
    parts = client, project.name, _("Plan"), one.today.isoformat() if one.today else ""
    return "_".join(filter(None, map(plain_name, parts))) + ".pdf"
