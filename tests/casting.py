"""The cast is written once for each database; further tests get its rows laid down again."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from models.base import Base, Clock, db, now, random_id
from tests.cast import Cast, assemble


class Casting:
    """What `assemble` wrote, as rows, and who of them is who."""

    def __init__(self) -> None:
        Clock.at, stopped = None, Clock.at
        cast = assemble()
        self.written = now()
        Clock.at = stopped
        self.named = {one.name: _numbers(getattr(cast, one.name)) for one in fields(Cast)}
        self.rows = rows_of(Base.metadata.sorted_tables)

    def again(self) -> Cast:
        """On an empty database, as if it had been written just now, at whatever the clock says."""
        later = now() - self.written
        with db.engine.begin() as connection:
            for table, rows in self.rows.items():
                if rows:
                    connection.execute(table.insert(), [_laid_down(row, later) for row in rows])
        return Cast(**{name: _things(numbers) for name, numbers in self.named.items()})


def rows_of(tables: Iterable[Table]) -> dict[Table, list[dict[str, Any]]]:
    with db.engine.connect() as connection:
        return {table: _rows(connection, table) for table in tables}


def _rows(connection: Any, table: Table) -> list[dict[str, Any]]:
    ordered = select(table).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(ordered).mappings()]


def _laid_down(row: dict[str, Any], later: timedelta) -> dict[str, Any]:
    """What a process keeps in memory goes by public ids: those of another test are not these."""
    instants = {n: at + later for n, at in row.items() if isinstance(at, datetime) and at.tzinfo}
    return row | instants | ({"public_id": random_id()} if "public_id" in row else {})


def _numbers(things: Any) -> Any:
    if isinstance(things, dict):
        return {name: _numbers(one) for name, one in things.items()}
    return type(things), things.id


def _things(numbers: Any) -> Any:
    """Things of one kind are read by one statement."""
    if not isinstance(numbers, dict):
        kind, number = numbers
        return db.session.get_one(kind, number)
    kind = next(iter(numbers.values()))[0]
    wanted = {number for _kind, number in numbers.values()}
    found = {one.id: one for one in db.session.scalars(select(kind).where(kind.id.in_(wanted)))}
    return {name: found[number] for name, (_kind, number) in numbers.items()}
