"""Alembic runs this file; see `migrations.upgrade`."""

from alembic import context
from sqlalchemy import Engine, create_engine, event


def known_tables():
    """The models' tables, needed only when a migration is written or compared."""
    import models
    from models.base import Base

    assert models.__all__
    return Base.metadata


def render_plainly(kind, thing, autogen_context):
    """A migration names no type of ours: it must still run when they have changed."""
    if kind == "type" and type(thing).__name__ == "Instant":
        return "sa.DateTime(timezone=True)"
    return False


def prepare_sqlite(engine: Engine) -> None:
    """All steps or none: by itself the driver would commit before each table it makes."""

    @event.listens_for(engine, "connect")
    def connect(connection, _record) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA busy_timeout=60000")

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def run() -> None:
    engine = create_engine(context.config.attributes["address"])
    writing = context.config.attributes.get("writing", False)
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=known_tables() if writing else None,
            render_as_batch=True,
            render_item=render_plainly,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
