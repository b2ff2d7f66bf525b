"""The shape of the database, step by step: `migrations.upgrade(address)`."""

from pathlib import Path

from alembic import command
from alembic.config import Config

HERE = Path(__file__).resolve().parent


def config(address: str) -> Config:
    """Alembic's configuration for one database address (an SQLAlchemy URL)."""
    alembic = Config()
    alembic.set_main_option("script_location", str(HERE))
    alembic.attributes["address"] = address
    return alembic


def upgrade(address: str, to: str = "head") -> None:
    command.upgrade(config(address), to)


def downgrade(address: str, to: str = "base") -> None:
    command.downgrade(config(address), to)
