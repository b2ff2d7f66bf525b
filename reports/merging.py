"""Two people in one draft: each keeps what they changed; where both did, neither loses a word."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.base import random_id

Words = dict[str, Any]
Fields = dict[str, str]  # what stands in a form, by the names of its fields; a switch is "1" or ""

LISTS = ("asks", "done", "next")
LINE = re.compile(r"(?:asks|done|next)-\w+")
OWN = re.compile(r"(asks|done)-(own\w{1,12})(?:-note|-shown)?")  # of the writer, about no task
TEXT = re.compile(
    r"summary|absences|status-(?:state|text)|cause-\w+|(?:asks|done|next)-\w+(-note)?"
)
LONGEST = {"summary": 2000}
LINE_LONGEST, MOST_OWN = 240, 60
STATES = ("track", "concern", "off")


@dataclass(frozen=True)
class Merged:
    """`words` to keep; `clashes`: what was typed where somebody else had written meanwhile."""

    words: Words
    clashes: Fields = field(default_factory=dict)


def merged(
    words: Words,
    was: Fields,
    typed: Fields,
    mine_for: Collection[str] = (),
    theirs_for: Collection[str] = (),
    writer: int = 0,
) -> Merged:
    """`was`: what the form began with; then the fields for which a person has chosen.

    Whoever goes back to an older page stands against nobody where they alone have written since.
    """
    now, taken, clashes = fields(words), dict[str, str](), dict[str, str]()
    by = words.get("by", {})
    for name, mine in typed.items():
        theirs = clipped(name, now.get(name, ""))
        before = clipped(name, was.get(name, theirs))
        if mine in (before, theirs) or name in theirs_for or not _may_stand(name, words, now):
            continue
        if theirs == before or name in mine_for or by.get(name) == writer:
            taken[name] = mine
        else:
            clashes[name] = mine
    signed = {"by": by | dict.fromkeys(taken, writer)}
    return Merged(with_fields(words, taken) | signed if taken else words, clashes)


def _may_stand(name: str, words: Words, now: Fields) -> bool:
    """A line that is there, or a new one of the writer's own."""
    if name in now or not LINE.match(name):
        return True
    own = [row for section in LISTS for row in words.get(section, []) if not row["id"]]
    return bool(OWN.fullmatch(name)) and len(own) < MOST_OWN


def fields(words: Words) -> Fields:
    """The words of a draft as its form holds them."""
    status = words.get("status", {})
    found = {
        "status-state": status.get("state", ""),
        "status-text": status.get("text", ""),
        "summary": words.get("summary", ""),
        "absences": words.get("absences", ""),
        "appendix-shown": "1" if words.get("appendix") else "",
    }
    for section in LISTS:
        for name, row in named(words.get(section, []), section):
            found |= {name: row["text"], f"{name}-shown": "1" if row["shown"] else ""}
            found |= {f"{name}-note": row.get("note", "")} if section == "asks" else {}
    return found | {f"cause-{id_}": text for id_, text in words.get("causes", {}).items()}


def named(rows: list[dict[str, Any]], section: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line with the name of its field: it stays the same whatever else comes or goes."""
    for n, row in enumerate(rows):
        yield f"{section}-{row['id'] or row.get('own') or f'own{n}'}", row


def with_fields(words: Words, taken: Fields) -> Words:
    """The words, with these fields as they were typed."""
    status = words.get("status", {})
    state = taken.get("status-state", status.get("state", ""))
    causes = {name[6:]: text for name, text in taken.items() if name.startswith("cause-")}
    lists = {section: _lines(words.get(section, []), section, taken) for section in LISTS}
    return words | {
        "status": status
        | {
            "state": state if state in STATES else "",
            "text": taken.get("status-text", status.get("text", "")),
        },
        "summary": taken.get("summary", words.get("summary", "")),
        "absences": taken.get("absences", words.get("absences", "")),
        "appendix": bool(taken.get("appendix-shown", words.get("appendix", False))),
        "causes": words.get("causes", {}) | causes,
        **lists,
    }


def _lines(rows: list[dict[str, Any]], section: str, taken: Fields) -> list[dict[str, Any]]:
    known = dict(named(rows, section))
    for name, text in taken.items():
        own = OWN.fullmatch(name)
        if (
            own
            and own[1] == section
            and name == f"{section}-{own[2]}"
            and name not in known
            and text
        ):
            known[name] = {"id": "", "own": own[2], "text": "", "shown": True}
    return [_line(name, row, taken) for name, row in known.items()]


def _line(name: str, row: dict[str, Any], taken: Fields) -> dict[str, Any]:
    note = taken.get(f"{name}-note")
    return row | {
        "text": taken.get(name, row["text"]),
        "shown": bool(taken.get(f"{name}-shown", row["shown"])),
        **({} if note is None else {"note": note}),
    }


# What a form brings


def typed_in(form: Mapping[str, str]) -> Fields:
    """The fields it holds; those of a section that is not in it are left as they are."""
    said = {name: clipped(name, text) for name, text in form.items() if TEXT.fullmatch(name)}
    shown = [f"{name}-shown" for name in said if LINE.fullmatch(name)]
    shown += ["appendix-shown"] if "appendix" in form else []
    return said | {name: "1" if name in form else "" for name in shown}


def read_from(parts: Iterable[str]) -> Fields:
    """What its sections began with, as each of them says."""
    found: Fields = {}
    for part in parts:
        try:
            told = json.loads(part)
        except ValueError:
            continue
        if isinstance(told, dict):
            found |= {name: str(text) for name, text in told.items()}
    return found


def clipped(name: str, text: str) -> str:
    """As it is kept: browsers send two signs for the end of a line."""
    return text.replace("\r\n", "\n")[: LONGEST.get(name, LINE_LONGEST)].strip()


def by_section(now: Fields) -> dict[str, Fields]:
    """What each section of the form says it began with."""
    found: dict[str, Fields] = {}
    for name, text in now.items():
        found.setdefault(name.partition("-")[0], {})[name] = text
    return found


def blank(typed: Fields, now: Fields) -> str:
    """The name of an empty line to be filled: that of the form, while nothing was typed there."""
    names = (OWN.fullmatch(name) for name, text in typed.items() if not text)
    return next((own[2] for own in names if own and own[0] not in now), f"own{random_id(6)}")
