"""Freezing a draft: from here on nothing in it changes; the worker prints it."""

from flask import Response, redirect

from blueprints import changing, found
from blueprints.reports import door
from blueprints.reports.writing import clear, said
from models import StatusReport
from models.status_report import NotNow
from reports.drafting import today_in


@door.put("/reports/<report_id>/freezing")
def freeze(report_id: str) -> Response:
    with changing() as by:
        report = found(StatusReport, report_id, to="write_reports")
        if not report.is_draft:
            raise NotNow
        report.reword(said(report), by=by)
        snapshot, words = clear(report)
        issued = today_in(report.project).isoformat()
        report.freeze(snapshot | {"issued": issued}, words, by=by)
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]
