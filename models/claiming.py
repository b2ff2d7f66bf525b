"""One worker at a time: a waiting row is claimed in the database that holds it."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select

from models.base import change, db, now

LEASE = timedelta(seconds=90)
STARTS = 3  # before what ends every worker that begins it is given up


class Claim(NamedTuple):
    """Which row, and since when: the mark by which the claim is known."""

    id: int
    at: datetime


def unclaimed(model: Any) -> ColumnElement[bool]:
    """Nobody's, or left behind by a worker that has died."""
    return or_(model.claimed_at.is_(None), model.claimed_at < now() - LEASE)


def claim(model: Any, ready: ColumnElement[bool], **news: Any) -> Claim | None:
    """Take the oldest waiting row for this worker alone; `news` is said of it at once."""
    waiting = select(model.id).where(ready, unclaimed(model)).order_by(model.id).limit(1)
    # A look without the write lock first: most of the time there is nothing to do.
    if db.session.scalar(waiting) is None:
        db.session.rollback()
        return None
    with change() as session:
        chosen = session.scalar(waiting.with_for_update(skip_locked=True))
        row = session.get(model, chosen) if chosen else None
        if row is None:
            return None
        row.claimed_at = now()
        for name, value in news.items():
            setattr(row, name, value)
        return Claim(row.id, row.claimed_at)
