"""A backup is the instance: every row, every file, as of one moment, on either kind of database."""

import json
import shutil
import stat
import threading
from itertools import product
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

import migrations
from models import Delivery, Event, ImportRun, Task, User, change, db
from models.base import Base
from operating.archive import Refused
from operating.backup import back_up
from operating.restore import restore
from operating.tables import connected
from tests.operating.conftest import (
    KINDS,
    empty_instance,
    everything,
    filled_instance,
    inside,
    is_sound,
)

both_ways = pytest.mark.parametrize(("source", "target"), list(product(KINDS, KINDS)))
on_both = pytest.mark.parametrize("kind", KINDS)


@both_ways
def test_what_is_restored_equals_what_was_kept_row_by_row(kept, tmp_path, source, target):
    before, file = kept(source)
    here = empty_instance(target, tmp_path)
    restore(here, file)
    was, now_is = everything(before), everything(here)
    for settled in ("delivery", "import_run"):  # tests of their own, below
        assert len(was.pop(settled)) == len(now_is.pop(settled))
    assert now_is == was
    assert sum(map(len, was.values())) > 1000
    assert is_sound(here)


@both_ways
def test_kept_again_it_is_the_same_lines(kept, tmp_path, source, target):
    _before, file = kept(source)
    here = empty_instance(target, tmp_path)
    restore(here, file)
    back_up(here, tmp_path / "again.zip")
    settled = ("tables/delivery.jsonl", "tables/import_run.jsonl")
    with ZipFile(file) as first, ZipFile(tmp_path / "again.zip") as second:
        assert sorted(first.namelist()) == sorted(second.namelist())
        for name in set(first.namelist()) - {"manifest.json", *settled}:
            assert first.read(name) == second.read(name), name


@on_both
def test_the_files_come_back_as_they_were_and_private(kept, tmp_path, kind):
    before, file = kept(kind)
    here = empty_instance(kind, tmp_path)
    restore(here, file)
    names = ["secret", "uploads/import-1.json", "reports/r.pdf"]
    for name in names:
        path = here.instance / name
        assert path.read_bytes() == (before.instance / name).read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@both_ways
def test_a_number_that_was_given_is_not_given_again(kept, tmp_path, source, target):
    _before, file = kept(source)
    here = empty_instance(target, tmp_path)
    restore(here, file)
    with inside(here):
        highest = db.session.scalar(select(func.max(Task.id)))
        with change() as session:
            beside = session.scalars(select(Task).where(Task.column_id.is_not(None))).first()
            owner = session.scalars(select(User).where(User.role == "owner")).first()
            made = Task.create(beside.project, "Nouvelle", by=owner, column=beside.column)
        assert made.id == highest + 2  # the one between was deleted before the backup


@both_ways
def test_a_file_that_a_row_names_is_found_in_the_new_folder(kept, tmp_path, source, target):
    _before, file = kept(source)
    here = empty_instance(target, tmp_path)
    restore(here, file)
    with inside(here):
        assert db.session.scalars(select(ImportRun.path)).all() == [
            str(here.uploads / "import-1.json")
        ]


@on_both
def test_a_letter_that_waited_may_have_left_since_so_a_person_decides(kept, tmp_path, kind):
    _before, file = kept(kind)
    here = empty_instance(kind, tmp_path)
    restore(here, file)
    with inside(here):
        letters = db.session.scalars(select(Delivery)).all()
        assert {one.state for one in letters} <= {"uncertain", "sent"}
        (waited,) = [one for one in letters if one.subject == "Votre rapport"]
        assert waited.may_be_settled and waited.next_try_at is None
        assert "may have left" in waited.answer
        assert waited.content == b"Bonjour \xe9\x00"
        assert Delivery.take() is None


@on_both
def test_where_an_agency_lives_nothing_is_restored(kept, tmp_path, kind):
    _before, file = kept(kind)
    here = empty_instance(kind, tmp_path)
    restore(here, file)
    was = everything(here)
    with pytest.raises(Refused, match="An agency lives here already"):
        restore(here, file)
    assert everything(here) == was


