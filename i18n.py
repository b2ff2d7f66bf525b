"""The language of the reader: catalogues, the words of a page, and who speaks which.

Works wherever there is a reader, in a request or far from one: `with speaking("fr"): …`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LANGUAGES = {"fr": "Français", "en": "English"}
TRANSLATIONS = Path(__file__).parent / "translations"

_language: ContextVar[str] = ContextVar("language", default="en")
_zone: ContextVar[str] = ContextVar("zone", default="UTC")


def language() -> str:
    return _language.get()


def zone() -> ZoneInfo:
    return ZoneInfo(_zone.get())


def speak(language: str | None = None, timezone: str | None = None) -> None:
    """From here on, until told otherwise (the start of a request, of a thread)."""
    if language in LANGUAGES:
        _language.set(language)
    if timezone:
        _zone.set(timezone)


@contextmanager
def speaking(language: str | None = None, timezone: str | None = None) -> Iterator[None]:
    """Only within the block: one mail, one audience, one page of a report."""
    words, clock = _language.set(_language.get()), _zone.set(_zone.get())
    try:
        speak(language, timezone)
        yield
    finally:
        _language.reset(words)
        _zone.reset(clock)


def negotiate(accept_language: str | None, default: str = "en") -> str:
    """The best of our languages for an Accept-Language header."""
    wanted = parse_accept_header(accept_language, LanguageAccept)
    return wanted.best_match(list(LANGUAGES), default) or default


@cache
def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """All rooms' words in one: msgid to its forms, singular first."""
    words: dict[str, tuple[str, ...]] = {}
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and not message.fuzzy:
                    words[_key(message.id)] = _forms(message.string)
    return words


def _key(msgid: Any) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def _forms(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def gettext(message: str) -> str:
    found = catalogue(language()).get(message)
    return found[0] if found else message


def plural(singular: str, plural: str, number: float) -> str:
    # French counts 0 and 1.5 as singular, English does not.
    french = language() == "fr"
    one = abs(number) < 2 if french else number == 1
    found = catalogue(language()).get(singular)
    if not found:
        return singular if one else plural
    return found[0] if one else found[-1]


def _(message: str, **values: Any) -> str:
    return gettext(message) % values


def ngettext(one: str, many: str, num: float, **values: Any) -> str:
    return plural(one, many, num) % {"num": num, **values}


def N_(message: str) -> str:
    """Marks words that are written in one place and translated in another."""
    return message


@cache
def _marked(message: str, language: str) -> Markup:
    found = catalogue(language).get(message)
    return Markup(found[0] if found else message)


@pass_eval_context
def _said(context: EvalContext, message: str, **values: Any) -> str:
    """`_` in templates: a card says ten words, so those without values are kept as they are."""
    words = _marked(message, language()) if context.autoescape else gettext(message)
    return words % values if values or "%" in words else words


def register(app: Flask) -> None:
    """Give templates `_`, `ngettext`, `{% trans %}` and the filters for dates and numbers."""
    import formats  # reads the language from here

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=_said, language=language)
    app.jinja_env.filters.update(formats.FILTERS)
