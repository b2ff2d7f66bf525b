"""What the database is asked while something is done."""

from collections.abc import Callable
from threading import get_ident
from typing import Any

from sqlalchemy import event

from models import db


def statements(deed: Callable[[], Any]) -> list[str]:
    """In their order, as they were sent; by this thread, for others may still be at work."""
    asked, here = list[str](), get_ident()

    def listen(*given: Any) -> None:
        if get_ident() == here:
            asked.append(given[2])

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        deed()
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    return asked
