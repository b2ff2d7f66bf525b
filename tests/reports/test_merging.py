"""Two people in one draft: what each has changed stays, where both did neither loses a word."""

import json

import pytest

from reports.merging import blank, by_section, fields, merged, read_from, typed_in

DRAFT = {
    "status": {"state": "", "text": "On time.", "proposed": "On time."},
    "summary": "All is well.",
    "asks": [{"id": "a1", "text": "Copy", "shown": True, "note": ""}],
    "done": [
        {"id": "d1", "text": "Brief", "shown": True},
        {"id": "", "own": "own1", "text": "Posters", "shown": True},
    ],
    "next": [{"id": "n1", "text": "Shoot", "shown": False}],
    "causes": {"m1": "Rain"},
    "absences": "",
    "appendix": True,
}


def after(*edits):
    """The draft once these people, who all read it as it was, have saved."""
    words, clashes = DRAFT, {}
    for writer, edit in enumerate(edits):
        told = merged(words, fields(DRAFT), fields(DRAFT) | edit, writer=writer)
        words, clashes = told.words, told.clashes
    return words, clashes


def test_what_nobody_has_changed_is_the_very_same():
    words, clashes = after({}, {})
    assert words is DRAFT
    assert clashes == {}


def test_each_keeps_what_they_changed():
    words, clashes = after(
        {"summary": "All is late.", "done-d1": "Brief, signed"},
        {"done-own1": "Posters, printed", "cause-m1": "Snow", "next-n1-shown": "1"},
    )
    assert clashes == {}
    assert words["summary"] == "All is late."
    assert [row["text"] for row in words["done"]] == ["Brief, signed", "Posters, printed"]
    assert words["causes"] == {"m1": "Snow"}
    assert words["next"][0]["shown"]


@pytest.mark.parametrize("field", ["summary", "status-text", "done-d1", "asks-a1-note", "cause-m1"])
def test_of_two_who_wrote_the_same_field_the_second_is_told_and_nothing_is_overwritten(field):
    words, clashes = after({field: "The first."}, {field: "The second."})
    assert fields(words)[field] == "The first."
    assert clashes == {field: "The second."}


def test_the_same_words_twice_are_no_clash():
    _words, clashes = after({"summary": "Agreed."}, {"summary": "Agreed."})
    assert clashes == {}


def test_a_person_chooses_whose_words_shall_stand():
    words, _clashes = after({"summary": "The first."})
    mine = fields(DRAFT) | {"summary": "The second."}
    kept = merged(words, fields(DRAFT), mine, mine_for=["summary"])
    assert kept.words["summary"] == "The second."
    left = merged(words, fields(DRAFT), mine, theirs_for=["summary"])
    assert left.words is words
    assert left.clashes == {}


def test_each_adds_a_line_of_their_own_and_both_are_there():
    words, clashes = after({"done-ownaa": "One"}, {"done-ownbb": "Two"}, {"done-ownaa": "One more"})
    assert [row["text"] for row in words["done"][2:]] == ["One more", "Two"]
    assert clashes == {}


def test_a_line_that_is_gone_or_never_was_is_not_brought_back():
    without = DRAFT | {"done": DRAFT["done"][1:]}
    told = merged(without, fields(DRAFT), fields(DRAFT) | {"done-d1": "Brief!", "next-x": "Never"})
    assert told.words is without


def test_a_form_says_which_of_its_switches_are_off():
    typed = typed_in({"done-d1": " Brief\r\nsigned ", "next-n1": "Shoot", "next-n1-shown": "1"})
    assert typed["done-d1"] == "Brief\nsigned"
    assert (typed["done-d1-shown"], typed["next-n1-shown"]) == ("", "1")
    assert "appendix-shown" not in typed
    assert typed_in({"appendix": "1"})["appendix-shown"] == ""
    assert typed_in({"__class__": "x", "done-d1-x": "y", "cause-": "z"}) == {}


def test_what_a_section_began_with_comes_back_as_it_was_sent():
    sections = by_section(fields(DRAFT))
    assert set(sections["asks"]) == {"asks-a1", "asks-a1-shown", "asks-a1-note"}
    assert read_from(map(json.dumps, sections.values())) == fields(DRAFT)
    assert read_from(["", "{", "null", "[]", "3"]) == {}


def test_the_empty_line_keeps_its_name_until_it_is_filled():
    assert blank({"done-ownxy": "", "done-d1": "Brief"}, fields(DRAFT)) == "ownxy"
    assert blank({"done-own1": "Posters"}, fields(DRAFT)) not in ("own1", "")
