"""Passwords: argon2, two at a time, and never while a write transaction waits."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 256
_hasher = PasswordHasher()
# Each hash takes 64 MiB and a core; a crowd at the door must not take the machine.
_turns = BoundedSemaphore(2)


def hash_of(password: str) -> str:
    with _turns:
        return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Takes the same time whether or not there is anything to compare with."""
    nobody = _nobody()
    with _turns:
        try:
            return _hasher.verify(kept or nobody, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody's password, for the time it takes")
