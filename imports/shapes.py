"""Asking a JSON value for something without trusting its shape: each answers, none raises."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any

# PostgreSQL takes no NUL and no encoding takes half a surrogate pair.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
YEARS = range(1900, 3000)


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing for whatever else it is."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def mapping(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """A string that every database takes; numbers as written, anything else as nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        return UNWRITABLE.sub("", str(value)).replace("\r\n", "\n")
    except ValueError:  # an integer of thousands of digits
        return ""


def line(value: Any) -> str:
    """Text on one line, otherwise as it came."""
    return re.sub(r"[\n\r\t\u2028\u2029]+", " ", text(value)).strip()


def key(value: Any) -> str:
    """A name that the source gives a thing, at most 100 characters."""
    return text(value)[:100]


def keys(value: Any) -> list[str]:
    """The names in a list, each once, in order."""
    found = [key(one) for one in value] if isinstance(value, list) else []
    return list(dict.fromkeys(one for one in found if one))


def number(value: Any) -> int:
    """A count: never negative, never absurd."""
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return min(max(value, 0), 1_000_000)


def position(value: Any) -> float:
    """Where among its likes; what has no readable place goes to the end."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.inf
    try:
        place = float(value)
    except (ValueError, OverflowError):
        return math.inf
    return math.inf if math.isnan(place) else place


def in_order(value: Any) -> list[dict[str, Any]]:
    """The objects of a list by their `pos`."""
    return sorted(dicts(value), key=lambda one: position(one.get("pos")))


def instant(value: Any) -> datetime | None:
    """An aware moment from ISO 8601; without an offset it is UTC. None where unreadable."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in YEARS else None


def born(identifier: str) -> datetime | None:
    """Trello's identifiers begin with the second of their creation, in hexadecimal."""
    if not re.fullmatch("[0-9a-f]{24}", identifier):
        return None
    moment = datetime.fromtimestamp(int(identifier[:8], 16), UTC)
    return moment if 2008 <= moment.year < 2100 else None
