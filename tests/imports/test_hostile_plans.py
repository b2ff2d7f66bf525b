"""Whatever the XML, its reader gets a sentence: never a trace, never a wait, never another file."""

import copy
import random
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports import msproject
from imports.draft import Draft
from imports.losses import line_by_line, summed
from imports.refusal import ImportRefused
from imports.sources import source_of
from scheduling import Calendar, DatedShifts
from scheduling.recurrence import occurrences

PLAN = Path(__file__).parent / "vitrine.xml"
WHOLE = PLAN.read_bytes()
BEGIN = b'<Project xmlns="http://schemas.microsoft.com/project"><Tasks>'
END = b"</Tasks></Project>"
LAUGHS = b"".join(
    b'<!ENTITY lol%d "%s">' % (number, b"&lol%d;" % (number - 1) * 10) for number in range(1, 10)
)


def tasks(*rows: str) -> bytes:
    return BEGIN + "".join(f"<Task>{row}</Task>" for row in rows).encode() + END


def in_a_circle(count: int) -> bytes:
    """So many circles of two tasks."""
    link = "<UID>{}</UID><PredecessorLink><PredecessorUID>{}</PredecessorUID></PredecessorLink>"
    pairs = ((2 * n + 1, 2 * n + 2) for n in range(count))
    return tasks(*(link.format(*two) for a, b in pairs for two in ((a, b), (b, a))))


HOSTILE = {
    "empty": (b"", "empty"),
    "only spaces": (b" \n\t ", "empty"),
    "an archive": (b"PK\x03\x04" + bytes(100), "archive"),
    "a .mpp": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "project_binary"),
    "billion laughs": (
        b'<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY lol0 "ha">' + LAUGHS + b"]>"
        b"<Project><Title>&lol9;</Title><Tasks/></Project>",
        "document_type",
    ),
    "an outside entity": (
        b'<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project>&x;</Project>',
        "document_type",
    ),
    "an outside type": (
        b'<!DOCTYPE Project SYSTEM "http://127.0.0.1:9/x.dtd"><Project><Tasks/></Project>',
        "document_type",
    ),
    "an entity nobody declared": (BEGIN + b"&x;" + END, "not_xml"),
    "a web page": (b"<html><body>Sign in</body></html>", "web_page_no_plan"),
    "a page of today": (b"<!DOCTYPE html><title>Log in</title>", "web_page_no_plan"),
    "another XML": (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "other_xml"),
    "no tasks": (b"<Project><Title>T</Title></Project>", "no_plan"),
    "JSON": (b'{"lists": []}', "not_xml"),
    "prose": ("Bonjour à toutes et à tous".encode(), "not_xml"),
    "cut short": (WHOLE[: len(WHOLE) // 2], "truncated"),
    "cut in a tag": (WHOLE[: WHOLE.index(b"<Task>") + 3], "truncated"),
    "broken in the middle": (WHOLE.replace(b"</Task>", b"<Task>", 1), "not_xml"),
    "latin-1 unsaid": (WHOLE.decode().encode("latin-1"), "not_xml"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><Project/>', "encoding"),
    "nested": (b"<Project>" + b"<Tasks>" * 200_000, "too_deep"),
    "five million parts": (BEGIN + b"<a/>" * 5_000_000 + END, "too_many"),
    "a million parts on a task": (
        BEGIN + b"<Task>" + b"<Baseline/>" * 1_000_000 + b"</Task>" + END,
        "too_many",
    ),
    "a hundred thousand tasks": (tasks(*(f"<UID>{n}</UID>" for n in range(100_000))), "too_many"),
    "an outline as deep as it is long": (
        tasks(*(f"<UID>{n}</UID><OutlineLevel>{n}</OutlineLevel>" for n in range(1, 2000))),
        "too_deep",
    ),
    "circles everywhere": (in_a_circle(2_000), "loops"),
}  # fmt: skip


def written(folder: Path, content: bytes) -> Path:
    path = folder / "plan.xml"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_gets_its_sentence_at_once(tmp_path, case):
    content, code = HOSTILE[case]
    begun = time.process_time()
    with pytest.raises(ImportRefused) as refused:
        msproject.read(written(tmp_path, content))
    assert refused.value.code == code
    assert str(refused.value)
    assert time.process_time() - begun < 5


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "plan.xml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was read"))
    with pytest.raises(ImportRefused, match="200 MB; the limit is 40 MB"):
        msproject.read(path)


def test_a_file_that_has_gone_is_refused(tmp_path):
    with pytest.raises(ImportRefused) as refused:
        msproject.read(tmp_path / "nothing.xml")
    assert refused.value.code == "gone"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_and_other_encodings_are_read(tmp_path, encoding):
    text = WHOLE.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    text = text if encoding == "utf-16" else WHOLE.decode()
    draft = msproject.read(written(tmp_path, text.encode(encoding)))
    assert draft.cards[0].title == "Conception"
    assert source_of(tmp_path / "plan.xml") == "msproject"


def test_a_long_text_takes_no_longer_than_it_is_long(tmp_path):
    content = tasks("<UID>1</UID><Name>N</Name><Notes>" + "x" * 20_000_000 + "</Notes>")
    begun = time.process_time()
    draft = msproject.read(written(tmp_path, content))
    assert len(draft.cards[0].description) == 100_000
    assert [one.kind for one in draft.losses] == ["text_cut"]
    assert time.process_time() - begun < 3


