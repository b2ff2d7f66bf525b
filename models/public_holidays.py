"""The public holidays of a country, in the language of whoever reads."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

LANGUAGES = {"fr": "fr", "en": "en_US"}


@lru_cache(maxsize=200)
def public_holidays(country: str, year: int, language: str = "en") -> dict[date, str]:
    """Each day and what it is called; none for a country that nobody knows."""
    known, spoken = _known(country), LANGUAGES[language]
    if known is None:
        return {}
    if spoken not in known.supported_languages:
        spoken = known.default_language or "en_US"
    return dict(_known(country, years=[year], language=spoken))


def free_days(country: str, years: Iterable[int]) -> list[date]:
    """The same without names: those of many years cost what those of one do with theirs."""
    return sorted(_known(country, years=years) or ())


def _known(country: str, **asked: Any) -> Any:
    """Asked outright: the list of all that are known takes half a second to make."""
    import holidays  # loads slowly, and most starts need none

    try:
        return holidays.country_holidays(country, **asked)
    except NotImplementedError:
        return None
