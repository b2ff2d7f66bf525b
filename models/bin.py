"""The bin: what may be thrown away, and its removal for good after 30 days.

A noun joins by mixing in `Deleting` (or `OnTask`) and standing in `NOUNS`: the page of the bin,
the way back and the removal are the same for all.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, literal, select, update
from sqlalchemy.orm import aliased

from models.attachment import Attachment
from models.audience import Audience
from models.base import change, db, now
from models.comment import Comment
from models.deleting import KEPT
from models.event import Event
from models.file import File
from models.status_report import StatusReport
from models.task.checking import Checklist, ChecklistItem
from models.task.task import Task

# In the order they are shown; what hangs on a task goes from the database before the task.
NOUNS: tuple[Any, ...] = (
    Task,
    Checklist,
    ChecklistItem,
    Comment,
    File,
    Attachment,
    StatusReport,
)
AT_ONCE = 20  # rows removed in one transaction, so that nobody waits 50 ms to write
MOST = 200  # of each noun on a page


def in_bin(audience: Audience, noun: Any) -> list[Any]:
    """What this audience could see before it was thrown away, the last first."""
    thrown = noun.in_bin(audience).order_by(noun.deleted_at.desc(), noun.id.desc())
    return list(db.session.scalars(thrown.limit(MOST)))


def found_in_bin(audience: Audience, public_id: str) -> Any:
    """The thing of this address, if it lies there for this audience."""
    found = (
        db.session.scalar(noun.in_bin(audience).where(noun.public_id == public_id))
        for noun in NOUNS
    )
    return next((thing for thing in found if thing is not None), None)


def remove_old() -> bool:
    """Remove for good one batch of what has lain there long enough; was there any?"""
    with change():
        return any(_remove_some(noun) for noun in reversed(NOUNS))


def _remove_some(noun: Any) -> bool:
    old = select(noun.id).where(noun.deleted_at < now() - KEPT)
    if noun is Task:
        below: Any = aliased(Task)
        old = old.where(~exists(select(literal(1)).where(below.parent_id == noun.id)))
    ids = list(db.session.scalars(old.order_by(noun.id).limit(AT_ONCE)))
    if not ids:
        return False
    _forget(noun, ids)
    gone = delete(noun).where(noun.id.in_(ids))
    db.session.execute(gone.execution_options(synchronize_session=False))
    return True


def _forget(noun: Any, ids: Sequence[int]) -> None:
    """That something happened, when and by whom stays; what it said goes with it."""
    if noun is Task:
        told = Event.task_id.in_(ids)
    elif noun in (Checklist, ChecklistItem):
        told = _named(noun, ids)
    else:
        told = (Event.subject_type == noun.__name__) & Event.subject_id.in_(ids)
    emptied = update(Event).where(told).values(before={}, details={})
    db.session.execute(emptied.execution_options(synchronize_session=False))


def _named(noun: Any, ids: Sequence[int]) -> Any:
    """What happens to a step is told of its task, and names the step."""
    rows = db.session.execute(select(noun).where(noun.id.in_(ids))).scalars().all()
    if noun is Checklist:
        rows = [*rows, *db.session.scalars(_items_of(ids))]
    tasks = {row.task.id for row in rows}
    names = [row.public_id for row in rows]
    return Event.task_id.in_(tasks) & Event.details["item"].as_string().in_(names)


def _items_of(lists: Sequence[int]) -> Any:
    return select(ChecklistItem).where(ChecklistItem.checklist_id.in_(lists))
