"""What of somebody's notifications may be told: what happened before a thing was hidden is not."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from models.audience import Audience, Viewer
from models.base import db, now
from models.delivery import Delivery
from models.event import Event
from models.history import SIGHT, may_know
from models.notification import Notification
from models.project.project import Project
from models.task.nesting import Ancestry

Known = list[tuple[Notification, Event | None]]


def known(viewer: Viewer, rows: Sequence[Notification]) -> Known:
    """Of those whose thing is seen, the ones whose event may be told, each with it."""
    events = _events_of(rows)
    told: set[int] = set()
    for project_id in {row.project_id for row in rows}:
        audience = viewer.audience(db.session.get_one(Project, project_id))
        if audience is not None:
            own = [row for row in rows if row.project_id == project_id]
            told |= {row.id for row in _known_there(own, events, audience)}
    return [(row, events.get(row.seq or 0)) for row in rows if row.id in told]


def _events_of(rows: Iterable[Notification]) -> dict[int, Event]:
    seqs = {row.seq for row in rows if row.seq is not None}
    found = select(Event).where(Event.seq.in_(seqs))
    return {event.seq: event for event in db.session.scalars(found)}


def _known_there(
    rows: list[Notification], events: dict[int, Event], audience: Audience
) -> Iterable[Notification]:
    own = [events[row.seq] for row in rows if row.seq in events]
    plain = {event.seq for event in may_know(own, audience)}
    for row in rows:
        event = events.get(row.seq or 0)
        if event is None:
            if row.seq is None:  # a reminder
                yield row
        elif row.task is not None and event.task_id != row.task_id:
            if may_know([event], audience, row.task):
                yield row
        elif event.seq in plain:
            yield row


def hidden_since(events: Sequence[Event]) -> list[int]:
    """Of what was told before, what these events have taken from its readers."""
    tasks = {event.task_id for event in events if event.kind in SIGHT and event.task_id}
    if not tasks:
        return []
    in_them = select(Ancestry.task_id).where(Ancestry.ancestor_id.in_(tasks))
    rows = db.session.scalars(select(Notification).where(Notification.task_id.in_(in_them))).all()
    gone = []
    for person in {row.user_id for row in rows}:
        own, viewer = [row for row in rows if row.user_id == person], Viewer.of(person)
        kept = {row.id for row, _event in known(viewer, own)} if viewer else set()
        gone += [row.id for row in own if row.id not in kept]
    return gone


def forget(ids: Sequence[int]) -> None:
    gone = delete(Notification).where(Notification.id.in_(ids))
    db.session.execute(gone.execution_options(synchronize_session=False))


def may_leave(letter: Delivery) -> bool:
    """Does whom it is for still see all that it tells of, and is any of it new? Asked as it leaves.

    What was told and has been forgotten since counts as hidden: its row is not there to ask.
    """
    carried = select(Notification).where(Notification.delivery_id == letter.id)
    rows = db.session.scalars(carried).all()
    viewer = Viewer.of(rows[0].user_id) if rows else None
    if viewer is None or all(row.read_at for row in rows):
        return False
    seen = Notification.visible_to(viewer).where(Notification.delivery_id == letter.id)
    return len(known(viewer, db.session.scalars(seen).all())) == letter.tells


def take_back(letter: Delivery) -> None:
    """What of it may still be told goes in another letter."""
    for row in db.session.scalars(select(Notification).filter_by(delivery_id=letter.id)):
        row.delivery_id, row.mail_at = None, None if row.read_at else now()
