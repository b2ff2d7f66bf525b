"""What cannot be kept or restored is refused with a sentence, and nothing is changed."""

import json
import shutil
from zipfile import ZipFile

import pytest

import migrations
from models.base import Base
from operating.archive import Refused
from operating.backup import back_up
from operating.restore import restore
from tests.operating.conftest import empty_instance, everything


def changed(file, place, name, change_bytes):
    """The same backup with one entry changed, its checksums right."""
    with ZipFile(file) as old, ZipFile(place, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change_bytes(content) if entry == name else content)
    return place


def manifest_with(**values):
    return lambda content: json.dumps(json.loads(content) | values).encode()


@pytest.fixture
def untouched(tmp_path):
    """An empty instance that must still be empty at the end."""
    here = empty_instance("sqlite", tmp_path)
    migrations.upgrade(here.database)
    yield here
    assert not any(everything(here).values())
    assert migrations.is_current(here.database)


def test_a_damaged_file_is_refused(kept, tmp_path, untouched):
    _, file = kept("sqlite")
    for place in (200, file.stat().st_size // 2):
        content = bytearray(file.read_bytes())
        content[place : place + 8] = b"\0" * 8
        (tmp_path / "hurt.zip").write_bytes(content)
        with pytest.raises(Refused, match="is damaged"):
            restore(untouched, tmp_path / "hurt.zip")


@pytest.mark.parametrize("content", [b"", b"PK", b"a letter"])
def test_what_is_no_backup_is_refused(tmp_path, untouched, content):
    (tmp_path / "other.zip").write_bytes(content)
    with pytest.raises(Refused, match="no backup of Jalon"):
        restore(untouched, tmp_path / "other.zip")


def test_a_backup_that_lacks_rows_is_refused(kept, tmp_path, untouched):
    _, file = kept("sqlite")
    short = changed(file, tmp_path / "short.zip", "tables/comment.jsonl", lambda lines: b"")
    with pytest.raises(Refused, match="is damaged"):
        restore(untouched, short)


@pytest.mark.parametrize("newer", [{"format": 99}, {"step": "9999"}])
def test_a_backup_of_a_newer_jalon_asks_for_it(kept, tmp_path, untouched, newer):
    _, file = kept("sqlite")
    later = changed(file, tmp_path / "later.zip", "manifest.json", manifest_with(**newer))
    with pytest.raises(Refused, match="newer Jalon"):
        restore(untouched, later)


def test_a_backup_of_another_shape_is_refused(kept, tmp_path, untouched):
    _, file = kept("sqlite")
    shape = manifest_with(tables={"agency": ["id", "motto"]})
    with pytest.raises(Refused, match="another shape"):
        restore(untouched, changed(file, tmp_path / "other.zip", "manifest.json", shape))
    assert not (untouched.instance / "reports").exists()


def test_a_file_that_would_lie_outside_of_the_instance_is_refused(kept, tmp_path, untouched):
    _, file = kept("sqlite")
    shutil.copy(file, tmp_path / "sly.zip")
    with ZipFile(tmp_path / "sly.zip", "a") as archive:
        archive.writestr("files/../../outside.txt", "x")
    with pytest.raises(Refused, match="is damaged"):
        restore(untouched, tmp_path / "sly.zip")
    assert not list(tmp_path.rglob("outside.txt"))


def test_a_row_that_the_database_refuses_leaves_it_empty(kept, tmp_path, untouched):
    _, file = kept("sqlite")
    alone = changed(file, tmp_path / "loose.zip", "tables/project.jsonl", renumbered)
    with pytest.raises(Refused, match="took nothing"):
        restore(untouched, alone)


def renumbered(lines):
    """The first project gets another number, which nothing refers to."""
    first, _, rest = lines.partition(b"\n")
    row = json.loads(first)
    row[list(Base.metadata.tables["project"].c.keys()).index("id")] = 777
    return json.dumps(row).encode() + b"\n" + rest


def test_a_backup_never_takes_the_place_of_another(kept, tmp_path):
    here, file = kept("sqlite")
    was = file.read_bytes()
    with pytest.raises(Refused, match="there already"):
        back_up(here, file)
    assert file.read_bytes() == was


def test_a_backup_does_not_lie_in_what_it_keeps(kept):
    here, _ = kept("sqlite")
    with pytest.raises(Refused, match="outside"):
        back_up(here, here.instance / "backup.zip")


def test_an_instance_without_an_agency_has_nothing_to_keep(tmp_path):
    here = empty_instance("sqlite", tmp_path)
    with pytest.raises(Refused, match="no database"):
        back_up(here, tmp_path / "b.zip")
    migrations.upgrade(here.database)
    with pytest.raises(Refused, match="no agency"):
        back_up(here, tmp_path / "b.zip")
    assert not list(tmp_path.glob("*b.zip*"))
