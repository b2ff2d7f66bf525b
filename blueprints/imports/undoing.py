"""Taking a whole import back: first what people changed since, then a word."""

from typing import Any

from flask import flash, redirect, render_template

from blueprints import changing, found
from blueprints.imports import door
from i18n import _
from imports.removing import reports_sent
from models import ImportRun

LISTED = 200


@door.get("/imports/<run_id>/reversal")
def ask(run_id: str) -> Any:
    run = found(ImportRun, run_id, to="import")
    if run.state != "done":
        return redirect(f"/imports/{run_id}")
    changed = run.changed_since()
    return render_template(
        "imports/undo.html",
        run=run,
        changed=changed[:LISTED],
        more=len(changed) - LISTED,
        others=[one for one in run.events_since() if one.task_id is None][:LISTED],
        reports=reports_sent(run),
    )


@door.post("/imports/<run_id>/reversal")
def undo(run_id: str) -> Any:
    with changing() as by:
        run = found(ImportRun, run_id, to="import")
        if run.state == "done" and reports_sent(run):
            flash(_("A report of this project was sent: it stays. Archive the project."), "error")
            return redirect(f"/imports/{run_id}", 303)
        run.undo(by=by)
    return redirect(f"/imports/{run_id}", 303)
