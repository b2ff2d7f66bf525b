"""Where printed reports are kept: private files, written whole or not at all."""

import os
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from models import StatusReport, db


def kept_at(public_id: str) -> Path:
    """Where the PDF of a report lies."""
    folder: Path = current_app.config["SETTINGS"].instance / "reports"
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
