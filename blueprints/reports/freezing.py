"""Freezing a draft: from here on nothing in it changes; the worker prints it."""

from flask import Response, flash, redirect

from blueprints import changing, found
from blueprints.reports import door
from blueprints.reports.refreshing import bring_up_to_date
from blueprints.reports.writing import TRIES, as_it_is, back_to, kept
from i18n import _
from models import StatusReport
from models.event import last_of
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
def freeze(report_id: str) -> Response | tuple[str, int]:
    report, clashes = kept(report_id)
    if clashes:
        return back_to(report, clashes)
    if report.overtaken_by:
        bring_up_to_date(report_id)
        flash(_("Another report has been sent meanwhile: read your words beside today’s figures."))
    elif not freeze_unless_found(report_id):
        flash(_("The report was not frozen: it holds words this client may not see."), "error")
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]


def freeze_unless_found(report_id: str) -> bool:
    """Scanned and cleared outside of the lock, frozen if nothing has happened meanwhile."""
    for _try in range(TRIES):
        report, seen = as_it_is(report_id)
        if leaks(report):
            return False
        snapshot, words = clear(report)
        issued = today_in(report.project).isoformat()
        with changing() as by:
            report = found(StatusReport, report_id, to="write_reports")
            if last_of(report.project_id) == seen:
                report.freeze(snapshot | {"issued": issued}, words, by=by)
                return True
    raise NotNow
