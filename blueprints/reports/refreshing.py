"""Bringing a draft up to date with the plan and with what was sent since."""

from flask import Response, redirect

from blueprints import changing, found
from blueprints.reports import door
from blueprints.reports.writing import TRIES, as_it_is, back_to, kept
from models import ReportSchedule, StatusReport
from models.event import last_of
from models.status_report import NotNow
from reports.refreshing import refreshed


@door.put("/reports/<report_id>/refreshing")
def refresh(report_id: str) -> Response | tuple[str, int]:
    """The words of the form are kept; the figures are worked out anew."""
    report, clashes = kept(report_id)
    if not clashes:
        bring_up_to_date(report_id)
    return back_to(report, clashes)


@door.post("/reports/<report_id>/successor")
def draft_anew(report_id: str) -> Response:
    """One that was overtaken before it left: its words, beside what is new since the last sent."""
    old = found(StatusReport, report_id, to="write_reports")
    if old.is_draft or not old.overtaken_by:
        raise NotNow
    snapshot, words = refreshed(old)
    with changing() as by:
        old = found(StatusReport, report_id, to="write_reports")
        StatusReport.stand_in_line(old.project)
        new = StatusReport.begun(old.project)
        new = new or StatusReport.draft(old.project, old.language, snapshot, words, by=by)
        schedule = ReportSchedule.of(old.project)
        if schedule and schedule.is_about(old):
            old.take_back(by=by)
            schedule.report = new
    return redirect(f"/reports/{new.public_id}", 303)  # type: ignore[return-value]


def bring_up_to_date(report_id: str) -> None:
    """Worked out outside of the lock: once more if somebody has written meanwhile."""
    for _try in range(TRIES):
        report, seen = as_it_is(report_id)
        snapshot, words = refreshed(report)
        with changing() as by:
            report = found(StatusReport, report_id, to="write_reports")
            if last_of(report.project_id) == seen:
                report.start_again(snapshot, words, by=by)
                return
    raise NotNow
