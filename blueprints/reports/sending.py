"""Sending a frozen report, one letter for each reader, and deciding what an uncertain one is."""

import re

from flask import Response, redirect, request
from markupsafe import escape
from sqlalchemy import select

import mail
from blueprints import changing, found
from blueprints.answers import Refused, is_fragment
from blueprints.asked import EMAIL
from blueprints.reports import door
from blueprints.reports.reading import fate, name_of, read_pdf
from i18n import _, speaking
from models import Audience, Delivery, StatusReport
from models.base import db
from reports.composing import Page, page_of
from reports.drafting import contacts, hidden_since

MOST_READERS = 30
Reader = tuple[str, str]  # name, address


@door.post("/reports/<report_id>/sendings")
def send(report_id: str) -> Response:
    report = found(StatusReport, report_id, to="send_reports")
    refuse_hidden(report)
    letters = written(report, readers(report))
    with changing() as by:
        report = found(StatusReport, report_id, to="send_reports")
        db.session.refresh(report, with_for_update=True)  # two presses at once write once
        had = set(db.session.scalars(select(Delivery.to_address).filter_by(report_id=report.id)))
        new = [letter for letter in letters if letter.to_address not in had]
        if new:
            db.session.add_all(new)
            report.send(new, by=by)
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]


def readers(report: StatusReport) -> list[Reader]:
    """The client's people who were ticked, then the addresses that were typed."""
    ticked = set(request.form.getlist("to"))
    people = [(p.name, p.email) for p in contacts(report.project) if p.email in ticked]
    typed = [("", address) for address in addresses(request.form.get("others", ""))]
    if not people and not typed:
        raise Refused("others", _("Choose at least one reader."))
    return list({address: (name, address) for name, address in [*typed, *people]}.values())


def refuse_hidden(report: StatusReport) -> None:
    """What was frozen may have been hidden before it was sent: then it does not leave."""
    audience = Audience.client_of(report.project, report.language)
    hidden = hidden_since(report.project, audience, report.snapshot)
    if hidden:
        raise Refused(
            "others",
            _(
                "‘%(title)s’ has been hidden from the client since this report was frozen. "
                "Write a new one.",
                title=hidden[0],
            ),
        )


def addresses(text: str) -> list[str]:
    """Those typed, apart by commas, semicolons or spaces; raises Refused for one that is none."""
    found_ones = [part.lower() for part in re.split(r"[\s,;]+", text) if part]
    wrong = [part for part in found_ones if not EMAIL.fullmatch(part)]
    if wrong:
        raise Refused("others", _("‘%(address)s’ is not an e-mail address.", address=wrong[0]))
    if len(found_ones) > MOST_READERS:
        raise Refused("others", _("%(most)d addresses at most.", most=MOST_READERS))
    return found_ones


def written(report: StatusReport, to: list[Reader]) -> list[Delivery]:
    """The letters, not yet queued: writing them takes longer than a transaction should."""
    if not report.is_printed:
        raise Refused("others", _("The PDF is still being made. Try again in a moment."))
    pdf = mail.Attached(name_of(report), read_pdf(report))
    return [letter(report, name, address, pdf) for name, address in to]


def letter(report: StatusReport, name: str, address: str, pdf: mail.Attached) -> Delivery:
    with speaking(report.language):
        page = page_of(report.snapshot, report.words, report.language)
    return mail.write(
        name,
        address,
        report.language,
        "report",
        attached=[pdf],
        reply_to=report.author.email,
        page=page,
        greeting=name.split(" ")[0],
        author=report.author,
        link=f"{mail.here().base_url}/reports/{report.public_id}",
        **opening(page),
    )


def opening(page: Page) -> dict[str, object]:
    """The first sentence stands as the letter's title, the rest below it."""
    first, *rest = page.summary or [escape(page.kind)]
    sentence, _point, tail = first.partition(". ")
    if not tail or len(sentence) > 90:
        return {"headline": page.kind, "paragraphs": page.summary}
    return {"headline": f"{sentence}.", "paragraphs": [tail, *rest]}


@door.post("/deliveries/<delivery_id>/retrial")
def send_again(delivery_id: str) -> Response | str:
    """A person decides that a letter that was refused or is uncertain goes out once more."""
    with changing() as by:
        letter = found(Delivery, delivery_id, to="send_reports")
        letter.send_again(by=by)
    return after(letter)


@door.put("/deliveries/<delivery_id>/arrival")
def note_arrival(delivery_id: str) -> Response | str:
    """A person knows that an uncertain letter did arrive."""
    with changing() as by:
        letter = found(Delivery, delivery_id, to="send_reports")
        letter.note_arrival(by=by)
    return after(letter)


def after(letter: Delivery) -> Response | str:
    report = db.session.get(StatusReport, letter.report_id) if letter.report_id else None
    if report is None:
        return redirect("/mail", 303)  # type: ignore[return-value]
    if is_fragment():
        return fate(report.public_id)
    return redirect(f"/reports/{report.public_id}", 303)  # type: ignore[return-value]
