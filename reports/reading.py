"""What a reader of a report gets: each text of the PDF and of the letter, seen or not."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from reports.scanning import Surface

PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
UNSEEN = {"alt", "title", "aria-label", "aria-description", "content", "placeholder", "value"}
APART = {"p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "br", "section", "title", "text"}


def surfaces_of_pdf(content: bytes) -> Iterator[Surface]:
    """Its text, bookmarks, alternative texts and properties."""
    import pikepdf  # heavy, and most pages never read a PDF

    with pikepdf.open(BytesIO(content)) as pdf:
        yield Surface("pdf", "\n".join(text_of(page.obj, page.Resources) for page in pdf.pages))
        with pdf.open_outline() as outline:
            yield Surface("bookmarks", "\n".join(bookmarks(outline.root)), is_visible=False)
        yield Surface("alternatives", "\n".join(alternatives(pdf)), is_visible=False)
        yield Surface("properties", "\n".join(properties(pdf)), is_visible=False)


def surfaces_of_page(html: str, place: str) -> Iterator[Surface]:
    """Its text, and what only machines and screen readers are told."""
    page = _Page()
    page.feed(html)
    yield Surface(place, "".join(page.seen))
    yield Surface("alternatives", "\n".join(page.unseen), is_visible=False)


def surfaces_of_letter(content: bytes) -> Iterator[Surface]:
    """Its subject, its two bodies, the names of what is attached."""
    letter = message_from_bytes(content, policy=policy.default)
    yield Surface("subject", str(letter["Subject"]))
    for part in letter.walk():
        if part.get_filename():
            yield Surface("attached", str(part.get_filename()).replace("-", " "))
        elif part.get_content_type() == "text/plain":
            yield Surface("letter", part.get_content())
        elif part.get_content_type() == "text/html":
            yield from surfaces_of_page(part.get_content(), "letter")


class _Page(HTMLParser):
    """Text on one side, attributes a reader does not see on the other."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.unseen: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("style", "script")
        self.seen.append("\n" if tag in APART else "")
        self.unseen += [value for name, value in attrs if name in UNSEEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script")
        self.seen.append("\n" if tag in APART else "")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.seen.append(data)


# The words of a PDF, read through its own glyph tables as a search engine would


def words_of(content: bytes) -> str:
    """The text of all pages."""
    return next(surfaces_of_pdf(content)).text


def text_of(stream: Any, resources: Any) -> str:
    """The text of a page, or of a form drawn on it."""
    import pikepdf

    fonts = {name: letters(font) for name, font in dict(resources.get("/Font", {})).items()}
    said, known = [], dict[int, str]()
    drawn: Any = pikepdf.parse_content_stream(stream)
    for operands, operator in drawn:
        match str(operator):
            case "Tf":
                known = fonts[str(operands[0])]
            case "Tj" | "TJ":
                said.append(spelt(operands[0], known))
            case "ET":
                said.append("\n")
            case "Do":
                form = resources.XObject[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    said.append(text_of(form, form.get("/Resources", resources)))
    return "".join(said)


def spelt(shown: Any, known: dict[int, str]) -> str:
    """The letters of one drawn string."""
    import pikepdf

    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return "".join(known.get(high << 8 | low, "") for high, low in pairs)


def letters(font: Any) -> dict[int, str]:
    """Which letters a font's glyphs stand for."""
    table = font.ToUnicode.read_bytes()
    return {
        int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for code, letter in PAIR.findall(table)
    }


def bookmarks(items: Any) -> Iterator[str]:
    """Their titles, children too."""
    for item in items:
        yield str(item.title)
        yield from bookmarks(item.children)


def alternatives(pdf: Any) -> Iterator[str]:
    """What is read aloud in place of pictures, abbreviations and notes."""
    for thing in pdf.objects:
        for name in ("/Alt", "/ActualText", "/E", "/Contents", "/TU"):
            said = _entry(thing, name)
            if said is not None:
                yield said


def properties(pdf: Any) -> Iterator[str]:
    """Title, author, subject and keywords, in both of the places a PDF keeps them."""
    for name, said in pdf.docinfo.items():
        if "Date" not in name:
            yield str(said)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as kept:
        yield from (str(said) for name, said in kept.items() if "Date" not in name)


def _entry(thing: Any, name: str) -> str | None:
    import pikepdf

    if not isinstance(thing, pikepdf.Dictionary) or name not in thing:
        return None
    return str(thing[name]) if isinstance(thing[name], pikepdf.String) else None
