"""From a file to a JSON value, or a refusal: size first, then what it is, then its letters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from imports.refusal import ImportRefused

LIMIT = 40_000_000  # bytes, by thousands, as sizes are said
PARTS = 4_000_000
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")


def read_json(path: Path) -> Any:
    """The value in the file. Raises ImportRefused; never reads a file over the limit."""
    try:
        size = path.stat().st_size
        refuse_size(size)
        content = path.read_bytes()
    except OSError:
        raise ImportRefused("gone") from None
    return parsed(content)


def refuse_size(size: int) -> None:
    """Raises ImportRefused for a file of too many bytes."""
    if size > LIMIT:
        raise ImportRefused("too_large", size=size, limit=LIMIT)


def parsed(content: bytes) -> Any:
    """The JSON of a file; raises ImportRefused with the sentence to show for anything else."""
    if not content.strip(b" \t\r\n\0"):
        raise ImportRefused("empty")
    if content.startswith(ARCHIVES):
        raise ImportRefused("archive")
    text = _decoded(content)
    if text.lstrip()[:1] == "<":
        raise ImportRefused("web_page")
    # Ten bytes can cost a hundred in memory: count before building.
    if sum(text.count(mark) for mark in "[{,") > PARTS:
        raise ImportRefused("too_many")
    return _built(text)


def _decoded(content: bytes) -> str:
    encoding = json.detect_encoding(content)
    if encoding == "utf-8" and b"\0" in content[:4096]:
        raise ImportRefused("binary")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as reason:
        if encoding.startswith("utf-8") and reason.reason == "unexpected end of data":
            raise ImportRefused("truncated") from None
        raise ImportRefused("encoding" if encoding.startswith("utf-8") else "binary") from None


def _built(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ImportRefused("too_deep") from None
    except json.JSONDecodeError as reason:
        raise _why(text, reason) from None
    except ValueError:  # a number of thousands of digits
        raise ImportRefused("other_json") from None


def _why(text: str, reason: json.JSONDecodeError) -> ImportRefused:
    begun = text.lstrip()[:1] in "{["
    at_end = not text[reason.pos :].strip() or reason.msg.startswith("Unterminated string")
    if begun and at_end:
        return ImportRefused("truncated")
    return ImportRefused("not_json", line=reason.lineno)
