"""Somebody signed in says that they have read the report that a letter brought them."""

from typing import Any

from flask import flash, redirect

from blueprints import changing, found
from blueprints.reports import door
from i18n import _
from models import StatusReport


@door.put("/reports/<report_id>/acknowledgement")
def acknowledge_signed_in(report_id: str) -> Any:
    with changing() as by:
        found(StatusReport, report_id, to="see_reports").acknowledge(by=by)
    flash(_("Noted: you have read this report."), "done")
    return redirect(f"/reports/{report_id}", 303)
