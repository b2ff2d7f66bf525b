"""What a page has seen, in a form that counts nothing to whoever reads it.

A page is stamped with the last event of the snapshot it was made from. The number is hidden under
a keyed mask, for global sequence numbers stay on the server.
"""

import hashlib
import hmac
import secrets

from flask import current_app
from sqlalchemy import func, select

from models.base import db
from models.event import Event

WIDTH = 8
LAST = select(func.max(Event.seq))


def last_seq() -> int:
    return db.session.connection().execute(LAST).scalar() or 0


def stamp(seq: int) -> str:
    salt = secrets.token_bytes(WIDTH)
    words = salt + _masked(salt, seq.to_bytes(WIDTH, "big"))
    return (words + _seal(words)).hex()


def read(stamped: str) -> int:
    """The number under a stamp; raises ValueError where there is none."""
    raw = bytes.fromhex(stamped)
    words, seal = raw[: 2 * WIDTH], raw[2 * WIDTH :]
    if not hmac.compare_digest(seal, _seal(words)):
        raise ValueError("not a stamp")
    return int.from_bytes(_masked(words[:WIDTH], words[WIDTH:]), "big")


def sealed(*words: object) -> str:
    """A short name that only this instance can give."""
    text = "|".join(map(str, words)).encode()
    return hashlib.blake2b(text, key=_key(b"room"), digest_size=12).hexdigest()


def _seal(words: bytes) -> bytes:
    """Without it a bit turned here and there would tell how far two numbers lie apart."""
    return hashlib.blake2b(words, key=_key(b"seal"), digest_size=WIDTH).digest()


def _masked(salt: bytes, number: bytes) -> bytes:
    mask = hashlib.blake2b(salt, key=_key(b"stamp"), digest_size=WIDTH).digest()
    return bytes(a ^ b for a, b in zip(number, mask, strict=True))


def _key(purpose: bytes) -> bytes:
    return hashlib.blake2b(str(current_app.secret_key).encode(), person=purpose).digest()
