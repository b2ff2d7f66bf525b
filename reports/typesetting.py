"""Sentences a person typed, set as their language sets them."""

import re
from html import unescape

from markupsafe import Markup, escape

import markdown
from formats import raised

THIN_OR_NOT = "[ \u00a0\u202f]"
NO_BREAK = "\u00a0"
TAG = re.compile(r"(<[^>]*>)")


def typeset(text: str, language: str) -> Markup:
    """Escaped; in French with no-break spaces, real apostrophes and a raised 1er."""
    words = " ".join(text.split(" "))
    if language == "fr":
        return raised(in_french(words))
    return escape(re.sub(r"(?<=\w)'(?=\w)", "’", words))


def in_french(text: str) -> str:
    """With no-break spaces where French wants them, and typographic apostrophes."""
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(f"{THIN_OR_NOT}+(?=[;?!:»%€])", NO_BREAK, text)
    return re.sub(f"«{THIN_OR_NOT}*", f"«{NO_BREAK}", text)


def prose(text: str, language: str) -> Markup:
    """Paragraphs and lists in the Markdown of descriptions, set as the language is set."""
    pieces = TAG.split(markdown.prose(text))
    return (
        Markup("")
        .join(
            Markup(piece) if piece.startswith("<") else typeset(unescape(piece), language)
            for piece in pieces
        )
        .strip()
    )


def as_text(said: Markup) -> str:
    """The same for a letter without marks: lines for items, an address after what it lies under."""
    plain = re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', _with_address, said, flags=re.DOTALL)
    plain = re.sub(r"\s*<li>\s*(?:<p>)?", "\n- ", plain)
    plain = re.sub(r"</p>\s*|\s*</?[uo]l[^>]*>\s*", "\n\n", plain)
    plain = re.sub(r"<br ?/?>", "\n", plain)
    lines = unescape(re.sub(r"<[^>]*>", "", plain)).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip(" ") for line in lines)).strip()


def spoken(text: str) -> str:
    """Markdown in one line, as it would be read aloud."""
    return " ".join(as_text(markdown.prose(text)).split())


def _with_address(link: re.Match[str]) -> str:
    address, words = link.groups()
    return words if address.removeprefix("mailto:") == words else f"{words} ({address})"
