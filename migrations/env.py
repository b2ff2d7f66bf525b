"""Alembic runs this file; see `migrations.upgrade`."""

from alembic import context
from sqlalchemy import create_engine


def known_tables():
    """The models' tables, needed only when a migration is written or compared."""
    from models.base import db

    return db.metadata


def run() -> None:
    engine = create_engine(context.config.attributes["address"])
    writing = context.config.attributes.get("compare", False)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        context.configure(
            connection=connection,
            target_metadata=known_tables() if writing else None,
            render_as_batch=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
