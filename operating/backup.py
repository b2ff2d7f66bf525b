"""One file that holds an instance: its rows and its files, as of one moment, while it serves."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from models import printout
from operating import archive, pulse, scratch
from operating.archive import Manifest, Refused
from operating.tables import is_missing, numbers_given, one_moment, rows_of, step_of, tables_of
from settings import Settings

# What a machine makes anew, and what only the running instance means something by.
NOT_KEPT = ("welcome-code", pulse.FOLDER, scratch.FOLDER, printout.FOLDER)
DATABASE = "jalon.db"


def back_up(here: Settings, place: Path) -> Manifest:
    """Write all that belongs to this instance into one new file. Raises Refused."""
    if place.resolve().is_relative_to(here.instance.resolve()):
        raise Refused(f"{place} lies in the instance itself: choose a place outside of it.")
    if is_missing(here.database):
        raise Refused("There is nothing to keep yet: this instance has no database.")
    with archive.new(place) as made:
        add_files(made, here)
        with one_moment(here.database) as connection:
            # Whatever a row names was there before its row: those that came while we copied.
            add_files(made, here)
            manifest = described(connection, here)
            add_rows(made, manifest, connection)
        archive.add_manifest(made, manifest)
    return manifest


def add_files(made: ZipFile, here: Settings) -> None:
    taken = set(made.namelist())
    for path in files_of(here):
        name = path.relative_to(here.instance).as_posix()
        if archive.FILES + name not in taken:
            archive.add_file(made, name, path)


def files_of(here: Settings) -> Iterator[Path]:
    """Everything in the folder of the instance but the database itself."""
    database = Path(make_url(here.database).database or DATABASE)
    skipped = (DATABASE, database.name if database.parent == here.instance else DATABASE)
    # Folders that are links to a larger disk are the instance's, too.
    for folder, _folders, names in os.walk(here.instance, followlinks=True):
        for path in (Path(folder, name) for name in sorted(names)):
            top = path.relative_to(here.instance).parts[0]
            if not top.startswith((".", *skipped)) and top not in NOT_KEPT:
                yield path


def described(connection: Connection, here: Settings) -> Manifest:
    step = step_of(connection)
    if step is None or connection.scalar(text("SELECT count(*) FROM agency")) == 0:
        raise Refused("There is nothing to keep yet: no agency has been created here.")
    tables = tables_of(connection)
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        step=step,
        database=connection.dialect.name,
        instance=str(here.instance),
        numbers=numbers_given(connection, tables),
        last_event=connection.scalar(text("SELECT max(seq) FROM event")) or 0,
        tables={table.name: [column.name for column in table.c] for table in tables},
    )


def add_rows(made: ZipFile, manifest: Manifest, connection: Connection) -> None:
    for table in tables_of(connection):
        rows = rows_of(connection, table)
        manifest.rows[table.name] = archive.add_table(made, table.name, rows)
