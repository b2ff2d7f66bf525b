"""The migrations make what the models say, and can be taken back with the rows in place."""

from sqlalchemy import create_engine, inspect

import migrations
from models import Task, db
from tests.cast import assemble
from tests.conftest import app_on


def tables(address):
    engine = create_engine(address)
    names = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return names


def test_migrations_make_exactly_what_the_models_say(bare_database):
    migrations.upgrade(bare_database)
    migrations.compare(bare_database)


def test_a_filled_database_goes_down_and_up_again(bare_database, tmp_path):
    migrations.upgrade(bare_database)
    app = app_on(bare_database, tmp_path / "instance")
    with app.app_context():
        assemble()
        assert db.session.query(Task).count() > 5
        db.session.remove()
        db.engine.dispose()
    migrations.downgrade(bare_database)
    assert tables(bare_database) == set()
    migrations.upgrade(bare_database)
    assert "task" in tables(bare_database)
