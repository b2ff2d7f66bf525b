"""Writing a draft: its words change, its figures do not."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from sqlalchemy import select

from blueprints import audience_of, changing, found, viewer
from blueprints.answers import is_fragment
from blueprints.reports import door
from i18n import LANGUAGES, _, gettext
from models import Audience, Project, ReportSchedule, StatusReport, User
from models.base import db
from models.event import last_of
from reports import drafting
from reports.composing import HEALTH, ChangeRow, sheet
from reports.facts import Facts
from reports.forecast import chosen
from reports.gathering import recipients, unreached
from reports.lettering import fields_of, leaks
from reports.merging import (
    Fields,
    blank,
    by_section,
    fields,
    merged,
    named,
    read_from,
    typed_in,
    with_fields,
)
from reports.refreshing import is_told_otherwise
from reports.underlining import quoted, underlined
from reports.wording import LIMIT, word_count

TRIES = 5  # of what is worked out outside of the lock, while others go on writing


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
def reword(report_id: str) -> Response | tuple[str, int]:
    report, clashes = kept(report_id)
    if is_fragment():
        return make_response(renewed(report, clashes))
    return back_to(report, clashes)


def kept(report_id: str) -> tuple[StatusReport, Fields]:
    """The words of the form, beside what others wrote; and those that stand against theirs."""
    form = request.form
    was, typed = read_from(form.getlist("was")), typed_in(form)
    with changing() as by:
        report = found(StatusReport, report_id, to="write_reports")
        db.session.refresh(report, with_for_update=True)  # the second of two sees the first's
        told = merged(report.words, was, typed, form.getlist("mine"), form.getlist("theirs"), by.id)
        report.reword(told.words, by=by)
    return report, told.clashes


def as_it_is(report_id: str) -> tuple[StatusReport, int]:
    """The draft, and the last event of its project before it was read."""
    db.session.rollback()
    report = found(StatusReport, report_id, to="write_reports")
    seen = last_of(report.project_id)
    db.session.refresh(report)
    return report, seen


def back_to(report: StatusReport, clashes: Fields) -> Response | tuple[str, int]:
    """The draft again; where two people wrote the same line, both stand there."""
    if clashes:
        return editor(report, clashes), 409
    return redirect(f"/reports/{report.public_id}", 303)  # type: ignore[return-value]


def renewed(report: StatusReport, clashes: Fields) -> str:
    """The preview, and beside it each section as it stands now."""
    seen = {"report": report, "beside": True} | shown(report, clashes)
    parts = ("_preview", "_scan", "_sections")
    return "".join(render_template(f"reports/{part}.html", **seen) for part in parts)


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


def editor(report: StatusReport, clashes: Fields | None = None) -> str:
    return render_template(
        "reports/edit.html",
        report=report,
        project=report.project,
        audience=audience_of(report.project),
        recipients=recipients(report.project),
        unreached=unreached(report.project),
        overtaken_by=report.overtaken_by,
        told_otherwise=is_told_otherwise(report),
        **shown(report, clashes or {}),
    )


def shown(report: StatusReport, clashes: Fields) -> dict[str, Any]:
    """The draft as the client would receive it now, and its form with what was typed there."""
    snapshot, words = drafting.clear(report)
    facts, findings, now = Facts.thawed(snapshot), leaks(report), fields(words)
    clashes = {name: text for name, text in clashes.items() if name in now}
    was = read_from(request.form.getlist("was"))
    return {
        "facts": facts,
        "changes": [ChangeRow(change) for change in facts.changes],
        "states": HEALTH,
        "standing": facts.schedule and chosen(facts.schedule.state, words["status"]),
        "words": with_fields(words, clashes),
        "named": named,
        "blank": blank(typed_in(request.form), now),
        "was": by_section(now | {name: was.get(name, "") for name in clashes}),
        "theirs": {name: told(name, now[name]) for name in clashes},
        "writers": writers(words) if clashes else {},
        "spoken": word_count(words["summary"]),
        "limit": LIMIT,
        "sheet": underlined(sheet(snapshot, words, report.language), findings),
        "findings": findings,
        "leaks": {one.field: quoted(one.text, findings) for one in fields_of(words)},
        "may_send": viewer().can("send_reports", report),
    }


def told(name: str, text: str) -> str:
    """What stands in a field, in words."""
    return gettext(HEALTH[text][1]) if name == "status-state" and text in HEALTH else text


def writers(words: dict[str, Any]) -> dict[str, str]:
    """Who wrote each field last, where somebody has."""
    names = select(User.id, User.name).where(User.id.in_(words.get("by", {}).values()))
    known = {person.id: person.name for person in db.session.execute(names)}
    return {field: known.get(id_, "") for field, id_ in words.get("by", {}).items()}
