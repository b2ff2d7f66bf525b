"""A backup becomes an instance again, on either kind of database: all of it, or nothing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

import migrations
from models.base import now
from operating import archive
from operating.archive import Manifest, Refused
from operating.tables import add_rows, connected, go_on_from, plain, tables_of
from settings import Settings

WAITING = ("queued", "sending")
LATER = "{table} of the backup has another shape than here: use the version of Jalon that made it."


def restore(here: Settings, place: Path) -> Manifest:
    """Fill this empty instance with what a backup holds. Raises Refused."""
    with archive.existing(place) as (kept, manifest):
        refuse_an_unknown_step(manifest)
        migrations.upgrade(here.database)
        refuse_an_agency(here)
        migrations.downgrade(here.database, manifest.step)
        try:
            refuse_another_shape(here, manifest)
            lay_down(here, kept)
            write_rows(here, kept, manifest)
        except DBAPIError as problem:
            reason = str(problem.orig).splitlines()[0]
            raise Refused(f"The database took nothing of the backup: {reason}") from None
        finally:
            migrations.upgrade(here.database)
    return manifest


def refuse_an_unknown_step(manifest: Manifest) -> None:
    if manifest.step not in migrations.steps():
        raise Refused("The backup was made by a newer Jalon: bring this one up to date first.")


def refuse_an_agency(here: Settings) -> None:
    with connected(here.database) as connection:
        name = connection.scalar(text("SELECT name FROM agency"))
    if name is not None:
        raise Refused(
            f"An agency lives here already, {name}: nothing was changed. "
            "Restore into an empty instance (JALON_INSTANCE, DATABASE_URL)."
        )


def lay_down(here: Settings, kept: ZipFile) -> None:
    """The files, private; done again after a crash it comes to the same."""
    for name, place in list(archive.files_in(kept)):
        path = here.instance / place
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.restored")
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with kept.open(name) as source, os.fdopen(opened, "wb") as target:
            shutil.copyfileobj(source, target)
        draft.replace(path)


def write_rows(here: Settings, kept: ZipFile, manifest: Manifest) -> None:
    with connected(here.database) as plain:
        connection = plain.execution_options(write=True)
        with connection.begin():
            tables = tables_of(connection)
            with references_later(connection, tables):
                for table in tables:
                    connection.execute(table.delete())
                for table in tables:
                    write_table(connection, table, kept, manifest, here)
            go_on_from(connection, tables, manifest.numbers)


def refuse_another_shape(here: Settings, manifest: Manifest) -> None:
    with connected(here.database) as connection:
        tables = tables_of(connection)
    shape = {table.name: {column.name for column in table.c} for table in tables}
    for name, columns in manifest.tables.items():
        if shape.pop(name, None) != set(columns):
            raise Refused(LATER.format(table=name))
    for name in shape:
        raise Refused(LATER.format(table=name))


@contextmanager
def references_later(connection: Connection, tables: list[Table]) -> Iterator[None]:
    """What a row refers to may come after it; at the end all must be there."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield
        return
    for table in tables:
        change_references(connection, table, "DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table in tables:
        change_references(connection, table, "NOT DEFERRABLE")


def change_references(connection: Connection, table: Table, to: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for reference in table.foreign_key_constraints:
        sql = f"ALTER TABLE {quote(table.name)} ALTER CONSTRAINT {quote(str(reference.name))} {to}"
        connection.execute(text(sql))


def write_table(
    connection: Connection, table: Table, kept: ZipFile, manifest: Manifest, here: Settings
) -> None:
    rows = archive.rows_in(kept, manifest, table.name)
    count = add_rows(connection, table, (at_home(table, row, manifest, here) for row in rows))
    if count != manifest.rows[table.name]:
        raise BadZipFile


def at_home(
    table: Table, row: dict[str, Any], manifest: Manifest, here: Settings
) -> dict[str, Any]:
    """The row as it is true here and now."""
    if table.name == "delivery" and row["state"] in WAITING:
        # It may have left since: never twice by itself, so a person decides (models/delivery.py).
        return row | {"state": "uncertain", "next_try_at": None, "claimed_at": None, "answer": ""}
    if table.name == "report_schedule" and is_past(row["next_at"]):
        # The same of a report whose hour came since: models/report_schedule.py.
        return row | {"held_at": row["held_at"] or plain(now())}
    before, after = f"{manifest.instance}/", f"{here.instance}/"
    moved = {
        name: after + value.removeprefix(before)
        for name, value in row.items()
        if name.endswith("path") and isinstance(value, str) and value.startswith(before)
    }
    return row | moved


def is_past(said: str) -> bool:
    """Has this instant of a backup come?"""
    return datetime.fromisoformat(said).replace(tzinfo=UTC) <= now()
