"""The schedule of a project's reports, and letting one go at its hour."""

from collections.abc import Callable
from datetime import time

from flask import Response, flash, redirect, request

from blueprints import changing, found
from blueprints.answers import Refused
from blueprints.asked import Asked
from blueprints.reports import door
from blueprints.reports.sending import readers
from i18n import LANGUAGES, _
from models import Project, ReportSchedule, StatusReport
from models.report_schedule import EVERY, TooLate
from models.status_report import NotNow


@door.put("/projects/<project_id>/report-schedule")
def plan(project_id: str) -> Response:
    found(Project, project_id, to="send_reports")
    asked = Asked(request.form)
    wanted = {
        "weeks": int(asked.choice("weeks", [str(weeks) for weeks in EVERY]) or 1),
        "weekday": int(asked.choice("weekday", [str(day) for day in range(7)]) or 0),
        "hour": hour(),
        "timezone": asked.timezone(),
        "language": asked.choice("language", LANGUAGES),
        "without_me": "without_me" in request.form,
    }
    for field, sentence in asked.errors.items():
        raise Refused(field, sentence)
    with changing() as by:
        ReportSchedule.plan(found(Project, project_id, to="send_reports"), by=by, **wanted)
    return redirect(f"/projects/{project_id}/reports", 303)  # type: ignore[return-value]


def hour() -> time:
    try:
        return time.fromisoformat(request.form.get("hour", ""))
    except ValueError:
        raise Refused("hour", _("Enter a time, for example 16:00.")) from None


@door.delete("/projects/<project_id>/report-schedule")
def end(project_id: str) -> Response:
    return decided(project_id, ReportSchedule.end)


@door.put("/projects/<project_id>/report-schedule/departure")
def note_departure(project_id: str) -> Response:
    """What a restored copy holds back did leave before."""
    return decided(project_id, ReportSchedule.note_departure)


def decided(project_id: str, verb: Callable[..., None]) -> Response:
    """What a person wants of the schedule, if there still is one."""
    with changing() as by:
        schedule = ReportSchedule.of(found(Project, project_id, to="send_reports"))
        if schedule:
            verb(schedule, by=by)
    return redirect(f"/projects/{project_id}/reports", 303)  # type: ignore[return-value]


@door.put("/reports/<report_id>/release")
def release(report_id: str) -> Response:
    """It leaves at its hour, unless the scan finds something then."""
    report = found(StatusReport, report_id, to="send_reports")
    to = readers(report)
    with changing() as by:
        report = found(StatusReport, report_id, to="send_reports")
        schedule = ReportSchedule.of(report.project)
        if schedule is None or not schedule.is_about(report) or report.overtaken_by:
            raise NotNow
        report.release(to, by=by)
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]


@door.delete("/reports/<report_id>/release")
def take_back(report_id: str) -> Response:
    """Before its hour only: then it is leaving."""
    try:
        with changing() as by:
            report = found(StatusReport, report_id, to="send_reports")
            schedule = ReportSchedule.of(report.project)
            if schedule is None:
                raise NotNow
            schedule.take_back(report, by=by)
    except TooLate:
        flash(_("The hour has come: this report can no longer be taken back."), "error")
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]
