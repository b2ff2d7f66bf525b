"""The letter that brings what is new: one person's, at the hour they chose, as they may read it."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update

import mail
from formats import time
from i18n import speaking
from inbox.entries import Entry, gathered
from models import Agency, Delivery, Event, Notification, Project, User, Viewer, change, db, now
from models.comment import TAKEN_BACK_WITHIN
from models.reaction import Reaction
from models.task.dating import last_day
from models.user.mailing import PAUSE

MOST = 30  # entries of one letter
LATER = timedelta(hours=1)  # when another try is made to write what could not be written
log = logging.getLogger("jalon.digest")


def write_digest() -> bool:
    """Write and queue the letter of one person to whom something is due."""
    person_id = None if is_behind() else reader_due()
    if person_id is None:
        db.session.rollback()
        return False
    rows = waiting(person_id)
    calm = db.session.get_one(User, person_id).after_quiet(now())
    if calm > now():  # this worker comes late, and into somebody's quiet hours
        put_off(rows, calm)
        return True
    try:
        letter, carried = letter_to(person_id, rows)
    except Exception:
        log.exception("A digest could not be written, and waits")
        put_off(rows, now() + LATER)
        return True
    hand_over(rows, letter, carried)
    return True


def is_behind() -> bool:
    """Has something that would be due by now not been told yet? It belongs to the same letter."""
    _come, late = Reaction.waiting("notify", 1, Event.at <= now() - PAUSE)
    return bool(late)


def reader_due() -> int | None:
    """To whom a letter is due; while what it tells of goes on it waits, two minutes at the most."""
    row = Notification
    first, last = func.min(row.mail_at), func.max(row.at)
    is_over = or_(last <= now() - TAKEN_BACK_WITHIN, first <= now() - PAUSE)
    soon = select(row.user_id).where(row.mail_at <= now() + PAUSE).group_by(row.user_id)
    return db.session.scalar(soon.having(first <= now(), is_over).order_by(first).limit(1))


def waiting(person_id: int) -> list[int]:
    """What a letter brings somebody, seen or not, for what is not told now is told no more: with
    what is due all that would follow at once, but for what may still be taken back."""
    row = Notification
    soon = row.mail_at <= now() + PAUSE, row.at <= now() - TAKEN_BACK_WITHIN
    return list(db.session.scalars(select(row.id).where(row.user_id == person_id, *soon)))


def letter_to(person_id: int, rows: list[int]) -> tuple[Delivery | None, list[int]]:
    """The letter and the notifications in it; none where there is nothing to tell."""
    viewer, person = Viewer.of(person_id), db.session.get_one(User, person_id)
    entries = entries_due(viewer, rows) if viewer else []
    if not entries:
        return None, []
    carried = [notice.row.id for entry in entries[:MOST] for notice in entry.notices]
    return written(person, entries), carried


def entries_due(viewer: Viewer, rows: list[int]) -> list[Entry]:
    """Of these and no later ones: what falls due meanwhile is for the next letter."""
    seen = Notification.visible_to(viewer).where(Notification.id.in_(rows))
    here = Notification.project.has(Project.archived_at.is_(None))
    new = seen.where(Notification.read_at.is_(None), here).order_by(Notification.id.desc())
    with speaking(language_of(viewer.language), viewer.timezone):
        return gathered(viewer, db.session.scalars(new.limit(500)).all())


def language_of(chosen: str | None) -> str:
    agency = Agency.here()
    return chosen or (agency.language if agency else "fr")


def written(person: User, entries: Sequence[Entry]) -> Delivery:
    stop = f"{mail.here().base_url}/unsubscribe/{person.mail_key}"
    language = language_of(person.language)
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    with speaking(language, person.timezone):
        words = around(person) | sorted_out(entries) | {"stop": stop}
        return mail.write(person.name, person.email, language, "digest", headers=headers, **words)


def around(person: User) -> dict[str, Any]:
    """What the letter says besides what is new."""
    home, agency = mail.here().base_url, Agency.here()
    return {
        "at": now().astimezone(ZoneInfo(person.timezone)),
        "rhythm": person.rhythm,
        "hour": time(datetime(2026, 1, 1, person.mail_hour), text=True),
        "house": agency.name if agency else "Jalon",
        "home": home,
        "link": f"{home}/inbox",
        "choices": f"{home}/me#letters",
        "last_day": last_day,
    }


def sorted_out(entries: Sequence[Entry]) -> dict[str, Any]:
    told = entries[:MOST]
    return {
        "expected": [one for one in told if one.is_expected],
        "others": [one for one in told if not one.is_expected],
        "left": len(entries[MOST:]),
    }


def hand_over(rows: list[int], letter: Delivery | None, carried: list[int]) -> None:
    """At once: the letter is queued and what it brings waits no more. Another worker's comes first.

    What was read meanwhile waits no more either: then all is looked at again.
    """
    with change() as session:
        still = select(Notification.id).where(
            Notification.id.in_(rows), Notification.mail_at.is_not(None)
        )
        if len(session.scalars(still.with_for_update()).all()) != len(rows):
            return
        mark(rows, mail_at=None)
        if letter is not None:
            letter.tells = len(carried)
            session.add(letter)
            session.flush()
            mark(carried, delivery_id=letter.id)


def put_off(rows: list[int], until: datetime) -> None:
    with change():
        mark(rows, mail_at=until)


def mark(rows: list[int], **values: object) -> None:
    these = update(Notification).where(Notification.id.in_(rows)).values(**values)
    db.session.execute(these.execution_options(synchronize_session=False))
