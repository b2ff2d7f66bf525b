"""What the scan found in a report, and letting it pass: with a reason, by who may send."""

from flask import Response, redirect, render_template, request

from blueprints import changing, found, seen
from blueprints.answers import Refused, typed_again
from blueprints.reports import door
from i18n import _
from models import StatusReport, Task
from reports.lettering import leaks
from reports.scanning import Finding
from reports.underlining import whose

LONGEST_REASON = 400


@door.get("/reports/<report_id>/findings")
def findings(report_id: str, problem: Refused | None = None) -> str:
    report = found(StatusReport, report_id, to="send_reports")
    standing = leaks(report)
    return render_template(
        "reports/findings.html",
        report=report,
        project=report.project,
        findings=[(one, source(one), whose(one)) for one in standing],
        **typed_again(problem),
    )


def source(finding: Finding) -> Task | None:
    """The task it comes from, for whoever may see that."""
    public_id = finding.withheld.public_id
    return seen(Task, public_id) if public_id else None


@door.post("/reports/<report_id>/passes")
def let_pass(report_id: str) -> Response:
    report = found(StatusReport, report_id, to="send_reports")
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    if not reason:
        raise Refused("reason", _("Say why these words may reach the client."))
    asked = request.form.get("words", "")
    standing = leaks(report)
    if not any(one.key == asked for one in standing):
        return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]
    with changing() as by:
        report = found(StatusReport, report_id, to="send_reports")
        report.let_pass(asked, reason, by=by)
    left = "/findings" if len(standing) > 1 else ""
    return redirect(f"/reports/{report_id}{left}", 303)  # type: ignore[return-value]


def refuse_leaks(report: StatusReport) -> None:
    """Nothing leaves, and nothing is frozen, while a finding of the scan stands."""
    standing = leaks(report)
    if standing:
        raise Refused(
            "others",
            _(
                "‘%(words)s’ is not for this client to see. Change the words, or let them pass "
                "with a reason.",
                words=standing[0].withheld.words[:80],
            ),
        )
