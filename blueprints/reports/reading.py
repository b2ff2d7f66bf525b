"""Reading reports: the list of a project, one report, its PDF."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, send_file
from sqlalchemy.orm import selectinload

from blueprints import allowed, found, viewer
from blueprints.answers import Refused, is_fragment, typed_again
from blueprints.asked import zones
from blueprints.reports import door
from formats import weekdays
from i18n import LANGUAGES, _
from models import Project, ReportSchedule, StatusReport
from models.base import db
from reports.composing import sheet
from reports.gathering import recipients, unreached
from reports.keeping import kept_at
from reports.lettering import leaks, name_of
from reports.scanning import Finding
from reports.underlining import underlined


@door.get("/projects/<project_id>/reports")
def index(project_id: str, problem: Refused | None = None) -> str:
    project = found(Project, project_id, to="see_reports")
    schedule = ReportSchedule.of(project)
    return render_template(
        "reports/index.html",
        project=project,
        reports=reports_of(project),
        languages=LANGUAGES,
        rights=viewer().rights(project),
        may_write=viewer().can("write_reports", project),
        may_send=viewer().can("send_reports", project),
        schedule=schedule,
        weekdays=weekdays(),
        zones=zones(schedule.timezone if schedule else project.timezone),
        cadence=request.form if problem else cadence(project, schedule),
        **typed_again(problem),
    )


def cadence(project: Project, schedule: ReportSchedule | None) -> dict[str, str]:
    """What the form of the schedule begins with: a new one with every Friday afternoon."""
    if schedule is None:
        of_project = {"timezone": project.timezone, "language": project.language}
        return {"weeks": "1", "weekday": "4", "hour": "16:00"} | of_project
    kept = ("weeks", "weekday", "timezone", "language")
    told = {name: str(getattr(schedule, name)) for name in kept}
    told |= {"without_me": "1"} if schedule.without_me else {}
    return told | {"hour": f"{schedule.hour:%H:%M}"}


def reports_of(project: Project) -> list[StatusReport]:
    """Newest first, drafts above."""
    mine = StatusReport.visible_to(viewer()).where(StatusReport.project_id == project.id)
    rows = mine.options(
        selectinload(StatusReport.deliveries), selectinload(StatusReport.author)
    ).order_by(StatusReport.number.is_not(None), StatusReport.number.desc(), StatusReport.id.desc())
    return list(db.session.scalars(rows))


@door.get("/reports/<report_id>")
def show(report_id: str, problem: Refused | None = None) -> str:
    report = found(StatusReport, report_id)
    if report.is_draft:
        allowed("write_reports", report)
        from blueprints.reports.writing import editor

        return editor(report)
    became = fate_of(report) if viewer().is_inside(report) else {"findings": []}
    return render_template(
        "reports/show.html",
        project=report.project,
        sheet=underlined(sheet(report.snapshot, report.words, report.language), became["findings"]),
        unread=is_awaited(report),
        **{"report": report} | became | typed_again(problem),
    )


def fate_of(report: StatusReport) -> dict[str, Any]:
    """What became of it, for those inside; of what lies in the archive it is told on."""
    may_write = viewer().can("write_reports", report)
    may_send = viewer().can("send_reports", report)
    return {
        "report": report,
        "is_told": True,
        "may_write": may_write,
        "may_send": may_send,
        "recipients": still_to_get(report) if may_write else [],
        "findings": standing(report),
        "passes": report.passes() if may_send else [],
        "unreached": unreached(report.project) if may_write else set(),
        "schedule": ReportSchedule.of(report.project),
    }


def is_awaited(report: StatusReport) -> bool:
    """Is a word of this reader awaited, that they have read it?"""
    mine = StatusReport.visible_to(viewer()).where(StatusReport.id == report.id)
    return db.session.scalar(mine.where(StatusReport.is_unread_by(viewer()))) is not None


def still_to_get(report: StatusReport) -> list[tuple[str, str]]:
    """Those who have not been sent this report: name and address."""
    return [one for one in recipients(report.project) if one[1] not in report.written_to]


def standing(report: StatusReport) -> list[Finding]:
    """What holds a printed report back: asked only while it could leave."""
    may_send = viewer().can("send_reports", report)
    return leaks(report) if may_send and report.is_printed and not report.is_leaving else []


@door.get("/reports/<report_id>/fate")
def fate(report_id: str) -> str:
    """What became of the PDF and the letters: asked again while something is under way."""
    report = found(StatusReport, report_id)
    if report.is_draft or not viewer().is_inside(report):
        abort(404)
    return render_template("reports/_fate.html", **fate_of(report), **typed_again(None))


@door.get("/reports/<report_id>/pdf")
def pdf(report_id: str) -> Response:
    report = found(StatusReport, report_id, to="see_reports")
    place = kept_at(report.public_id)
    if not report.is_printed or not place.exists():
        abort(404)
    return send_file(
        place,
        mimetype="application/pdf",
        as_attachment="download" in request.args,
        download_name=name_of(report),
        etag=False,
    )


def not_now(_problem: Exception) -> Response:
    """The page was older than the report: show the report as it is now."""
    flash(_("This report has changed meanwhile. Here is how it stands."), "error")
    if is_fragment():
        return Response(headers={"HX-Refresh": "true"})
    report_id = (request.view_args or {}).get("report_id", "")
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]
