"""A worker killed in the middle of an import, again and again: nothing lost, nothing twice."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Select, func, select, text

import imports.run as worker
from models import Event, ImportRun, Project, Task, Viewer, change, db
from settings import HERE

BOARD = Path(__file__).parent / "atelier.json"
COPIES = 40
WORKER = """
from app import create_app
from imports.run import work_once
from models import db
with create_app().app_context():
    while work_once():
        db.session.remove()
"""


def large_board() -> str:
    """Our board with its cards, checklists and comments forty times over."""
    board = json.loads(BOARD.read_text())
    whole: dict[str, list] = {part: [] for part in ("cards", "checklists", "actions")}
    for number in range(COPIES):
        text = json.dumps({part: board[part] for part in whole})
        for card in board["cards"]:
            text = text.replace(card["id"], f"{card['id'][:-4]}{number:02d}{card['id'][-2:]}")
        copy = json.loads(text)
        for action in copy["actions"]:
            action["id"] += str(number)
        for part, rows in whole.items():
            rows += copy[part]
    return json.dumps({**board, **whole})


@pytest.fixture
def run(app, cast, tmp_path) -> ImportRun:
    """A large import, previewed and asked for."""
    place = tmp_path / "board.json"
    place.write_text(large_board())
    with change():
        run = ImportRun.upload("board.json", str(place), by=cast.ada)
    worker.work_once()
    with change():
        run = db.session.get_one(ImportRun, run.id)
        run.start({"name": "Grand", "language": "fr", "timezone": "Europe/Paris"}, by=cast.ada)
    return run


def kill_once(app, is_enough: Callable[[], bool]) -> None:
    """A worker of its own, killed as soon as it has done that much."""
    environ = {
        **os.environ,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "JALON_INSTANCE": str(app.config["SETTINGS"].instance),
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER], cwd=HERE, env=environ)
    try:
        deadline = time.monotonic() + 180
        while not is_enough() and process.poll() is None:
            assert time.monotonic() < deadline, "the worker does not get on"
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
    finally:
        process.kill()
        process.wait()
        db.session.rollback()


def has_written(run_id: int, cards: int) -> bool:
    db.session.rollback()
    progress = db.session.scalar(select(ImportRun.progress).where(ImportRun.id == run_id))
    return (progress or 0) >= cards


def has_left(tasks: Select, most: int) -> bool:
    db.session.rollback()
    return (db.session.scalar(tasks) or 0) <= most


def test_a_killed_import_is_whole_once_another_worker_has_finished_it(app, cast, run):
    total = run.preview["counts"]["cards"]
    assert total == 9 * COPIES
    for part in (0.2, 0.6):
        kill_once(app, partial(has_written, run.id, round(total * part)))
        run = db.session.get_one(ImportRun, run.id, populate_existing=True)
        written = select(func.count(Task.id)).where(Task.import_run_id == run.id)
        assert db.session.scalar(written) == run.progress
        assert run.state == "writing"
        seen = db.session.scalars(Project.visible_to(Viewer.of(cast.ada.id)))
        assert "Grand" not in {project.name for project in seen}
    while worker.work_once():
        pass
    run = db.session.get_one(ImportRun, run.id, populate_existing=True)
    assert run.state == "done"
    assert run.account["built"] == run.preview["counts"]
    assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
    told = select(func.count()).where(Event.kind == "project.imported")
    assert db.session.scalar(told) == 1


def test_a_removal_that_was_killed_goes_on(app, cast, run):
    while worker.work_once():
        pass
    with change():
        db.session.get_one(ImportRun, run.id).undo(by=cast.ada)
    run_id = run.id
    tasks = select(func.count(Task.id)).where(Task.import_run_id == run_id)
    kill_once(app, partial(has_left, tasks, 5 * COPIES))
    assert 0 < db.session.scalar(tasks) < 9 * COPIES
    while worker.work_once():
        pass
    run = db.session.get_one(ImportRun, run_id, populate_existing=True)
    assert (run.state, run.project_id, db.session.scalar(tasks)) == ("undone", None, 0)
