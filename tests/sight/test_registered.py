"""Nothing leaves the server by a way that these tests do not know."""

import re
from pathlib import Path

import cli
from tests.sight.surfaces import COMMANDS, DOCUMENTS, FRAMES, LETTERS, OF_PROJECT, OTHER_PAGES

ROOT = Path(__file__).parents[2]


def found_in(pattern, *rooms):
    """What the sources of some rooms hold between the parentheses of a pattern."""
    sources = [place.read_text() for room in rooms for place in sorted(ROOT.glob(room))]
    return {said for text in sources for said in re.findall(pattern, text)}


def test_each_address_that_can_be_read_is_known(app):
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    assert {rule.endpoint for rule in rules} == {*OF_PROJECT, *OTHER_PAGES}


def test_each_letter_is_known():
    subjects = (ROOT / "templates/mail").glob("*.subject.txt")
    assert {one.name.removesuffix(".subject.txt") for one in subjects} == set(LETTERS)


def test_each_frame_of_a_socket_is_known():
    assert found_in(r'(?:tell|_write|packed|emit)\((?:\w+, )?"(\w+)"', "live/*.py") == set(FRAMES)


def test_each_document_is_known():
    """By who has a PDF made."""
    callers = {
        str(place.relative_to(ROOT))
        for place in ROOT.glob("**/*.py")
        if place.name != "printing.py"
        and not {"tests", "benchmarks", ".venv"} & set(place.relative_to(ROOT).parts)
        and re.search(r"(?<!def )\b(?:to_pdf|laid)\(", place.read_text())
    }
    assert callers == set(DOCUMENTS)


def test_each_command_of_the_operator_is_known():
    assert {*cli.ROOMS, *cli.jalon.commands} == set(COMMANDS)


def test_each_is_tried_where_it_is_said():
    for tried in (LETTERS, DOCUMENTS, FRAMES, COMMANDS):
        for place in tried.values():
            assert (ROOT / place).is_file()
