"""Every word a person reads exists in French, and is set as French is set."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FRENCH = sorted((ROOT / "translations" / "fr").glob("*.po"))
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
NOT_OURS = {"tests", "node_modules", "migrations", "instance", "static", ".venv", "benchmarks"}
PLACE = re.compile(r"%\((\w+)\)[sd]")


def sources() -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        if not NOT_OURS & set(path.relative_to(ROOT).parts):
            yield "python", path
    for kind in ("html", "txt"):
        for path in sorted((ROOT / "templates").rglob(f"*.{kind}")):
            yield "jinja2.ext:babel_extract", path


@cache
def said() -> dict[str, str]:
    """Each msgid (of a plural: its singular) and where it is said."""
    found: dict[str, str] = {}
    options = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
    for method, path in sources():
        for line, message, *_rest in extract_from_file(method, path, KEYWORDS, (), options):
            msgid = message if isinstance(message, str) else message[0]
            found[msgid] = f"{path.relative_to(ROOT)}:{line}"
    return found


@cache
def written() -> list[tuple[str, str, tuple[str, ...], bool]]:
    """File, msgid, French forms, and whether it is fuzzy."""
    return list(read_all())


def read_all() -> Iterator[tuple[str, str, tuple[str, ...], bool]]:
    for path in FRENCH:
        with path.open("rb") as file:
            for message in read_po(file, locale="fr", abort_invalid=True):
                if message.id:
                    msgid = message.id if isinstance(message.id, str) else message.id[0]
                    forms = message.string
                    forms = (forms,) if isinstance(forms, str) else tuple(forms)
                    yield path.name, msgid, forms, message.fuzzy


def test_every_sentence_has_its_french():
    known = {msgid for _file, msgid, forms, _fuzzy in written() if all(forms)}
    missing = {msgid: place for msgid, place in said().items() if msgid not in known}
    assert not missing, "\n".join(f"{place}: {msgid}" for msgid, place in missing.items())


def test_no_translation_is_left_over():
    sentences = said()
    unused = [(file, msgid) for file, msgid, *_rest in written() if msgid not in sentences]
    assert not unused


def test_no_translation_is_a_guess():
    assert not [(file, msgid) for file, msgid, _forms, fuzzy in written() if fuzzy]


def test_two_rooms_never_translate_one_sentence_differently():
    meanings: dict[str, set[tuple[str, ...]]] = {}
    for _file, msgid, forms, _fuzzy in written():
        meanings.setdefault(msgid, set()).add(forms)
    assert not {msgid: forms for msgid, forms in meanings.items() if len(forms) > 1}


def test_a_translation_asks_for_no_value_that_the_sentence_does_not_give():
    for file, msgid, forms, _fuzzy in written():
        given = set(PLACE.findall(msgid)) | {"num"}
        for form in forms:
            assert set(PLACE.findall(form)) <= given, (file, msgid)


CARELESS = {
    "a plain space before : ; ? ! » %": re.compile(r" [:;?!»]| %(?![(\w])| %%"),
    "nothing before ; ? ! »": re.compile(r"[^\s\u00a0\u202f][;?!»](?!\w)"),
    "no no-break space after «": re.compile(r"«(?![\u00a0\u202f])"),
    "a typewriter's apostrophe": re.compile(r"\w'\w"),
    "three full stops": re.compile(r"\.\.\."),
    "a word that some names would shorten": re.compile(r"\b([Dd]e|[Qq]ue) %\((?!num|limit)"),
}


@pytest.mark.parametrize("fault", CARELESS)
def test_french_is_set_with(fault):
    careless = CARELESS[fault]
    clean = re.compile(r"https?://\S+|<[^>]*>|&#?\w+;")
    for file, _msgid, forms, _fuzzy in written():
        for form in forms:
            assert not careless.search(clean.sub("", form)), (file, form)


def test_french_says_vous():
    for file, _msgid, forms, _fuzzy in written():
        for form in forms:
            assert not re.search(r"\b([Tt]u|[Tt]es|[Tt]oi|[Tt]on)\b", form), (file, form)
