"""`bin/jalon import trello FILE`, `import msproject FILE`: for whoever operates the instance."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

import migrations
import models.base
import settings
from i18n import _
from imports import run as worker
from imports.counting import built, names_of_counts
from imports.draft import Loss
from imports.losses import line_by_line
from imports.reading import LIMIT
from imports.refusal import ImportRefused
from models import Agency, ImportRun, Task, User, change, db
from models.task.dating import as_text

COUNTS = {
    "trello": (
        "lists", "cards", "archived_cards", "due_dates", "labels", "members", "checklist_items",
        "comments",
    ),
    "msproject": (
        "tasks", "milestones", "phases", "links", "resources", "assignments", "calendars",
    ),
}  # fmt: skip


@click.group("import")
def command() -> None:
    """Bring in what another tool holds."""


def _importing(function: Any) -> Any:
    """What each of the commands may be told."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the account as JSON."),
        click.option("--dry-run", is_flag=True, help="Build it in memory, then forget it."),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    ):
        function = option(function)
    return function


@command.command()
@_importing
def trello(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a board that Trello exported as JSON."""
    bring_in("trello", file, dry_run, as_json)


@command.command()
@_importing
def msproject(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a plan that Microsoft Project saved as XML."""
    bring_in("msproject", file, dry_run, as_json)


def bring_in(kind: str, file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a file, for good or to see, and print the account."""
    try:
        account = rehearsed(kind, file) if dry_run else imported(kind, file)
    except ImportRefused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(json.dumps(account, ensure_ascii=False, indent=2) if as_json else told(account))


def rehearsed(kind: str, file: Path) -> dict[str, Any]:
    """Build it for real, in a database of its own that no disk ever has to hold."""
    with tempfile.TemporaryDirectory(prefix="jalon-") as folder:
        app = Flask("rehearsal")
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {}  # one connection, and no pool of them
        models.base.connect(app, "sqlite://")
        with app.app_context():
            db.create_all()
            with change() as session:
                session.add(Agency(name="Jalon", language="en"))
            try:
                return carried_out(kind, file, Path(folder))
            finally:
                db.session.remove()
                db.engine.dispose()


def imported(kind: str, file: Path) -> dict[str, Any]:
    """Into this instance, in the name of its owner."""
    from app import create_app

    here = settings.load()
    migrations.upgrade(here.database)
    with create_app(here).app_context():
        if Agency.here() is None:
            raise click.ClickException(_("Create an agency first: nothing can be imported yet."))
        return carried_out(kind, file, here.uploads)


def carried_out(kind: str, file: Path, folder: Path) -> dict[str, Any]:
    """Read and write one file from here, without the worker; what came in and what was lost."""
    agency = Agency.here()
    assert agency is not None
    run_id = _uploaded(kind, file, folder)
    while _step(run_id, ("uploaded", "reading")):
        pass
    _refuse_failed(run_id)
    run = db.session.get_one(ImportRun, run_id)
    chosen = chosen_by_default(run, agency)
    with change():
        run = db.session.get_one(ImportRun, run_id)
        run.choices, run.state = chosen, "queued"
    while _step(run_id, ("queued", "writing")):
        pass
    _refuse_failed(run_id)
    run = db.session.get_one(ImportRun, run_id)
    counts = built(run)
    losses = [Loss(*one) for one in run.account["losses"]]
    rows = {"tasks": list(_rows_of_plan(run))} if kind == "msproject" else {}
    imported = {name: counts[name] for name in COUNTS[kind]}
    return {"imported": imported, **rows, "lost": line_by_line(losses)}


def _rows_of_plan(run: ImportRun) -> Iterator[dict[str, Any]]:
    """Read back from what was built, in the order of the plan, dates to the minute."""
    for task in db.session.scalars(
        select(Task).where(Task.import_run_id == run.id).order_by(Task.id)
    ):
        uid = task.imported_uid or ""
        yield {
            "uid": int(uid) if uid.isdecimal() else uid,
            "name": task.title,
            "start": as_text(task.start),
            "finish": as_text(task.finish),
        }


def _uploaded(kind: str, file: Path, folder: Path) -> int:
    owner = db.session.scalar(select(User).where(User.role == "owner").order_by(User.id))
    place = folder / f"{models.base.random_id()}.import"
    # One byte over the limit is enough for the reader to refuse it.
    with file.open("rb") as source, place.open("wb") as copy:
        if file.stat().st_size > LIMIT:
            copy.truncate(file.stat().st_size)
        else:
            shutil.copyfileobj(source, copy)
    with change():
        run = ImportRun.upload(file.name, str(place), by=owner, kind=kind)
        db.session.flush()
        return run.id


def _step(run_id: int, states: tuple[str, ...]) -> bool:
    run = db.session.get_one(ImportRun, run_id, populate_existing=True)
    if run.state not in states:
        return False
    worker.work_once()
    return True


def _refuse_failed(run_id: int) -> None:
    run = db.session.get_one(ImportRun, run_id, populate_existing=True)
    if run.state == "failed":
        raise ImportRefused.loads(run.error)


def chosen_by_default(run: ImportRun, agency: Agency) -> dict[str, Any]:
    """What the preview proposes: those recognised, nothing for the client."""
    return {
        "name": run.preview["name"],
        "language": agency.language,
        "timezone": agency.timezone,
        "people": {
            one["key"]: {"as": "user", "user": one["user"]}
            for one in run.preview["people"]
            if one["user"]
        },
    }


def told(account: dict[str, Any]) -> str:
    """The account as lines of text."""
    said = names_of_counts()
    counts = [f"{count:>8}  {said[name]}" for name, count in account["imported"].items()]
    lost = [
        "  ".join(filter(None, [f"{one['count']:>8}", one["what"], one["card"], one["detail"]]))
        for one in account["lost"]
    ]
    return "\n".join([_("Imported:"), *counts, _("Lost:"), *lost])