@on_both
def test_what_an_emptied_instance_still_holds_makes_room(kept, tmp_path, kind):
    before, file = kept(kind)
    here = empty_instance(kind, tmp_path)
    migrations.upgrade(here.database)
    with inside(here), change() as session:
        session.add(Event(seq=70_000, kind="agency.emptied", subject_type="Agency"))
    restore(here, file)
    assert is_sound(here)
    assert everything(here)["event"] == everything(before)["event"]


@on_both
def test_a_backup_taken_while_people_write_is_one_moment(tmp_path, kind):
    """Each change makes a file and then a task that names it: neither comes without the other."""
    here = filled_instance(kind, tmp_path / "busy")
    stop, started, failed = threading.Event(), threading.Event(), []

    def write() -> None:
        with inside(here):
            number = 0
            while not stop.is_set():
                number += 1
                (here.uploads / f"{number}.txt").write_text("x")
                with change() as session:
                    beside = session.scalars(
                        select(Task).where(Task.column_id.is_not(None))
                    ).first()
                    owner = session.scalars(select(User).where(User.role == "owner")).first()
                    Task.create(beside.project, f"file {number}", by=owner, column=beside.column)
                if number == 5:
                    started.set()

    def write_or_tell() -> None:
        try:
            write()
        except BaseException as problem:
            failed.append(problem)
            started.set()

    writer = threading.Thread(target=write_or_tell)
    writer.start()
    started.wait(60)
    back_up(here, tmp_path / "kept.zip")
    stop.set()
    writer.join()
    assert not failed
    there = empty_instance(kind, tmp_path / "there")
    restore(there, tmp_path / "kept.zip")
    assert is_sound(there)
    rows, later = everything(there), everything(here)
    count = len(rows["event"])
    assert rows["event"] == later["event"][:count]
    named = {row for row in titles(rows) if row.startswith("file ")}
    assert len(named) >= 5
    for title in named:
        assert (there.uploads / f"{title.removeprefix('file ')}.txt").is_file()
    created = sum("task.created" in row for row in rows["event"])
    assert created == sum("task.created" in row for row in later["event"][:count])
    assert len(rows["event"]) < len(later["event"]), "nobody wrote meanwhile"


def titles(rows):
    place = list(Base.metadata.tables["task"].c.keys()).index("title")
    return [row[place] for row in rows["task"]]


# What cannot be taken is refused with a sentence, and nothing is changed


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
    assert is_current(here)


def is_current(here):
    return migrations.is_current(here.database)


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


# A backup outlives the version that made it


STEP = '''
"""A motto"""
import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{before}"


def upgrade():
    with op.batch_alter_table("agency") as batch:
        batch.add_column(sa.Column("motto", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE agency SET motto = 'Avec ' || name")


def downgrade():
    with op.batch_alter_table("agency") as batch:
        batch.drop_column("motto")
'''


@on_both
def test_a_backup_from_before_an_upgrade_is_restored_after_it(kept, tmp_path, monkeypatch, kind):
    _before, file = kept(kind)
    last = migrations.steps()[-1]
    later = shutil.copytree(migrations.HERE, tmp_path / "migrations")
    step = STEP.format(number=f"{int(last) + 1:04d}", before=last)
    (later / "versions" / f"{int(last) + 1:04d}_motto.py").write_text(step)
    monkeypatch.setattr(migrations, "HERE", later)
    here = empty_instance(kind, tmp_path)
    restore(here, file)
    with connected(here.database) as connection:
        rows = connection.exec_driver_sql("SELECT name, motto FROM agency").all()
    assert [motto for _, motto in rows] == [f"Avec {name}" for name, _ in rows]
    with pytest.raises(Refused, match="An agency lives here"):
        restore(here, file)


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
