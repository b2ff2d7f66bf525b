"""Which program a file came from: one reader each, told apart by how the file begins."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from imports import msproject, trello
from imports.draft import Draft
from imports.elements import OLE

READERS: dict[str, Callable[[Path], Draft]] = {"trello": trello.read, "msproject": msproject.read}
# As people say them.
NAMES = {"trello": "Trello", "msproject": "Microsoft Project"}
BEGINNING = 4096
PAGE = re.compile(rb"\s*<(!doctype\s+html|html)", re.IGNORECASE)


def source_of(path: Path) -> str:
    """The key of the reader for this file; whatever is no XML is for the reader of JSON."""
    with path.open("rb") as file:
        begin = file.read(BEGINNING)
    if begin.startswith(OLE):
        return "msproject"
    plain = begin.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"")
    is_xml = plain.lstrip().startswith(b"<") and not PAGE.match(plain)
    return "msproject" if is_xml else "trello"
