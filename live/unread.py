"""Whoever has a page open hears when something new concerns them: how much is unread, no more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from live.rooms import Listener
from models.audience import Viewer
from models.base import db
from models.notification import Notification

Counts = list[tuple[Listener, int]]


def last_notification() -> int:
    return db.session.scalar(select(func.max(Notification.id))) or 0


def counts_since(seen: int, listening: Sequence[Listener]) -> Counts:
    """For those here to whom something was told since."""
    return _counts(listening, Notification.id > seen)


def counts_back(since: datetime, until: datetime, listening: Sequence[Listener]) -> Counts:
    """For those here to whom something came back that they had put off."""
    mine = Notification
    theirs = mine.user_id.in_({one.user_id for one in listening})
    is_back = mine.comes_at > since, mine.comes_at <= until, mine.comes_at > mine.at
    return _counts(listening, theirs, *is_back)


def _counts(listening: Sequence[Listener], *are_new: ColumnElement[bool]) -> Counts:
    """Nobody is told of another's inbox."""
    own = [one for one in listening if one.seen_as is None]
    if not own:
        return []
    people = {one.user_id for one in own}
    news = select(Notification.user_id).where(*are_new).distinct()
    counts = {person: _count(person) for person in db.session.scalars(news) if person in people}
    return [(one, counts[one.user_id]) for one in own if one.user_id in counts]


def _count(person: int) -> int:
    viewer = Viewer.of(person)
    return Notification.unread_by(viewer) if viewer else 0


def tell(counts: Counts) -> None:
    for listener, count in counts:
        listener.tell("unread", count)
