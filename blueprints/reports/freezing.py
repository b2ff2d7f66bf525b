"""Freezing a draft: from here on nothing in it changes; the worker prints it."""

from flask import Response, flash, redirect

from blueprints import changing, found
from blueprints.reports import door
from blueprints.reports.refreshing import bring_up_to_date
from blueprints.reports.writing import said
from i18n import _
from models import StatusReport
from models.status_report import NotNow
from reports.drafting import clear
from reports.gathering import today_in
from reports.lettering import leaks


@door.put("/reports/<report_id>/printing")
def print_again(report_id: str) -> Response:
    """It failed again and again; whatever was in its way may be gone."""
    with changing():
        found(StatusReport, report_id, to="write_reports").print_again()
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]


@door.put("/reports/<report_id>/freezing")
def freeze(report_id: str) -> Response:
    with changing() as by:
        report = found(StatusReport, report_id, to="write_reports")
        if not report.is_draft:
            raise NotNow
        report.reword(said(report), by=by)
    if leaks(report):
        flash(_("The report was not frozen: it holds words this client may not see."), "error")
        return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]
    if report.overtaken_by:
        bring_up_to_date(report_id)
        flash(_("Another report has been sent meanwhile: read your words beside today’s figures."))
        return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]
    with changing() as by:
        report = found(StatusReport, report_id, to="write_reports")
        snapshot, words = clear(report)
        issued = today_in(report.project).isoformat()
        report.freeze(snapshot | {"issued": issued}, words, by=by)
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]
