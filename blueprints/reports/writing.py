"""Writing a draft: its words change, its figures do not."""

from itertools import count
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request

from blueprints import changing, found, viewer
from blueprints.answers import is_fragment
from blueprints.reports import door
from i18n import LANGUAGES, _
from models import Audience, Project, ReportSchedule, StatusReport
from reports import drafting
from reports.composing import HEALTH, ChangeRow, sheet
from reports.facts import Facts
from reports.forecast import chosen
from reports.gathering import recipients
from reports.lettering import fields_of, leaks
from reports.refreshing import is_told_otherwise
from reports.underlining import quoted, underlined
from reports.wording import LIMIT, word_count

LONGEST = {"summary": 2000, "line": 240}


@door.post("/projects/<project_id>/reports")
def draft(project_id: str) -> Response:
    project = found(Project, project_id, to="write_reports")
    waiting = StatusReport.begun(project)
    if waiting:
        flash(_("This draft has been begun and not been sent yet: here it is."))
        return redirect(f"/reports/{waiting.public_id}", 303)  # type: ignore[return-value]
    language = request.form.get("language", "")
    language = language if language in LANGUAGES else project.language
    audience = Audience.client_of(project, language)
    snapshot, words = drafting.draft(project, audience, viewer().name)
    with changing() as by:
        project = found(Project, project_id, to="write_reports")
        StatusReport.stand_in_line(project)
        report = StatusReport.begun(project)
        report = report or StatusReport.draft(project, language, snapshot, words, by=by)
    return redirect(f"/reports/{report.public_id}", 303)  # type: ignore[return-value]


@door.put("/reports/<report_id>/words")
def reword(report_id: str) -> Response:
    with changing() as by:
        report = found(StatusReport, report_id, to="write_reports")
        report.reword(said(report), by=by)
    if not is_fragment():
        return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]
    seen = shown(report)
    preview = render_template("reports/_preview.html", **seen)
    for beside in ("_spoken", "_scan", "_standing", "_leaks"):
        preview += render_template(f"reports/{beside}.html", report=report, beside=True, **seen)
    return make_response(preview)


@door.put("/reports/<report_id>/facts")
def start_again(report_id: str) -> Response:
    """The data as it is now, and the words proposed for it."""
    report = found(StatusReport, report_id, to="write_reports")
    audience = Audience.client_of(report.project, report.language)
    snapshot, words = drafting.draft(report.project, audience, viewer().name)
    with changing() as by:
        report = found(StatusReport, report_id, to="write_reports")
        report.start_again(snapshot, words, by=by)
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]


@door.delete("/reports/<report_id>")
def discard(report_id: str) -> Response:
    with changing() as by:
        report = found(StatusReport, report_id, to="write_reports")
        project_id = report.project.public_id
        schedule = ReportSchedule.of(report.project)
        if schedule and schedule.is_about(report):
            schedule.advance()  # this time there is none
        report.discard(by=by)
    return redirect(f"/projects/{project_id}/reports", 303)  # type: ignore[return-value]


def editor(report: StatusReport) -> str:
    seen = shown(report)
    return render_template(
        "reports/edit.html",
        report=report,
        project=report.project,
        recipients=recipients(report.project),
        overtaken_by=report.overtaken_by,
        told_otherwise=is_told_otherwise(report),
        **seen,
    )


def shown(report: StatusReport) -> dict[str, Any]:
    """The draft as the client would receive it now."""
    snapshot, words = drafting.clear(report)
    facts, findings = Facts.thawed(snapshot), leaks(report)
    return {
        "facts": facts,
        "changes": [ChangeRow(change) for change in facts.changes],
        "states": HEALTH,
        "standing": facts.schedule and chosen(facts.schedule.state, words["status"]),
        "words": words,
        "spoken": word_count(words["summary"]),
        "limit": LIMIT,
        "sheet": underlined(sheet(snapshot, words, report.language), findings),
        "findings": findings,
        "leaks": {one.field: quoted(one.text, findings) for one in fields_of(words)},
        "may_send": viewer().can("send_reports", report),
    }


def said(report: StatusReport) -> dict[str, Any]:
    """The words of the form; a section it does not hold stays as it was."""
    form, (_snapshot, words) = request.form, drafting.clear(report)
    return words | {
        "status": status(words),
        "summary": form.get("summary", words["summary"])[: LONGEST["summary"]].strip(),
        "asks": noted(lines(words["asks"], "asks")),
        "done": lines(words["done"], "done"),
        "next": lines(words["next"], "next"),
        "absences": form.get("absences", words.get("absences", ""))[: LONGEST["line"]].strip(),
        "causes": causes(report),
        "appendix": appendix(words),
    }


def appendix(words: dict[str, Any]) -> bool:
    """Whether the plan comes along."""
    kept: bool = words.get("appendix", False)
    return "appendix-shown" in request.form if "appendix" in request.form else kept


def status(words: dict[str, Any]) -> dict[str, str]:
    """The state of the whole, and why: another one than computed counts once it has a reason."""
    kept = words.get("status", {})
    state = request.form.get("status-state", kept.get("state", ""))
    text = request.form.get("status-text", kept.get("text", ""))[: LONGEST["line"]].strip()
    return kept | {"state": state if state in HEALTH else "", "text": text}


def noted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is asked of the client, each with what comes of it if it is late."""
    notes = (request.form.get(f"asks-{n}-note") for n in range(len(rows)))
    return [
        row | {"note": (row.get("note", "") if note is None else note)[: LONGEST["line"]].strip()}
        for row, note in zip(rows, notes, strict=True)
    ]


def lines(rows: list[dict[str, Any]], section: str) -> list[dict[str, Any]]:
    """Each line by its place; those past the last are the writer's own."""
    form, said_here = request.form, list[dict[str, Any]]()
    for n in count():
        name = f"{section}-{n}"
        if n >= len(rows) and not form.get(name, "").strip():
            return said_here
        row = rows[n] if n < len(rows) else drafting.line("", "")
        text = form.get(name, row["text"])[: LONGEST["line"]].strip()
        shown_here = f"{name}-shown" in form if name in form else row["shown"]
        said_here.append(row | {"text": text, "shown": shown_here})
    return said_here


def causes(report: StatusReport) -> dict[str, str]:
    kept = dict(report.words["causes"])
    for stop in report.snapshot["milestones"]:
        text = request.form.get(f"cause-{stop['id']}")
        if text is not None:
            kept[stop["id"]] = text.strip()[: LONGEST["line"]]
    return kept
