"""What a page can say: anybody signed in can say anything, and much of that has no sense at all."""

from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any


def is_sound(words: Sequence[Any], answer: Callable[..., Any]) -> bool:
    """As many as it takes, each of them plain."""
    try:
        signature(answer).bind(*words)
    except TypeError:
        return False
    return all(map(_is_plain, words))


def _is_plain(word: Any) -> bool:
    """A word, nothing, or some of them by name; none holds what a database cannot keep."""
    words = word.values() if isinstance(word, dict) else [word]
    return all(one is None or (isinstance(one, str) and one.isprintable()) for one in words)
