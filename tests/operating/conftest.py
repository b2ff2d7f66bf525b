"""Instances with something in them, on either kind of database, each in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

import migrations
import sample
import settings
from files.keeping import keep
from models import Delivery, File, ImportRun, Task, User, change, db
from models.base import Base, random_id
from operating.backup import back_up
from operating.tables import connected
from settings import HERE, Settings
from tests.conftest import app_on, empty_address
from tests.mail.conftest import certified, post_office

__all__ = ["certified", "post_office"]
CLI = str(HERE / "cli.py")
KINDS = ("sqlite", "postgresql")


@contextmanager
def inside(here: Settings) -> Iterator[None]:
    """The models on this instance, as its own processes have them."""
    app = app_on(here.database, here.instance)
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def empty_instance(kind: str, folder: Path) -> Settings:
    address = empty_address(kind, folder)
    return settings.load({"JALON_INSTANCE": str(folder / "home"), "DATABASE_URL": address})


def migrated(here: Settings) -> Settings:
    migrations.upgrade(here.database)
    return here


def filled_instance(kind: str, folder: Path) -> Settings:
    """The sample agency, with files, a letter that waits, and a number that is free again."""
    here = migrated(empty_instance(kind, folder))
    with inside(here):
        sample.load()
        upload = here.uploads / "import-1.json"
        upload.write_text('{"é": 1}', encoding="utf-8")
        (here.instance / "reports").mkdir()
        (here.instance / "reports" / "r.pdf").write_bytes(bytes(range(256)))
        (here.instance / "printouts").mkdir()
        (here.instance / "printouts" / "p.pdf").write_bytes(b"%PDF")
        with change() as session:
            owner = session.scalars(select(User).where(User.role == "owner")).first()
            ImportRun.upload("plan.json", str(upload), by=owner)
            session.add(letter("queued"))
            task = session.scalars(select(Task).limit(1)).one()
            File.attach(task, "Plan.pdf", keep(BytesIO(b"%PDF-1.7 plan")), by=owner)
            last = session.scalars(select(Task).order_by(Task.id.desc())).first()
            gone = Task.create(last.project, "Parti", by=owner, column=last.column)
        with change() as session:
            session.delete(gone)
    return here


def letter(state: str) -> Delivery:
    return Delivery(
        kind="report",
        state=state,
        message_id=f"<{random_id()}@fil.example>",
        to_address="clara@bleu.example",
        language="fr",
        subject="Votre rapport",
        content=b"Bonjour \xe9\x00",
    )


def everything(here: Settings) -> dict[str, list[tuple]]:
    """All rows of all tables, as the models read them."""
    with connected(here.database) as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
        }


def is_sound(here: Settings) -> bool:
    """Every page of the file, every reference, and no event missing."""
    with connected(here.database) as connection:
        numbers = connection.scalars(text("SELECT seq FROM event ORDER BY seq")).all()
        whole = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        if connection.dialect.name == "sqlite":
            pages = connection.scalars(text("PRAGMA integrity_check")).all()
            loose = connection.execute(text("PRAGMA foreign_key_check")).all()
            return whole and pages == ["ok"] and loose == []
        late = connection.scalar(text("SELECT count(*) FROM pg_constraint WHERE condeferrable"))
        return whole and late == 0


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Settings, Path]]:
    """`kept("sqlite")`: a filled instance of that kind and its backup, made once."""
    made: dict[str, tuple[Settings, Path]] = {}

    def backup_of(kind: str) -> tuple[Settings, Path]:
        if kind not in made:
            folder = tmp_path_factory.mktemp(kind)
            here = filled_instance(kind, folder)
            back_up(here, folder / "backup.zip")
            made[kind] = here, folder / "backup.zip"
        return made[kind]

    return backup_of


@pytest.fixture
def python(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`python("home", source)`: a program in the instance of that name."""

    def run(name: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        place = {"JALON_INSTANCE": str(tmp_path / name), "PORT": "8000"}
        inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        script = arguments if arguments[0].endswith("cli.py") else ("-c", *arguments)
        return subprocess.run(
            [sys.executable, *script],
            cwd=HERE,
            env={**inherited, **place, **environ},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture
def jalon(python: Callable[..., Any]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`jalon("home", "check")`: a command in the instance of that name."""
    return lambda name, *words, **environ: python(name, CLI, *words, **environ)
