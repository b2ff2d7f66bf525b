"""Rows whose time is long past: kept a while for those who look, then forgotten."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from models.attempt import Attempt
from models.base import change, now
from models.notification import Notification
from models.printout import KEPT as PRINTED
from models.printout import Printout
from models.session import Session
from models.token import Token

KEPT: list[tuple[Any, Any, timedelta]] = [
    (Token, Token.expires_at, timedelta(days=7)),
    (Session, Session.expires_at, timedelta(days=30)),
    (Attempt, Attempt.at, timedelta(days=7)),
    (Notification, Notification.at, timedelta(days=120)),
    (Printout, Printout.created_at, PRINTED),
]


def forget_expired() -> int:
    """Delete what nobody asks for any more; says how many rows went."""
    with change() as session:
        return sum(
            session.execute(delete(noun).where(moment < now() - kept)).rowcount  # type: ignore[attr-defined]
            for noun, moment, kept in KEPT
        )
