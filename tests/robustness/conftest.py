import os
import signal

import pytest
from sqlalchemy import text

from benchmarks.instance import Instance
from models import db
from tests.conftest import app_on

ROUNDS = 20 if os.environ.get("JALON_LONG") else 2


@pytest.fixture
def instance():
    """A served instance of its own, with one board of a hundred cards."""
    here = Instance(100)
    yield here
    for name in list(here.running):
        here.stop(name, signal.SIGKILL)
    here.end()


@pytest.fixture
def inside(instance):
    """The same instance's database, as this process sees it."""
    app = app_on(f"sqlite:///{instance.folder}/jalon.db", instance.folder)
    with app.app_context():
        yield db.session
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def is_sound(inside):
    def sound() -> bool:
        """Every page of the file, every reference, and no event missing or out of order."""
        inside.rollback()
        numbers = inside.execute(text("SELECT seq FROM event ORDER BY seq")).scalars().all()
        return (
            inside.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            and inside.execute(text("PRAGMA foreign_key_check")).all() == []
            and numbers == list(range(1, len(numbers) + 1))
        )

    return sound
