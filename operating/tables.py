"""The rows of a database as plain values, alike on both kinds.

Tables are read as the database has them and not as the models say: a backup is made of a
database that still lacks a step, and restored into one of the shape it had.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    NullPool,
    Table,
    Time,
    create_engine,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url

from models.base import tune

STEPS = "alembic_version"
AT_ONCE = 1000
SERIAL = "SELECT pg_get_serial_sequence(quote_ident(:table), :column)"


def is_missing(address: str) -> bool:
    """A database that is a file which nobody has made yet; opened, it would be made."""
    known = make_url(address)
    return known.get_backend_name() == "sqlite" and not Path(known.database or "").is_file()


@contextmanager
def connected(address: str, **options: Any) -> Iterator[Connection]:
    """One connection to the database of an instance, and nothing left open after it."""
    engine = create_engine(address, poolclass=NullPool, hide_parameters=True, **options)
    tune(engine)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def one_moment(address: str) -> Iterator[Connection]:
    """All that is read inside is as of one instant, while others go on writing."""
    postgres = {"isolation_level": "REPEATABLE READ"}
    options = postgres if address.startswith("postgresql") else {}
    with connected(address, **options) as connection, connection.begin():
        step_of(connection)  # the first question fixes the instant
        yield connection


def step_of(connection: Connection) -> str | None:
    """The last migration that this database has had; None where it has had none."""
    if not inspect(connection).has_table(STEPS):
        return None
    return connection.scalar(text(f"SELECT version_num FROM {STEPS}"))


def tables_of(connection: Connection) -> list[Table]:
    """All tables that hold rows of ours, by name."""
    known = MetaData()
    known.reflect(connection)
    tables = [table for name, table in sorted(known.tables.items()) if name != STEPS]
    for column in (column for table in tables for column in table.c):
        if isinstance(column.type, JSON) and column.nullable:
            column.type = JSON(none_as_null=True)
    return tables


def rows_of(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Each row as plain values in the order of its columns, in the order of its key."""
    everything = select(table).order_by(*table.primary_key.columns)
    with connection.execution_options(yield_per=AT_ONCE).execute(everything) as rows:
        for row in rows:
            yield [plain(value) for value in row]


def add_rows(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> int:
    """Write plain rows; says how many."""
    columns = {column.name: column for column in table.c}
    waiting: list[dict[str, Any]] = []
    count = 0
    for row in rows:
        waiting.append({name: value_for(columns[name], value) for name, value in row.items()})
        count += 1
        if len(waiting) == AT_ONCE:
            connection.execute(table.insert(), waiting)
            waiting = []
    if waiting:
        connection.execute(table.insert(), waiting)
    return count


def plain(value: Any) -> Any:
    """What JSON can say. An instant is said in UTC and without its offset, as SQLite keeps it."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, date | time):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def value_for(column: Column[Any], said: Any) -> Any:
    """The reverse of `plain`, for a column of this type."""
    kind = column.type
    if said is None:
        return None
    if isinstance(kind, DateTime):
        instant = datetime.fromisoformat(said)
        return instant.replace(tzinfo=UTC) if kind.timezone else instant
    if isinstance(kind, Date):
        return date.fromisoformat(said)
    if isinstance(kind, Time):
        return time.fromisoformat(said)
    return b64decode(said) if isinstance(kind, LargeBinary) else said


# Numbers that were given once are not given again, also those of rows that have gone.


def numbers_given(connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """The last number that each table gave, where the database remembers it."""
    if connection.dialect.name == "sqlite":
        kept = connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all()
        return dict(kept)
    found = {}
    for table, sequence in _serials(connection, tables):
        last, called = connection.execute(
            text(f"SELECT last_value, is_called FROM {sequence}")
        ).one()
        found[table.name] = last if called else 0
    return found


def go_on_from(connection: Connection, tables: Iterable[Table], given: dict[str, int]) -> None:
    """The next number of each table is greater than any it has given."""
    if connection.dialect.name == "sqlite":
        known = {table.name for table in tables}
        for name in known & given.keys():
            _remember(connection, name, given[name])
        return
    for table, sequence in _serials(connection, tables):
        highest = connection.scalar(select(func.max(*table.primary_key))) or 0
        last = max(highest, given.get(table.name, 0))
        call = text("SELECT setval(:sequence, :last, :called)")
        connection.execute(call, {"sequence": sequence, "last": max(last, 1), "called": last > 0})


def _remember(connection: Connection, name: str, last: int) -> None:
    values = {"name": name, "last": last}
    kept = connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), values)
    if kept is None:
        connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), values)
    elif kept < last:
        connection.execute(
            text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name"), values
        )


def _serials(connection: Connection, tables: Iterable[Table]) -> Iterator[tuple[Table, str]]:
    for table in tables:
        if len(table.primary_key) == 1:
            (key,) = table.primary_key
            names = {"table": table.name, "column": key.name}
            if sequence := connection.scalar(text(SERIAL), names):
                yield table, sequence
