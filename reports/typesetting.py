"""Sentences a person typed, set as their language sets them."""

import re

from markupsafe import Markup, escape

from formats import raised

THIN_OR_NOT = "[ \u00a0\u202f]"
NO_BREAK = "\u00a0"


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


def paragraphs(text: str, language: str) -> list[Markup]:
    """The paragraphs of a text, set as the language is set."""
    return [typeset(part.strip(), language) for part in text.splitlines() if part.strip()]
