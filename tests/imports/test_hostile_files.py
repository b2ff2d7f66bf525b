"""Whatever the file, its reader gets a sentence: never a trace, never a wait."""

import gzip
import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from i18n import speaking
from imports import reading, trello
from imports.losses import SENTENCES as LOSSES
from imports.refusal import SENTENCES, ImportRefused

BOARD = Path(__file__).parent / "atelier.json"
WHOLE = BOARD.read_bytes()


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("board.json", WHOLE)
    return buffer.getvalue()


HOSTILE = {
    "empty": (b"", "empty"),
    "only spaces": (b" \n\t ", "empty"),
    "a zip": (zipped(), "archive"),
    "a gzip": (gzip.compress(WHOLE), "archive"),
    "a page": (b"<!doctype html><title>Log in</title>", "web_page"),
    "a page after a mark": (b"\xef\xbb\xbf\n <html>", "web_page"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "binary"),
    "noise": (bytes(range(256)) * 40, "binary"),
    "prose": ("Bonjour à toutes et à tous".encode(), "not_json"),
    "a csv": (b"name,list\nA,B\n", "not_json"),
    "cut short": (WHOLE[: len(WHOLE) // 2], "truncated"),
    "cut in a letter": (WHOLE[: WHOLE.index("É".encode()) + 1], "truncated"),
    "latin-1": (WHOLE.decode().encode("latin-1", "ignore"), "encoding"),
    "broken in the middle": (WHOLE.replace(b'"cards":', b'"cards"', 1), "not_json"),
    "two values": (b"{} {}", "not_json"),
    "nested arrays": (b"[" * 200_000 + b"]" * 200_000, "too_deep"),
    "nested objects": (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "too_deep"),
    "a board nested inside": (b'{"lists":[],"cards":' + b"[" * 150_000, "too_deep"),
    "ten million commas": (b"[" + b"0," * 10_000_000 + b"0]", "too_many"),
    "a number too long": (b'{"lists":[],"cards":[' + b"9" * 10_000 + b"]}", "other_json"),
    "a number": (b"42", "other_json"),
    "nothing": (b"null", "other_json"),
    "a word": (b'"cards"', "other_json"),
    "a list": (b"[1, 2, 3]", "other_json"),
    "something else": (b'{"name": "package", "version": "1.0"}', "other_json"),
    "lists of numbers": (b'{"lists": [1], "cards": [2]}', "other_json"),
    "lists as an object": (b'{"lists": {}, "cards": {}}', "other_json"),
    "one card": (b'{"id": "a", "idList": "b", "idBoard": "c", "name": "Card"}', "one_card"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_gets_its_sentence_at_once(tmp_path, case):
    content, code = HOSTILE[case]
    path = tmp_path / "board.json"
    path.write_bytes(content)
    begun = time.monotonic()
    with pytest.raises(ImportRefused) as refused:
        trello.read(path)
    assert refused.value.code == code
    assert time.monotonic() - begun < 5


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "board.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(ImportRefused, match="200 MB; the limit is 40 MB"):
        trello.read(path)


@pytest.mark.parametrize(
    ("size", "said"), [(40_000_001, "40.1 MB"), (41_000_000, "41 MB"), (41_500_000, "41.5 MB")]
)
def test_a_file_over_the_limit_is_counted_as_the_limit_is_said(size, said):
    """The page said 40 MB, and 41 million bytes came in: it counted in 1,024."""
    reading.refuse_size(40_000_000)
    with pytest.raises(ImportRefused, match=f"weighs {said}; the limit is 40 MB"):
        reading.refuse_size(size)


def test_a_file_that_has_gone_is_refused(tmp_path):
    with pytest.raises(ImportRefused) as refused:
        trello.read(tmp_path / "nothing.json")
    assert refused.value.code == "gone"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_marks_and_other_unicode_encodings_are_read(tmp_path, encoding):
    path = tmp_path / "board.json"
    path.write_bytes(WHOLE.decode().encode(encoding))
    assert len(trello.read(path).cards) == 9


def test_an_empty_board_is_a_board():
    draft = trello.read_board({"name": "New", "lists": [], "cards": []})
    assert (draft.name, draft.lists, draft.cards) == ("New", [], [])


def test_letters_no_database_takes_are_left_out():
    board = json.loads(r'{"lists":[{"id":"l","name":"A\u0000B\ud800C"}],"cards":[]}')
    assert trello.read_board(board).lists[0].name == "ABC"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_refusal_and_each_loss_has_its_words(language):
    values = {
        "too_large": {"size": 200_000_000, "limit": reading.LIMIT},
        "over_the_limit": {"limit": reading.LIMIT},
        "not_json": {"line": 3},
        "not_xml": {"line": 3},
    }
    with speaking(language):
        for code in SENTENCES:
            refusal = ImportRefused(code, **values.get(code, {}))
            assert str(ImportRefused.loads(refusal.dumps())) == str(refusal)
            assert str(refusal).endswith((".", "?"))
        for title, sentence in LOSSES.values():
            assert title() and sentence().endswith(".")


def test_a_refusal_is_in_the_readers_language():
    with speaking("fr"):
        assert str(ImportRefused("empty")) == "Ce fichier est vide. Exportez-le à nouveau."