def test_a_circle_loses_the_link_that_closes_it(tmp_path):
    draft = msproject.read(written(tmp_path, in_a_circle(2)))
    assert [(one.predecessor, one.successor) for one in draft.links] == [("2", "1"), ("4", "3")]
    assert [one.kind for one in draft.losses].count("plan_link_loop") == 2


def test_a_link_of_a_phase_to_what_lies_in_it_is_a_circle(tmp_path):
    content = tasks(
        "<UID>1</UID><Name>P</Name><OutlineLevel>1</OutlineLevel>",
        "<UID>2</UID><Name>T</Name><OutlineLevel>2</OutlineLevel>"
        "<PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink>",
    )
    draft = msproject.read(written(tmp_path, content))
    assert draft.links == [] and [one.kind for one in draft.losses] == ["plan_link_loop"]


def test_exceptions_of_every_day_for_ever_are_lost_and_said(tmp_path):
    """Three thousand of them were 180 million days, gone through at each look at the plan."""
    every_day = (
        "<Exception><Name>Ever</Name><TimePeriod><FromDate>1984-01-01T00:00:00</FromDate>"
        "<ToDate>2149-12-31T23:59:00</ToDate></TimePeriod><Type>{}</Type><Period>1</Period>"
        "<DaysOfWeek>2</DaysOfWeek></Exception>"
    )
    many = "".join(map(every_day.format, [7] * 30 + [6] * 30))
    place = tmp_path / "plan.xml"
    place.write_text(
        "<Project><Calendars><Calendar><UID>1</UID><Name>Office</Name><Exceptions>"
        f"{every_day.format(1)}{many}</Exceptions></Calendar></Calendars><Tasks/></Project>"
    )
    draft = msproject.read(place)
    (calendar,) = draft.calendars
    spans = [(one.first, one.last, one.recurrence) for one in calendar.exceptions]
    assert sum(len(occurrences(*span)) for span in spans) <= 30_000
    assert [rule["unit"] for *_days, rule in spans if rule] == ["week"] * 3
    (lost,) = (one for one in draft.losses if one.kind == "plan_exception")
    assert lost.count == 57


def test_calendars_that_stand_on_each_other_stand_on_nothing(tmp_path):
    calendars = "".join(
        f"<Calendar><UID>{a}</UID><Name>{a}</Name><IsBaseCalendar>1</IsBaseCalendar>"
        f"<BaseCalendarUID>{b}</BaseCalendarUID></Calendar>"
        for a, b in ((1, 2), (2, 1), (3, 3), (4, 1))
    )
    content = f"<Project><Calendars>{calendars}</Calendars><Tasks/></Project>".encode()
    draft = msproject.read(written(tmp_path, content))
    keys = [one.key for one in draft.calendars]
    assert sorted(keys) == ["1", "2", "3", "4"]
    for one in draft.calendars:
        assert not one.base or keys.index(one.base) < keys.index(one.key)


def read_whatever(path: Path) -> None:
    """Read or refused; what is read can be kept, told, and given to the engine."""
    try:
        draft = msproject.read(path)
    except ImportRefused as refused:
        assert str(refused)
        return
    assert Draft.loads(draft.dumps()) == draft
    assert len(line_by_line(draft.losses)) == len(draft.losses)
    assert all(one.title and one.count for one in summed(draft.losses))
    known: set[str] = set()
    for card in draft.cards:
        assert not card.parent or card.parent in known
        known.add(card.key)
    for calendar in draft.calendars:
        days = [
            DatedShifts(first, last, tuple((a, b) for a, b in one.shifts))
            for one in calendar.exceptions
            for first, last in occurrences(one.first, one.last, one.recurrence)[:50]
        ]
        week = (None if day is None else tuple((a, b) for a, b in day) for day in calendar.week)
        Calendar(tuple(week), tuple(days))


STRANGE = """x 0 -1 1 7 99 1e400 NaN 999999999999999999999999 2027-02-30T00:00:00
    0001-01-01T00:00:00
    9999-12-31T23:59:59 2027-03-01 PT-5H PT999999999H0M0S 24:00:00 23:59:59 00:00:00 true é
    """
ODD = st.sampled_from(["", *STRANGE.split()])


@given(st.integers(0, 10**9), ODD)
@settings(max_examples=250, deadline=None)
def test_any_value_in_any_place_is_read_or_refused(tmp_path_factory, seed, value):
    root = copy.deepcopy(TREE)
    chance = random.Random(seed)
    leaves = [one for one in root.iter() if not len(one)]
    for one in chance.sample(leaves, 3):
        one.text = value
    inner = [one for one in root.iter() if len(one)]
    chance.choice(inner).append(copy.deepcopy(chance.choice(inner[1:])))
    away = chance.choice(inner)
    away.remove(chance.choice(list(away)))
    path = tmp_path_factory.getbasetemp() / "any.xml"
    ET.ElementTree(root).write(path, encoding="utf-8")
    read_whatever(path)


TREE = ET.fromstring(WHOLE)


@pytest.mark.parametrize(
    ("content", "source"),
    [
        (WHOLE, "msproject"),
        (b"\xef\xbb\xbf\n<Project/>", "msproject"),
        (b'<?xml version="1.0"?><rss/>', "msproject"),
        (b"\xd0\xcf\x11\xe0", "msproject"),
        (b'{"lists": [], "cards": []}', "trello"),
        (b"<!DOCTYPE html><title>Log in</title>", "trello"),
        (b"", "trello"),
    ],
)
def test_a_file_is_known_by_how_it_begins(tmp_path, content, source):
    assert source_of(written(tmp_path, content)) == source
