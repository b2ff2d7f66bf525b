"""Passwords: argon2, two at a time, and never while a write transaction waits."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 256
_strong = PasswordHasher()
# A password drawn at random cannot be guessed, so it needs no slow hash: nineteen of those
# would keep the first visitor of the sample waiting for five seconds.
_quick = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
# Each hash takes 64 MiB and a core; a crowd at the door must not take the machine.
_turns = BoundedSemaphore(2)


def hash_of(password: str) -> str:
    with _turns:
        return _strong.hash(password)


def quick_hash_of(drawn: str) -> str:
    """Of a password that was drawn at random."""
    return _quick.hash(drawn)


def matches(password: str, kept: str | None) -> bool:
    """Takes the same time whoever is meant: one hash of each strength is always compared."""
    strong, quick = _nobodys()
    pair = [strong, quick]
    place = int(kept is not None and _is_quick(kept))
    if kept is not None:
        pair[place] = kept
    with _turns:
        found = [_agrees(each, password) for each in pair]
    return kept is not None and found[place]


def _is_quick(kept: str) -> bool:
    try:
        return not _quick.check_needs_rehash(kept)
    except InvalidHashError:
        return False


def _agrees(kept: str, password: str) -> bool:
    try:
        return _strong.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> tuple[str, str]:
    words = "nobody's password, for the time it takes"
    return _strong.hash(words), _quick.hash(words)
