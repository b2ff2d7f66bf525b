"""The letter that carries a printed report, and the scan of all that its reader would get."""

import re
from typing import Any

from markupsafe import Markup

import mail
import markdown
from i18n import speaking
from models import Audience, Delivery, StatusReport
from models.sealed import new_secret, seal
from models.showing import profile
from reports.composing import Page, file_name, page_of, sheet, shown
from reports.drafting import Words, clear
from reports.facts import Facts
from reports.keeping import kept_at, pictures_in
from reports.merging import LISTS, named
from reports.reading import surfaces_of_letter, surfaces_of_page, surfaces_of_pdf
from reports.scanning import Finding, Surface, scan
from reports.typesetting import as_text
from reports.withheld import known_to, withheld_from

FIRST = re.compile(r"<p>((?:(?!</p>).)*?)\. (?=.)", re.DOTALL)  # a sentence that others follow
LONGEST_TITLE = 90


def name_of(report: StatusReport) -> str:
    """The name under which the PDF is kept by whoever gets it."""
    facts = Facts.thawed(report.snapshot)
    with speaking(report.language):
        return file_name(facts, facts.issued or facts.today)


def letter(report: StatusReport, name: str, address: str) -> Delivery:
    """Written, not yet queued: writing takes longer than a transaction should."""
    key = new_secret()
    pdf = mail.Attached(name_of(report), kept_at(report.public_id).read_bytes())
    mark = next(iter(pictures_in(report.snapshot).values()), None)
    with speaking(report.language):
        page = page_of(report.snapshot, report.words, report.language)
    answer_to = profile(report.author, None).email
    written = mail.write(
        name,
        address,
        report.language,
        "report",
        attached=[pdf],
        headers={"Reply-To": answer_to} if answer_to else {},
        is_answered=bool(answer_to),
        pictures={"mark": mark} if mark else {},
        page=page,
        greeting=name.split(" ")[0],
        author=report.author,
        link=f"{mail.here().base_url}/readings/{key}",
        **opening(page),
    )
    written.key_hash = seal(key)
    return written


def opening(page: Page) -> dict[str, Any]:
    """The first sentence stands as the letter's title, the rest below it."""
    first = FIRST.match(page.summary)
    sentence = first[1] if first else ""
    is_whole = sentence.count("<") == 2 * sentence.count("</")  # no mark begins or ends between
    if not first or not is_whole or len(sentence) > LONGEST_TITLE:
        return told(page.kind, page.summary)
    return told(Markup(f"{sentence}."), Markup(f"<p>{page.summary[first.end() :]}"))


def told(headline: str, said: Markup) -> dict[str, Any]:
    """For the letter as a page, and as plain text."""
    return {"headline": headline, "said": said, "said_plainly": as_text(said)}


def leaks(report: StatusReport) -> list[Finding]:
    """What its readers may not see and would meet in it, less what a person let pass."""
    audience = Audience.client_of(report.project, report.language)
    snapshot, words = clear(report) if report.is_draft else (report.snapshot, report.words)
    surfaces = printed(report) if report.is_printed else drawn(snapshot, words, report.language)
    facts = Facts.thawed(snapshot)
    found = scan(
        surfaces, withheld_from(audience, report, facts), known_to(audience, report, facts)
    )
    return [one for one in found if one.key not in report.passed]


def printed(report: StatusReport) -> list[Surface]:
    """All that leaves the house: the PDF, and the letter around it."""
    pdf = kept_at(report.public_id).read_bytes()
    sample = letter(report, "", report.author.email)
    return [*surfaces_of_pdf(pdf), *surfaces_of_letter(sample.content)]


def drawn(snapshot: dict[str, Any], words: Words, language: str) -> list[Surface]:
    """A draft: the words by their fields, then the sheet as it would be printed."""
    page = sheet(snapshot, words, language)
    return [*fields_of(words), *surfaces_of_page(page, "sheet")]


def fields_of(words: Words) -> list[Surface]:
    """What a person has written or left in, by the fields of the editor."""
    lines = [
        Surface(section, line["text"], field=name)
        for section in LISTS
        for name, line in named(words.get(section, []), section)
        if line in shown(words, section)
    ]
    notes = [
        Surface("asks", line.get("note", ""), field=f"{name}-note")
        for name, line in named(words.get("asks", []), "asks")
        if line["shown"]
    ]
    # As it is read: words that marks split are whole, and the addresses of links stand beside.
    summary = as_text(markdown.prose(words["summary"]))
    said = [
        Surface("status", words.get("status", {}).get("text", ""), field="status-text"),
        Surface("absences", words.get("absences", ""), field="absences"),
    ]
    causes = [
        Surface("causes", text, field=f"cause-{id_}") for id_, text in words["causes"].items()
    ]
    return [Surface("summary", summary, field="summary"), *said, *lines, *notes, *causes]
