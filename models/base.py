"""The database, its clock, and the one way to change it."""

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, String, TypeDecorator, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from models.alphabet import ALPHABET, in_order

LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


# Constraints bear names, so that a later migration can speak of them on SQLite too.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table descends from this."""

    metadata = MetaData(naming_convention=NAMES)


# A change begins by forgetting what was read, so what it committed may stay in memory.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
Rank = String(64).with_variant(String(64, collation="C"), "postgresql")


class Clock:
    """The one clock; tests set `at` to stop it."""

    at: ClassVar[datetime | None] = None


_telling: ContextVar[datetime | None] = ContextVar("telling", default=None)


def now() -> datetime:
    """The present instant, in UTC."""
    return _telling.get() or Clock.at or datetime.now(UTC)


@contextmanager
def telling(at: datetime) -> Iterator[None]:
    """What is written inside happened then: for this thread only, the others' clock goes on."""
    token = _telling.set(at)
    try:
        yield
    finally:
        _telling.reset(token)


def random_id(length: int = 10) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


class Instant(TypeDecorator):
    """An aware UTC instant; SQLite keeps it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


class Addressed:
    """A private number for the database, a random public one for everybody else."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=random_id)


# SQLite lets one writer in at a time and its waiting is a lottery of sleeps.
# The threads of one process queue here first, so only processes ever meet in SQLite's own wait.
_turn = threading.Lock()


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.create_collation(ALPHABET, in_order)
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "cache_size=-32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _compile_nothing(connection: Any, _record: Any) -> None:
    """PostgreSQL would compile a search for a second, to run it in 40 ms."""
    connection.execute("SET jit = off")
    connection.commit()


def _begin(connection: Any) -> None:
    if not connection.get_execution_options().get("write"):
        connection.exec_driver_sql("BEGIN")
        return
    _turn.acquire()
    connection.info["turn"] = True
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _give_back(connection)
        raise


def _give_back(connection: Any) -> None:
    if connection.info.pop("turn", None):
        _turn.release()


def _finish(connection: Any, sql: str) -> None:
    # An explicit statement: with isolation_level None the driver's own commit() does nothing early.
    try:
        connection.exec_driver_sql(sql)
    finally:
        _give_back(connection)


def _undo(connection: Any) -> None:
    if connection.connection.dbapi_connection.in_transaction:
        _finish(connection, "ROLLBACK")
    else:  # its beginning was refused, and this must not hide why
        _give_back(connection)


def is_locked(problem: DBAPIError) -> bool:
    """Was SQLite waited for in vain, because another process kept on writing?"""
    return getattr(problem.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def tune(engine: Engine) -> None:
    """Make SQLite safe for many readers and one writer at a time, and PostgreSQL answer at once."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _compile_nothing)
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "commit", lambda connection: _finish(connection, "COMMIT"))
    event.listen(engine, "rollback", _undo)


def _writing() -> dict[str, Any]:
    # A page is read as of one moment; a writer must see what it waited for.
    if db.engine.dialect.name == "postgresql":
        return {"write": True, "isolation_level": "READ COMMITTED"}
    return {"write": True}


@contextmanager
def change() -> Iterator[Session]:
    """One write transaction: committed at the end, undone on any exception.

    What was read before is forgotten, so every decision inside rests on fresh rows.
    """
    db.session.rollback()
    db.session.expire_all()
    db.session.connection(execution_options=_writing())
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def in_turn(*read: Any) -> None:
    """In a change of who takes part, or of what they may: wait for the one before, and read again
    what was read until now. SQLite lets in one writer anyway.

    It locks no person’s row: a writer whose event is to be numbered would wait for that row, and be
    waited for.
    """
    if db.engine.dialect.name != "postgresql":
        return
    db.session.execute(text("SELECT pg_advisory_xact_lock(20261123)"))
    for thing in read:
        db.session.refresh(thing)


def is_still_there(thing: Any) -> bool:
    """In turn, and read again, for whoever came before may have changed or removed it; what is
    gone is neither changed nor removed."""
    in_turn()
    db.session.flush()
    noun = type(thing)
    again = select(noun).where(noun.id == thing.id).execution_options(populate_existing=True)
    return db.session.scalar(again) is not None


def count_anew() -> None:
    """After many rows at once: PostgreSQL goes by counts that it renews only a minute later, and a
    search among 100,000 new tasks took half a second until then.
    """
    if db.engine.dialect.name == "postgresql":
        with change():
            db.session.execute(text("ANALYZE"))


def connect(app: Any, address: str) -> None:
    """Bind the tables to this app's database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    options: dict[str, Any] = {"pool_size": 20, "max_overflow": 10, "pool_pre_ping": False}
    options["hide_parameters"] = True  # what was written is nobody’s to read in a log
    if address.startswith("postgresql"):
        options["isolation_level"] = "REPEATABLE READ"
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    with app.app_context():
        tune(db.engine)
