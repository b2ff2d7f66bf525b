"""A backup is the instance: every row, every file, as of one moment, on either kind of database."""

import shutil
import stat
import threading
from datetime import time, timedelta
from itertools import product
from zipfile import ZipFile

import pytest
from sqlalchemy import delete, func, select

import migrations
from files.keeping import place_of
from models import (
    Delivery,
    Event,
    File,
    ImportRun,
    Project,
    ReportSchedule,
    Task,
    User,
    change,
    db,
    now,
)
from models.base import Base
from operating.archive import Refused
from operating.backup import back_up
from operating.restore import restore
from operating.tables import connected
from tests.operating.conftest import (
    KINDS,
    empty_instance,
    everything,
    inside,
    is_sound,
)

# What a restored instance holds back until a person has looked.
SETTLED = ("delivery", "import_run", "report_schedule")
both_ways = pytest.mark.parametrize(("source", "target"), list(product(KINDS, KINDS)))
on_both = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="session")
def restored(kept, tmp_path_factory):
    """`restored("sqlite", "postgresql")`: the instance before, and what its backup became there."""
    made = {}

    def pair(source, target):
        if (source, target) not in made:
            before, file = kept(source)
            here = empty_instance(target, tmp_path_factory.mktemp("restored"))
            restore(here, file)
            made[source, target] = before, here
        return made[source, target]

    return pair


@both_ways
def test_what_is_restored_equals_what_was_kept_row_by_row(restored, source, target):
    before, here = restored(source, target)
    was, now_is = everything(before), everything(here)
    for settled in SETTLED:  # tests of their own, below
        assert len(was.pop(settled)) == len(now_is.pop(settled))
    assert now_is == was
    assert sum(map(len, was.values())) > 1000
    assert is_sound(here)


@both_ways
def test_kept_again_it_is_the_same_lines(kept, restored, tmp_path, source, target):
    _, file = kept(source)
    _, here = restored(source, target)
    back_up(here, tmp_path / "again.zip")
    assert stat.S_IMODE((tmp_path / "again.zip").stat().st_mode) == 0o600
    settled = {f"tables/{name}.jsonl" for name in SETTLED}
    with ZipFile(file) as first, ZipFile(tmp_path / "again.zip") as second:
        assert sorted(first.namelist()) == sorted(second.namelist())
        for name in set(first.namelist()) - {"manifest.json"} - settled:
            assert first.read(name) == second.read(name), name


@on_both
def test_the_files_come_back_as_they_were_and_private(restored, kind):
    before, here = restored(kind, kind)
    names = ["secret", "uploads/import-1.json", "reports/r.pdf"]
    for name in names:
        path = here.instance / name
        assert path.read_bytes() == (before.instance / name).read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@on_both
def test_what_one_person_printed_for_an_hour_is_not_kept(restored, kind):
    before, here = restored(kind, kind)
    assert (before.instance / "printouts" / "p.pdf").exists()
    assert not (here.instance / "printouts" / "p.pdf").exists()


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
def test_the_bytes_of_a_file_on_a_task_are_kept_and_come_back(restored, source, target):
    _before, here = restored(source, target)
    with inside(here):
        (file,) = db.session.scalars(select(File).where(File.name == "Plan.pdf"))
        assert place_of(file.key).read_bytes() == b"%PDF-1.7 plan"
        assert stat.S_IMODE(place_of(file.key).stat().st_mode) == 0o600


@both_ways
def test_a_file_that_a_row_names_is_found_in_the_new_folder(restored, source, target):
    _before, here = restored(source, target)
    with inside(here):
        assert db.session.scalars(select(ImportRun.path)).all() == [
            str(here.uploads / "import-1.json")
        ]


@on_both
def test_a_letter_that_waited_may_have_left_since_so_a_person_decides(restored, kind):
    _before, here = restored(kind, kind)
    with inside(here):
        letters = db.session.scalars(select(Delivery)).all()
        assert not {one.state for one in letters} & {"queued", "sending"}
        (waited,) = [one for one in letters if one.subject == "Votre rapport"]
        assert waited.may_be_settled and waited.next_try_at is None
        assert waited.content == b"Bonjour \xe9\x00"
        assert Delivery.take() is None


@on_both
def test_a_report_whose_hour_came_since_waits_and_one_to_come_does_not(kept, tmp_path, kind):
    """It was released: restored after its hour, the copy sent it a second time by itself."""
    _before, file = kept(kind)
    here, there = (empty_instance(kind, tmp_path / name) for name in ("here", "there"))
    restore(here, file)
    with inside(here):
        scheduled(timedelta(hours=-1), timedelta(hours=1))
    back_up(here, tmp_path / "scheduled.zip")
    restore(there, tmp_path / "scheduled.zip")
    with inside(there):
        past, to_come = db.session.scalars(select(ReportSchedule).order_by(ReportSchedule.next_at))
        assert past.held_at is not None
        assert to_come.held_at is None


def scheduled(*from_now):
    with change() as session:
        session.execute(delete(ReportSchedule))  # those of the sample
        author = session.scalars(select(User)).first()
        for project, after in zip(session.scalars(select(Project)), from_now, strict=False):
            form = {"weeks": 1, "weekday": 4, "hour": time(16), "language": "fr"}
            ReportSchedule.plan(project, by=author, timezone="Europe/Paris", **form)
            ReportSchedule.of(project).next_at = now() + after


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
def test_a_backup_taken_while_people_write_is_one_moment(kept, tmp_path, kind):
    """Each change makes a file and then a task that names it: neither comes without the other."""
    here = empty_instance(kind, tmp_path / "busy")
    restore(here, kept(kind)[1])
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
