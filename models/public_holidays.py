"""The public holidays of a country, in the language of whoever reads."""

from datetime import date
from functools import lru_cache

LANGUAGES = {"fr": "fr", "en": "en_US"}


@lru_cache(maxsize=200)
def public_holidays(country: str, year: int, language: str = "en") -> dict[date, str]:
    """Each day and what it is called; none for a country that nobody knows."""
    import holidays  # loads slowly, and most starts need none

    if country not in holidays.list_supported_countries():
        return {}
    known = holidays.country_holidays(country)
    spoken = LANGUAGES[language]
    if spoken not in known.supported_languages:
        spoken = known.default_language or "en_US"
    return dict(holidays.country_holidays(country, years=[year], language=spoken))
