"""Bringing a draft up to date with the plan and with what was sent since."""

from flask import Response, redirect

from blueprints import changing, found
from blueprints.reports import door
from blueprints.reports.writing import said
from models import StatusReport
from reports.refreshing import refreshed


@door.put("/reports/<report_id>/refreshing")
def refresh(report_id: str) -> Response:
    """The words of the form are kept; the figures are worked out anew."""
    with changing() as by:
        report = found(StatusReport, report_id, to="write_reports")
        report.reword(said(report), by=by)
    bring_up_to_date(report_id)
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]


def bring_up_to_date(report_id: str) -> None:
    snapshot, words = refreshed(found(StatusReport, report_id, to="write_reports"))
    with changing() as by:
        report = found(StatusReport, report_id, to="write_reports")
        report.start_again(snapshot, words, by=by)
