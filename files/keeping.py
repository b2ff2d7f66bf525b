"""Where the bytes of files lie: private, whole or not at all, under a name drawn at random."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from flask import current_app

from files.media import HEAD, PICTURED, media_type
from models import File, now
from models.base import random_id
from models.file import Content
from settings import private_folder

AT_ONCE = 1024 * 1024
DRAFT = ".draft"
DAY, SOME = 24 * 3600, 500


class Empty(ValueError):
    """A file of no bytes at all."""


def folder() -> Path:
    uploads: Path = current_app.config["SETTINGS"].uploads
    return uploads


def place_of(key: str) -> Path:
    """Where the bytes of this key lie: a folder for the first letters of all keys."""
    return folder() / key[:2] / key


def picture_of(key: str) -> Path:
    """Where the small picture of these bytes lies, once it is drawn."""
    return folder() / key[:2] / f"{key}.webp"


def keep(stream: IO[bytes]) -> Content:
    """Lay bytes down for good before any row names them. Raises Empty."""
    key = random_id(24)
    place = place_of(key)
    private_folder(place.parent)
    draft = place.with_suffix(DRAFT)
    try:
        content = _write(stream, draft, key)
        draft.replace(place)
        _settle(place.parent)
    finally:
        draft.unlink(missing_ok=True)
    return content


def _write(stream: IO[bytes], draft: Path, key: str) -> Content:
    digest, head, size = hashlib.sha256(), b"", 0
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        for part in _parts(stream):
            head = head or part[:HEAD]
            digest.update(part)
            size += file.write(part)
        if not size:
            raise Empty
        file.flush()
        os.fsync(file.fileno())
    found = media_type(head)
    return Content(key, size, digest.hexdigest(), found, found in PICTURED)


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    while part := stream.read(AT_ONCE):
        yield part


def remove_orphans(letter: str) -> int:
    """Bytes that no row has named for a day, of those whose key begins so; says how many."""
    yesterday = now().timestamp() - DAY
    old = [place for place in folder().glob(f"{letter}?/*") if place.stat().st_mtime < yesterday]
    gone = 0
    for start in range(0, len(old), SOME):
        some = old[start : start + SOME]
        named = File.named([key_of(place) for place in some])
        for orphan in (place for place in some if key_of(place) not in named):
            orphan.unlink(missing_ok=True)
            gone += 1
    return gone


def key_of(place: Path) -> str:
    """The key of bytes, of what was drawn of them, and of what was never finished."""
    return place.name.partition(".")[0]


def _settle(shard: Path) -> None:
    """The name itself is on the disk, too, before a row says so."""
    opened = os.open(shard, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
