"""Where what was printed is kept: private files, written whole or not at all; and marks."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import undefer

from models import Mark, StatusReport, db
from models.printout import FOLDER, KEPT

HALF_WRITTEN = "*.[0-9]*"  # as `keep` calls it


def kept_at(public_id: str, room: str = "reports") -> Path:
    """Where the PDF of a report, or of a plan (`room` "printouts"), lies."""
    folder: Path = current_app.config["SETTINGS"].instance / room
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{public_id}.pdf"


def keep(place: Path, pdf: bytes) -> None:
    """Two workers who print the same report leave one file."""
    draft = place.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pdf)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)


def forget_reports_of(project_id: int) -> None:
    """The project is going for good, and what was printed of it."""
    its = select(StatusReport.public_id).where(StatusReport.project_id == project_id)
    for public_id in db.session.scalars(its):
        kept_at(public_id).unlink(missing_ok=True)
    db.session.rollback()


def forget_old_prints() -> None:
    """Plans after their hour, and what a worker that died has left half written."""
    instance: Path = current_app.config["SETTINGS"].instance
    over = time.time() - KEPT.total_seconds()
    for place in (*(instance / FOLDER).glob("*"), *(instance / "reports").glob(HALF_WRITTEN)):
        with suppress(FileNotFoundError):  # another worker may tidy at the same moment
            if place.stat().st_mtime < over:
                place.unlink()


def pictures_in(snapshot: dict[str, Any]) -> dict[str, bytes]:
    """What the sheet of a report shows, by the address it asks for."""
    wanted = select(Mark).where(Mark.public_id == snapshot.get("mark", ""))
    found = db.session.scalars(wanted.options(undefer(Mark.png)))
    return {mark.address: mark.png for mark in found}
