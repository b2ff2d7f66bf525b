"""One line of text read as a task: “Proofread the FAQ @Anouk friday”.

People and a date are understood in French and in English, whatever the page speaks;
what is not understood stays in the title.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from models.dates_in_words import Span, find_date, fold


class Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def initials(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Unclear:
    """A call that is nobody's: as it was written, and whose name begins like it."""

    call: str
    near: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class QuickAdd:
    title: str
    people: tuple[Named, ...] = ()
    deadline: date | None = None
    unclear: tuple[Unclear, ...] = ()


def find_people(folded: str, people: Iterable[Named]) -> Iterator[tuple[Named, Span]]:
    called = calls(people)
    for match in re.finditer(r"(?<!\S)@", folded):
        rest = folded[match.end() :]
        for name, person in called:
            if rest.startswith(name) and not rest[len(name) :][:1].isalnum():
                yield person, (match.start(), match.end() + len(name))
                break


def calls(people: Iterable[Named]) -> list[tuple[str, Named]]:
    """What each can be called, full names first; a call that fits two people is nobody's."""
    ways: list[tuple[str, Named]] = []
    everyone = list(people)
    spellings: tuple[Callable[[Named], str], ...] = (
        lambda person: person.name,
        lambda person: (person.name.split() or [""])[0],
        lambda person: person.initials,
    )
    for spell in spellings:
        names = [fold(spell(person)) for person in everyone]
        once = [
            (name, person)
            for name, person in zip(names, everyone, strict=True)
            if name and names.count(name) == 1
        ]
        ways += sorted(once, key=lambda way: -len(way[0]))
    return ways


def find_unclear(text: str, folded: str, named: Iterable[Span], people: list[Named]) -> Iterator:
    settled = {start for start, _end in named}
    for match in re.finditer(r"(?<!\S)@(\w[\w’'.-]*)", folded):
        if match.start() not in settled:
            near = [one for one in people if f" {match[1]}" in f" {fold(one.name)}"]
            yield Unclear(text[match.start() : match.end()], tuple(near))


def without(text: str, spans: Iterable[Span]) -> str:
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start].rstrip())
        at = max(at, end)
    kept.append(text[at:])
    title = " ".join(" ".join(kept).split())
    title = re.sub(r"\s+([,.;!?)])", r"\1", title)
    return re.sub(r"[,;]+(?=[,;.])", "", title).strip(" ,;")


def parse(text: str, people: Iterable[Named], today: date) -> QuickAdd:
    """A title, the people after @, and the day it is promised for.

    A day without a year is never past. If nothing would be left as a title, all of it is.
    """
    folded, people = fold(text), list(people)
    named = list(find_people(folded, people))
    unclear = tuple(find_unclear(text, folded, [span for _person, span in named], people))
    dated = find_date(folded, today)
    spans = [span for _person, span in named] + ([dated[1]] if dated else [])
    title = without(text, spans) if spans else " ".join(text.split())
    if not title:
        return QuickAdd(" ".join(text.split()))
    return QuickAdd(
        title,
        tuple(dict.fromkeys(person for person, _span in named)),
        dated[0] if dated else None,
        unclear,
    )
