"""Databases, the app, and who is signed in.

Tests under `ON_BOTH` that touch the database run on SQLite and on PostgreSQL, the others on SQLite
alone. Each begins with an empty, migrated database.
"""

import contextvars
import gc
import itertools
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, before_render_template
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, text

import fragments
import migrations
import settings
from app import create_app
from models.base import Base, Clock, db
from models.user import passwords
from tests.cast import Cast
from tests.casting import Casting
from tests.sampling import AFTERNOON, Account, loaded_at

ON_BOTH = ("models", "doors", "sight", "sample")
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
NO_POSTGRES = "PostgreSQL is not here; bin/test starts one where its package is installed"
COOKIE = "jalon"
# What a hash costs, and that it tells nothing, is asked in `models/test_passwords.py`.
HASTY = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
nobodys = cache(passwords._nobodys.__wrapped__)
NUMBERS = itertools.count(1)
# Kept past their fixtures: tests that run beside each other change between the two databases.
MADE: dict[str, str] = {}
APPS: dict[str, Flask] = {}
CASTS: dict[str, Casting] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        room = Path(metafunc.definition.path).relative_to(Path(__file__).parent).parts[0]
        kinds = ["sqlite", "postgresql"] if room in ON_BOTH else ["sqlite"]
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


def pytest_collection_finish() -> None:
    """What is loaded stays: the collector looked through it for a twentieth of all time."""
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With CI=true a skipped test is a failed one: a broken machine must not look green."""
    outcome: Any = yield
    report = outcome.get_result()
    may_skip = "reference" in item.path.parts or hasattr(report, "wasxfail")
    if report.skipped and os.environ.get("CI") == "true" and not may_skip:
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {report.longrepr}"


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a migrated database, made once for all tests of a process."""
    if request.param not in MADE:
        address = empty_address(request.param, tmp_path_factory.mktemp("database"))
        migrations.upgrade(address)
        MADE[request.param] = address
    return MADE[request.param]


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table, for one test."""
    return empty_address(request.param, tmp_path)


def empty_address(kind: str, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / 'jalon.db'}"
    if not POSTGRES:
        pytest.skip(NO_POSTGRES)
    name = f"jalon_{os.getpid()}_{next(NUMBERS)}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return POSTGRES.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def made_app(database: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    if database not in APPS:
        APPS[database] = app_on(database, tmp_path_factory.mktemp("instance"))
    return APPS[database]


def app_on(address: str, instance: Path) -> Flask:
    here = settings.load({"JALON_INSTANCE": str(instance), "DATABASE_URL": address})
    app = create_app(here)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with app.app_context():
        hurry(db.engine)
    before_render_template.connect(refuse_to_draw_in_a_change, app)
    return app


def hurry(engine: Engine) -> None:
    """No disk is waited for: what survives a fall is asked of real processes, in `robustness`."""

    def prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", prepare)


def refuse_to_draw_in_a_change(_app: Flask, **_what: Any) -> None:
    """A template takes its time, the first time most: nobody shall wait to write meanwhile."""
    if db.session().in_transaction():
        assert not db.session.connection().get_execution_options().get("write")


@pytest.fixture
def app(made_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app on an empty database, in a context, so that tests may use the models."""
    monkeypatch.setattr(passwords, "_strong", HASTY)
    monkeypatch.setattr(passwords, "_nobodys", nobodys)
    with made_app.app_context():
        empty_database()
        fragments.kept.clear()
        yield made_app
        db.session.remove()
    Clock.at = None


def empty_database() -> None:
    db.session.remove()
    statements = emptying()
    if db.engine.dialect.name == "postgresql":
        statements = ["; ".join(statements)]
    with db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@cache
def emptying() -> list[str]:
    """Worked out once: sorting and compiling took longer than emptying."""
    return [f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables)]


class Browser(FlaskClient):
    """Asks as from outside: in a context of its own; the test then reads afresh."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if args and isinstance(args[0], str):
            kwargs.setdefault("base_url", "http://127.0.0.1:8000")
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        db.session.expire_all()
        return answer


@pytest.fixture
def cast(app: Flask, database: str) -> Cast:
    if database not in CASTS:
        CASTS[database] = Casting()
        empty_database()
    return CASTS[database].again()


@pytest.fixture
def loaded(app: Flask) -> list[Account]:
    """The sample agency on an afternoon, at which the clock stands, and who can sign in to it."""
    return loaded_at(AFTERNOON)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def client_for(app: Flask) -> Callable[[Any], FlaskClient]:
    """`client_for(cast.mia)`: a browser with an open session of that person."""
    from models import Session, change

    def browser_of(person: Any) -> FlaskClient:
        with change():
            _session, secret = Session.open(person, address="127.0.0.1", agent="test")
        browser = app.test_client()
        browser.set_cookie(COOKIE, secret, domain="127.0.0.1")
        return browser

    return browser_of
