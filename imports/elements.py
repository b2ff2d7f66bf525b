"""From an XML file to its records, one at a time; what no export holds is refused.

A document type is where entities are declared, those that swell and those that fetch files: any
is refused before it is read. The parser is expat, which builds no tree and follows no address.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

from imports.reading import ARCHIVES, PARTS, refuse_size
from imports.refusal import ImportRefused
from imports.shapes import line, text

CHUNK = 1 << 16
RECORD = 3  # the depth of what is listed: Project, Tasks, Task
YEARS = range(1984, 2150)  # those that Microsoft Project knows
LONGEST = 200_000  # letters of one text
MOST_MINUTES = 2_000_000_000  # of a duration: what a database's integer holds
DEEPEST = 40
MOST_IN_A_RECORD = 500_000
# Of these only how many there are.
COUNTED = {"TimephasedData", "ExtendedAttribute"}
OLE = b"\xd0\xcf\x11\xe0"  # the older binary formats of Microsoft's programs
DURATION = re.compile(r"(-?)PT?(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?")
CUT_SHORT = {
    expat.errors.codes[name]
    for name in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}
ENCODING = expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]


class Node:
    """An element, asked by the names of what lies in it; each answers, none raises."""

    __slots__ = ("parts", "said", "tag")

    def __init__(self, tag: str):
        self.tag = tag
        self.parts: list[Node] | None = None
        self.said = ""

    def all(self, name: str, inside: str = "") -> list[Node]:
        """The elements of that name, perhaps those in the first of another."""
        within = self.first(inside) if inside else self
        return [one for one in within.parts or () if one.tag == name] if within else []

    def first(self, name: str) -> Node | None:
        """The first element of that name."""
        return next((one for one in self.parts or () if one.tag == name), None)

    def text(self, name: str) -> str:
        """Text that every database takes; empty where there is none."""
        one = self.first(name)
        return text(one.said) if one else ""

    def line(self, name: str) -> str:
        """The same on one line."""
        one = self.first(name)
        return line(one.said) if one else ""

    def flag(self, name: str) -> bool:
        """Is it true, as XML says so?"""
        return self.line(name).lower() in ("1", "true")

    def number(self, name: str) -> float | None:
        """A number of decent size, or None."""
        try:
            found = float(self.line(name))
        except ValueError:
            return None
        return found if -1e9 < found < 1e9 else None

    def whole(self, name: str) -> int:
        """An integer, fractions cut; 0 where there is none."""
        return int(self.number(name) or 0)

    def moment(self, name: str) -> datetime | None:
        """A wall-clock time, or None; `NA` is how some exports say that there is none."""
        try:
            found = datetime.fromisoformat(self.line(name)).replace(tzinfo=None)
        except ValueError:
            return None
        return found if found.year in YEARS else None

    def seconds(self, name: str) -> int | None:
        """A duration like PT8H30M0S, or None."""
        found = DURATION.fullmatch(self.line(name))
        if found is None:
            return None
        hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
        whole = min(hours * 3600 + minutes * 60 + seconds, 60 * MOST_MINUTES)
        return -whole if found[1] else whole


def records(path: Path, root: str, wanted: Collection[str]) -> Iterator[tuple[str, Node]]:
    """Each record with the name of the list that it stands in; what is not in a list, with "".

    Of what lies in a record only the wanted names are kept, and in `COUNTED` nothing at all.
    Raises ImportRefused with a sentence for a file that is none, or not one of these.
    """
    reading = _Reading(root, wanted)
    try:
        refuse_size(path.stat().st_size)
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield from reading.fed(chunk)
        yield from reading.fed(b"", last=True)
    except OSError:
        raise ImportRefused("gone") from None


class _Reading:
    def __init__(self, root: str, wanted: Collection[str]):
        self.root, self.wanted = root, wanted
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse_types
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._say
        self.begun = False
        self.stack: list[Node | None] = []  # None for what is not kept
        self.ready: list[tuple[str, Node]] = []
        self.count = self.in_record = 0

    def fed(self, chunk: bytes, *, last: bool = False) -> list[tuple[str, Node]]:
        """What is complete after some more bytes."""
        if not self.begun:
            _refuse_what_is_no_text(chunk)
            self.begun = True
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as problem:
            raise _why(problem, last) from None
        except (LookupError, ValueError):  # an encoding that nobody has, or of many bytes
            raise ImportRefused("encoding") from None
        ready, self.ready = self.ready, []
        return ready

    def _open(self, name: str, _attributes: Any) -> None:
        tag, depth = name.rsplit(" ")[-1], len(self.stack) + 1
        if depth == 1 and tag != self.root:
            raise ImportRefused("web_page_no_plan" if tag.lower() == "html" else "other_xml")
        self.count += 1
        self.in_record = self.in_record + 1 if depth > RECORD else 0
        if self.count > PARTS or self.in_record > MOST_IN_A_RECORD:
            raise ImportRefused("too_many")
        if depth > DEEPEST:
            raise ImportRefused("too_deep")
        self.stack.append(Node(tag) if self._is_kept(tag, depth) else None)

    def _is_kept(self, tag: str, depth: int) -> bool:
        if depth <= RECORD:
            return True
        around = self.stack[-1]
        is_counted = depth > RECORD + 1 and around is not None and around.tag in COUNTED
        return around is not None and not is_counted and tag in self.wanted

    def _close(self, _name: str) -> None:
        node, depth = self.stack.pop(), len(self.stack) + 1
        if node is None or depth == 1:
            return
        around = self.stack[-1]
        assert around is not None
        if depth > RECORD:
            around.parts = around.parts or []
            around.parts.append(node)
        else:
            self.ready.append((around.tag if depth == RECORD else "", node))

    def _say(self, said: str) -> None:
        node = self.stack[-1]
        if node is not None and len(self.stack) > 1 and len(node.said) < LONGEST:
            node.said += said


def _refuse_types(name: str, *_declared: Any) -> None:
    raise ImportRefused("web_page_no_plan" if name.lower() == "html" else "document_type")


def _refuse_what_is_no_text(begin: bytes) -> None:
    if not begin.strip(b" \t\r\n\0"):
        raise ImportRefused("empty")
    if begin.startswith(ARCHIVES):
        raise ImportRefused("archive")
    if begin.startswith(OLE):
        raise ImportRefused("project_binary")


def _why(problem: expat.ExpatError, at_the_end: bool) -> ImportRefused:
    if problem.code == ENCODING:
        return ImportRefused("encoding")
    if at_the_end and problem.code in CUT_SHORT:
        return ImportRefused("truncated")
    return ImportRefused("not_xml", line=problem.lineno)
