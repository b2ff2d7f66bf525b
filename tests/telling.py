"""What happened is told to whom it concerns, as the worker does."""

from collections.abc import Iterable

from models import Notification, User, change, db
from models.notifying import notify


def tell() -> None:
    while notify():
        pass
    db.session.rollback()


def tell_and_read(people: Iterable[User]) -> None:
    """What made the cast has been told and read: what comes is new."""
    tell()
    with change():
        for person in people:
            Notification.read(person)
