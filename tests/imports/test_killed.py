"""A worker killed in the middle of an import, again and again: nothing lost, nothing twice."""

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

import imports.run as worker
from models import Event, ImportRun, Link, Project, Task, Viewer, change, db
from tests.killed import kill_at

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


def large_plan() -> str:
    """Thirty phases of ten tasks, each waiting for the one before it."""
    row = (
        "<Task><UID>{0}</UID><Name>Ligne {0}</Name><OutlineLevel>{1}</OutlineLevel>"
        "<Start>2027-03-01T08:00:00</Start><Finish>2027-03-01T17:00:00</Finish>{2}</Task>"
    )
    link = "<PredecessorLink><PredecessorUID>{}</PredecessorUID><Type>1</Type></PredecessorLink>"
    rows = [
        row.format(
            uid, 1 if uid % 11 == 1 else 2, link.format(uid - 1) if uid % 11 not in (1, 2) else ""
        )
        for uid in range(1, 331)
    ]
    return f"<Project><Tasks>{''.join(rows)}</Tasks></Project>"


@pytest.fixture(params=["trello", "msproject"])
def run(app, cast, tmp_path, request) -> ImportRun:
    """A large import, previewed and asked for."""
    place = tmp_path / "whole.file"
    place.write_text(large_board() if request.param == "trello" else large_plan())
    with change():
        run = ImportRun.upload(place.name, str(place), by=cast.ada, kind=request.param)
    worker.work_once()
    with change():
        run = db.session.get_one(ImportRun, run.id)
        run.start({"name": "Grand", "language": "fr", "timezone": "Europe/Paris"}, by=cast.ada)
    return run


def kill_once(app, moment: str, number: int) -> None:
    """A worker of its own, killed at one of its commits; the first counts its start."""
    environ = {
        **os.environ,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "JALON_INSTANCE": str(app.config["SETTINGS"].instance),
    }
    kill_at(moment, number, WORKER, environ)
    db.session.rollback()


def pieces_written(run) -> int:
    """Cards, then the links between them."""
    tasks = select(Task.id).where(Task.import_run_id == run.id)
    links = select(func.count(Link.id)).where(Link.successor_id.in_(tasks))
    cards = db.session.scalar(select(func.count()).select_from(tasks.subquery()))
    return (cards or 0) + (db.session.scalar(links) or 0)


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
def test_a_killed_import_is_whole_once_another_worker_has_finished_it(app, cast, run, moment):
    counts, before = run.preview["counts"], 0
    total = counts["cards"] if run.kind == "trello" else counts["tasks"] + counts["links"]
    assert total == {"trello": 9 * COPIES, "msproject": 330 + 270}[run.kind]
    for commit in (4, 5):
        kill_once(app, moment, commit)
        run = db.session.get_one(ImportRun, run.id, populate_existing=True)
        assert pieces_written(run) == run.progress
        assert before < run.progress < total
        assert run.state == "writing"
        seen = db.session.scalars(Project.visible_to(Viewer.of(cast.ada.id)))
        assert "Grand" not in {project.name for project in seen}
        before = run.progress
    while worker.work_once():
        pass
    run = db.session.get_one(ImportRun, run.id, populate_existing=True)
    assert run.state == "done"
    assert run.account["built"] == run.preview["counts"]
    assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
    told = select(func.count()).where(Event.kind == "project.imported")
    assert db.session.scalar(told) == 1


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
def test_a_removal_that_was_killed_goes_on(app, cast, run, moment):
    while worker.work_once():
        pass
    with change():
        db.session.get_one(ImportRun, run.id).undo(by=cast.ada)
    run_id = run.id
    tasks = select(func.count(Task.id)).where(Task.import_run_id == run_id)
    kill_once(app, moment, 3)
    assert 0 < db.session.scalar(tasks) < run.preview["counts"].get("tasks", 9 * COPIES)
    while worker.work_once():
        pass
    run = db.session.get_one(ImportRun, run_id, populate_existing=True)
    assert (run.state, run.project_id, db.session.scalar(tasks)) == ("undone", None, 0)
