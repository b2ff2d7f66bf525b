"""Names in the order that readers expect, Élise before Yann, on both databases."""

from functools import lru_cache
from typing import Any
from unicodedata import combining, normalize

from sqlalchemy import collate

# By this name PostgreSQL knows the order of letters; SQLite, which goes by bytes, is taught it.
ALPHABET = "und-x-icu"


def by_name(name: Any) -> Any:
    return collate(name, ALPHABET)


def in_order(one: str, other: str) -> int:
    """Which comes first: below nought the one, above it the other."""
    first, second = _folded(one), _folded(other)
    return (first > second) - (first < second)


@lru_cache(4096)
def _folded(name: str) -> tuple[str, str]:
    plain = normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in plain if not combining(letter)), name
