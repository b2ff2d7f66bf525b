"""One import: being read, previewed, being written, and its account."""

import csv
import io
from typing import Any

from flask import Response, make_response, redirect, render_template

from blueprints import changing, found
from blueprints.imports import door
from blueprints.imports.previewing import preview_page
from blueprints.imports.reporting import Account
from i18n import _
from imports.draft import Draft, Loss
from imports.keeping import forget
from imports.losses import line_by_line
from imports.refusal import ImportRefused
from models import ImportRun


@door.get("/imports/<run_id>")
def show(run_id: str) -> Any:
    run = found(ImportRun, run_id, to="import")
    if run.is_waiting:
        return render_template("imports/waiting.html", run=run)
    if run.state == "preview":
        return preview_page(run)
    if run.state == "failed":
        why = str(ImportRefused.loads(run.error))
        return render_template("imports/failed.html", run=run, why=why)
    if run.state == "undone":
        return render_template("imports/undone.html", run=run)
    return render_template("imports/report.html", run=run, account=Account(run))


@door.get("/imports/<run_id>/progress")
def progress(run_id: str) -> Any:
    """While it waits: how far it is; then the page is fetched anew."""
    run = found(ImportRun, run_id, to="import")
    if run.is_waiting:
        return render_template("imports/_progress.html", run=run)
    answer = make_response("", 200)
    answer.headers["HX-Refresh"] = "true"
    return answer


@door.delete("/imports/<run_id>")
def discard(run_id: str) -> Any:
    """Not to be imported after all: nothing was written yet."""
    with changing() as by:
        run = found(ImportRun, run_id, to="import")
        places = (run.path, run.draft_path) if run.can_be_discarded else ()
        run.discard(by=by)
    forget(*places)
    return redirect("/imports", 303)


@door.get("/imports/<run_id>/losses.csv")
def losses(run_id: str) -> Any:
    run = found(ImportRun, run_id, to="import")
    text = io.StringIO()
    # A spreadsheet reads UTF-8 only after this mark.
    text.write("\ufeff")
    rows = csv.writer(text)
    rows.writerow([_("What"), _("Card"), _("Detail"), _("Count"), _("Why")])
    for one in line_by_line(_losses(run)):
        rows.writerow([_inert(one[key]) for key in ("what", "card", "detail", "count", "why")])
    headers = {"Content-Disposition": f'attachment; filename="import-{run.public_id}.csv"'}
    return Response(text.getvalue(), mimetype="text/csv", headers=headers)


def _losses(run: ImportRun) -> list[Loss]:
    if run.state == "preview" and run.draft_path:
        with open(run.draft_path, encoding="utf-8") as file:
            return Draft.loads(file.read()).losses
    return [Loss(*one) for one in run.account.get("losses", [])]


def _inert(value: str | int) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
