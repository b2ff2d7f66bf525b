"""Sending a frozen report, one letter for each reader, and deciding what an uncertain one is."""

import re

from flask import Response, redirect, request

from blueprints import changing, found
from blueprints.answers import Refused, is_fragment
from blueprints.asked import EMAIL
from blueprints.reports import door
from blueprints.reports.passing import refuse_leaks
from blueprints.reports.reading import fate
from i18n import _, ngettext
from models import Delivery, StatusReport
from models.base import db
from models.readership import reads_reports
from models.status_report import Overtaken
from reports.gathering import recipients
from reports.lettering import letter

MOST_READERS, LONGEST_NAME = 30, 120
READER = re.compile(r'"?(?P<name>[^"<>,;]*?)"?\s*<(?P<held>[^<>]*)>|(?P<bare>[^\s,;]+)')
Reader = tuple[str, str]  # name, address


@door.post("/reports/<report_id>/sendings")
def send(report_id: str) -> Response:
    report = found(StatusReport, report_id, to="send_reports")
    to = readers(report)
    if not report.is_printed:
        raise Refused("others", _("The PDF is still being made. Try again in a moment."))
    if report.overtaken_by:
        raise Overtaken
    refuse_leaks(report)
    letters = [letter(report, name, address) for name, address in to]
    with changing() as by:
        report = found(StatusReport, report_id, to="send_reports")
        db.session.refresh(report, with_for_update=True)  # two presses at once write once
        # Somebody may have been removed, or sent it, while the letters were being written.
        still = {address for _name, address in readers(report)} - report.written_to
        new = [one for one in letters if one.to_address in still]
        if new:
            db.session.add_all(new)
            report.send(new, by=by)
    return redirect(f"/reports/{report_id}", 303)  # type: ignore[return-value]


def readers(report: StatusReport) -> list[Reader]:
    """Those who were ticked, then the addresses that were typed."""
    ticked = set(request.form.getlist("to"))
    people = [one for one in recipients(report.project) if one[1] in ticked]
    typed = addressed(request.form.get("others", ""))
    for _name, address in typed:
        if not reads_reports(address, report.project):
            raise Refused(
                "others",
                _(
                    "‘%(address)s’ has an account that does not see this project’s reports: "
                    "invite them to the project first.",
                    address=address,
                ),
            )
    if not people and not typed:
        raise Refused("others", _("Choose at least one reader."))
    return list({address: (name, address) for name, address in [*typed, *people]}.values())


def addressed(text: str) -> list[Reader]:
    """Those typed, apart by commas, semicolons or spaces, with a name if there is one."""
    found_ones = [
        (one["name"] or "", (one["held"] or one["bare"] or "").lower())
        for one in READER.finditer(text)
    ]
    wrong = [address for _name, address in found_ones if not EMAIL.fullmatch(address)]
    if wrong:
        raise Refused("others", no_addresses(wrong))
    if len(found_ones) > MOST_READERS:
        raise Refused("others", _("%(most)d addresses at most.", most=MOST_READERS))
    return [(name.strip()[:LONGEST_NAME], address) for name, address in found_ones]


def no_addresses(words: list[str]) -> str:
    return ngettext(
        "‘%(address)s’ is not an e-mail address.",
        "‘%(address)s’ are no e-mail addresses.",
        len(words),
        address="’, ‘".join(words[:3]),
    )


@door.post("/deliveries/<delivery_id>/retrial")
def send_again(delivery_id: str) -> Response | str:
    """A person decides that a letter that was refused or is uncertain goes out once more."""
    with changing() as by:
        sent = found(Delivery, delivery_id, to="send_reports")
        sent.send_again(by=by)
    return after(sent)


@door.put("/deliveries/<delivery_id>/arrival")
def note_arrival(delivery_id: str) -> Response | str:
    """A person knows that an uncertain letter did arrive."""
    with changing() as by:
        sent = found(Delivery, delivery_id, to="send_reports")
        sent.note_arrival(by=by)
    return after(sent)


@door.delete("/deliveries/<delivery_id>/reading")
def close(delivery_id: str) -> Response | str:
    """Its reader is no longer one: what was sent there opens nothing any more."""
    with changing() as by:
        sent = found(Delivery, delivery_id, to="send_reports")
        sent.close(by=by)
    return after(sent)


def after(sent: Delivery) -> Response | str:
    report = db.session.get(StatusReport, sent.report_id) if sent.report_id else None
    if report is None:
        return redirect("/mail", 303)  # type: ignore[return-value]
    if is_fragment():
        return fate(report.public_id)
    return redirect(f"/reports/{report.public_id}", 303)  # type: ignore[return-value]
