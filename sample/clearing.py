"""Emptying the instance: its rows at once, then the files that were theirs."""

from contextlib import suppress

from flask import current_app
from sqlalchemy import delete, func, select

from models import Event, change, db, now
from models.base import Base
from models.printout import FOLDER


def clear() -> None:
    """Empty the instance of its rows and files.

    Only the number of the last event goes on, for those who listen wait for a greater one.
    """
    with change():
        last = db.session.scalar(select(func.max(Event.seq))) or 0
        for table in reversed(Base.metadata.sorted_tables):
            db.session.execute(delete(table))
        db.session.add(Event(seq=last + 1, kind="agency.emptied", subject_type="Agency", at=now()))
    sweep()


def sweep() -> None:
    """Remove the files that are older than the emptying, whoever died before this was done."""
    emptied = db.session.scalar(select(Event.at).where(Event.kind == "agency.emptied").limit(1))
    db.session.rollback()
    if emptied is None:
        return
    here = current_app.config["SETTINGS"]
    printed = (here.instance / "reports", here.instance / FOLDER)
    for folder in (here.uploads, here.mail, *printed):
        for place in folder.rglob("*"):
            # Another worker may sweep at the same moment.
            with suppress(FileNotFoundError):
                if place.is_file() and place.stat().st_mtime <= emptied.timestamp():
                    place.unlink()
