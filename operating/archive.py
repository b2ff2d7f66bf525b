"""The file of a backup: a zip of rows as lines of JSON, of files as they are, and a manifest."""

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

FORMAT = 1
MANIFEST, ROWS, FILES = "manifest.json", "tables/", "files/"


class Refused(Exception):
    """It cannot be done; the message is a sentence that says why and what to do."""


@dataclass
class Manifest:
    """What a backup holds. `step` is the last migration that its database had had."""

    made_at: str
    step: str
    database: str
    instance: str
    numbers: dict[str, int]
    last_event: int
    tables: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT


@contextmanager
def new(place: Path) -> Iterator[ZipFile]:
    """A private file that appears under its name when it is whole, or not at all."""
    if place.exists():
        raise Refused(f"{place} is there already: choose another name.")
    if not place.parent.is_dir():
        raise Refused(f"The folder {place.parent} is not there: make it first.")
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, strict_timestamps=False) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def add_table(archive: ZipFile, name: str, rows: Iterable[list[Any]]) -> int:
    """One line for each row; says how many."""
    count = 0
    with archive.open(f"{ROWS}{name}.jsonl", "w", force_zip64=True) as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def add_file(archive: ZipFile, name: str, path: Path) -> None:
    """The file as it is; harmless where it has gone meanwhile."""
    with suppress(FileNotFoundError):
        archive.write(path, FILES + name)


def add_manifest(archive: ZipFile, manifest: Manifest) -> None:
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))


@contextmanager
def existing(place: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """A backup that is whole: every byte has been read once. Raises Refused."""
    if not place.is_file():
        raise Refused(f"{place} is not there.")
    try:
        with ZipFile(place) as archive:
            manifest = _manifest(archive, place)
            if archive.testzip() is not None:
                raise BadZipFile
            yield archive, manifest
    except (BadZipFile, EOFError, zlib.error):
        raise Refused(f"{place} is damaged, or no backup of Jalon: nothing was changed.") from None


def _manifest(archive: ZipFile, place: Path) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise BadZipFile
    said = json.loads(archive.read(MANIFEST))
    if said.get("format") != FORMAT:
        raise Refused(f"{place} was made by a newer Jalon: bring this one up to date first.")
    return Manifest(**said)


def rows_in(archive: ZipFile, manifest: Manifest, name: str) -> Iterator[dict[str, Any]]:
    """Each row by the names of its columns."""
    columns = manifest.tables[name]
    with archive.open(f"{ROWS}{name}.jsonl") as lines:
        for line in lines:
            yield dict(zip(columns, json.loads(line), strict=True))


def files_in(archive: ZipFile) -> Iterator[tuple[str, PurePosixPath]]:
    """Each file's name in the archive, and below the folder of an instance."""
    for name in archive.namelist():
        if name.startswith(FILES):
            place = PurePosixPath(name.removeprefix(FILES))
            if place.is_absolute() or ".." in place.parts:
                raise BadZipFile
            yield name, place
