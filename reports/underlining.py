"""What the scan found, underlined where it stands: in the sheet, and in a field's own words."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from markupsafe import Markup, escape

from i18n import N_, gettext
from reports.reading import APART
from reports.scanning import AMOUNT, Finding, amounts, folded, letters_folded

TAG = re.compile(r"(<[^>]*>)")
LETTER = re.compile(r"&[#\w]+;|.", re.DOTALL)
SILENT = {"svg", "style", "script"}  # a drawing holds no mark of ours; a table beside it does

AROUND = 40  # letters quoted before and after
SOURCES = {
    "task": N_("The title or the list of a task that the client does not see."),
    "description": N_("The description of a task that the client does not see."),
    "comment": N_("An internal comment."),
    "file": N_("A file of a task that the client does not see."),
    "amount": N_("An amount that only hidden texts name."),
    "person": N_("Somebody whom the client does not know of."),
    "project": N_("Another project of the agency."),
    "client": N_("Another client of the agency."),
}

Span = tuple[int, int, Finding]


def underlined(html: Markup, findings: Sequence[Finding]) -> Markup:
    """The page with each finding marked; words that its own marks split are one finding still."""
    if not findings:
        return html
    pieces = [piece for piece in TAG.split(html) if piece]
    letters = [LETTER.findall(piece) if heard else [] for piece, heard in told(pieces)]
    text = "".join(
        "".join(map(unescape, own)) if own else gap(piece)
        for piece, own in zip(pieces, letters, strict=True)
    )
    spans = list(found_in(text, findings))
    return Markup("".join(_marked(pieces, letters, spans)))


def quoted(text: str, findings: Sequence[Finding]) -> Markup:
    """What stands around the findings of a field, each marked; nothing where there is none."""
    spans = list(found_in(text, findings))
    if not spans:
        return Markup()
    start, end = spans[0][0], spans[-1][1]
    before, after = text[:start][-AROUND:], text[end:][:AROUND]
    if len(before) < start:
        before = "…" + before.partition(" ")[2]
    if len(after) < len(text) - end:
        after = after.rpartition(" ")[0] + "…"
    return underlined(Markup(escape(before + text[start:end] + after)), findings)


def told(pieces: list[str]) -> Iterator[tuple[str, bool]]:
    """Each piece, and whether it is text that a mark may stand in."""
    silent = 0
    for piece in pieces:
        name = piece.strip("</> ").split(" ")[0].split("\n")[0]
        if piece.startswith("<"):
            silent += (name in SILENT) * (-1 if piece.startswith("</") else 1)
        yield piece, not silent and not piece.startswith("<")


def gap(piece: str) -> str:
    """What parts one block from the next parts their words."""
    return "\n" if piece.strip("</> ").split(" ")[0] in APART else ""


def found_in(text: str, findings: Sequence[Finding]) -> Iterator[Span]:
    """Where each finding stands, first to last; of two that overlap the first."""
    plain, places = letters_folded(text)
    spans = list[Span]()
    for one in findings:
        if one.withheld.kind == "amount":
            spans += [(*sum_.span(), one) for sum_ in AMOUNT.finditer(text) if same(sum_[0], one)]
        else:
            words = re.escape(folded(one.withheld.text)).replace(r"\ ", " +")
            hits = re.finditer(rf"(?<!\S){words}(?!\S)", plain)
            spans += [(places[hit.start()], places[hit.end() - 1] + 1, one) for hit in hits]
    end = 0
    for start, stop, one in sorted(spans, key=lambda span: span[:2]):
        if start >= end:
            yield start, stop, one
            end = stop


def same(words: str, finding: Finding) -> bool:
    """Is it the sum that was found, however it is written?"""
    return bool(amounts(words) & amounts(finding.withheld.text))


def _marked(pieces: list[str], letters: list[list[str]], spans: list[Span]) -> Iterator[str]:
    place = 0
    for piece, own in zip(pieces, letters, strict=True):
        if not own:
            yield piece
            place += len(gap(piece))
            continue
        inside: Span | None = None
        for letter in own:
            here = next((span for span in spans if span[0] <= place < span[1]), None)
            if here is not inside:
                yield (closing(inside) if inside else "") + (OPENING if here else "")
                inside = here
            yield letter
            place += len(unescape(letter))
        yield closing(inside) if inside else ""


OPENING = '<mark class="leak" tabindex="0">'


def closing(span: Span) -> str:
    """With whose words they are: shown when the mark is pointed at or reached by keyboard."""
    said = escape(whose(span[2]))
    return f'<span class="leak__source" role="tooltip"> {said}</span></mark>'


def whose(finding: Finding) -> str:
    """Where the words come from, in the language being spoken."""
    return gettext(SOURCES[finding.withheld.kind])
