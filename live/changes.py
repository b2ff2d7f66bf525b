"""What a batch of events changes on a board: each card once, with how it could be seen before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from models.audience import Audience
from models.base import db
from models.comment import Comment
from models.event import Event
from models.file import File
from models.history import INSIDE, LINKING, chain_before, moved, sees_ends
from models.sight import sees
from models.task.nesting import Ancestry
from models.task.task import Task

# What not everybody sees who sees the task it is on.
OPEN_TO_SOME: dict[str, Any] = {"Comment": Comment, "File": File}
# Where a card may have moved: its place is part of what changed.
MOVING = {
    "task.created",
    "task.placed",
    "task.closed",
    "task.reopened",
    "task.progressed",
    "task.hidden",
    "task.shown",
    "task.assigned",
    "task.followed",
    "task.unfollowed",
    "task.archived",
    "task.restored",
    "task.deleted",
    "task.recovered",
}


@dataclass(eq=False)
class Change:
    """One event as it bears on one card."""

    event: Event
    task: Task
    card: Task

    def could_be_seen(self, audience: Audience) -> bool:
        """Was the task itself visible before this event?"""
        if self.event.kind == "task.created":
            return False
        chain = chain_before(self.event, self.task)
        if chain is None:
            return self.can_be_seen(audience)
        return sees(audience, chain) and self.event.kind not in ("task.recovered",)

    def can_be_seen(self, audience: Audience) -> bool:
        return self.task.is_visible_to(audience)

    def concerns(self, audience: Audience) -> bool:
        """May the audience know of the event? Asked of its subject, not only of its task."""
        if self.event.kind in INSIDE and not audience.sees_team and not self.crosses(audience):
            return False
        is_link = self.event.kind in LINKING and not moved(self.event, self.task.id)
        if is_link and not sees_ends(self.event, audience):
            return False
        noun = OPEN_TO_SOME.get(self.event.subject_type)
        if noun is not None:
            subject = db.session.get(noun, self.event.subject_id)
            if subject is None or not subject.is_open_to(audience):
                return False
        return self.could_be_seen(audience) or self.can_be_seen(audience)

    def crosses(self, audience: Audience) -> bool:
        return self.could_be_seen(audience) != self.can_be_seen(audience)

    def was_on_board(self) -> bool:
        if self.event.kind == "task.created":
            return False
        before = self.event.before.get("sight")
        if before is not None and self.event.task_id == self.card.id:
            return before["on_board"]
        return self.card.is_on_board


@dataclass(eq=False)
class CardChange:
    """Everything a batch of events did to one card, oldest first."""

    card: Task
    changes: list[Change] = field(default_factory=list)

    def concerning(self, audience: Audience) -> list[Change]:
        return [change for change in self.changes if change.concerns(audience)]

    def was_there(self, audience: Audience) -> bool:
        """Was the card on this audience's board before the batch?"""
        own = [change for change in self.changes if change.task is self.card]
        told = next((c for c in own if c.event.before.get("sight")), None)
        first = own[0] if own and own[0].event.kind == "task.created" else told
        if first is None:
            return self.is_there(audience)
        return first.was_on_board() and first.could_be_seen(audience)

    def is_there(self, audience: Audience) -> bool:
        return is_on_board(self.card) and self.card.is_visible_to(audience)


def is_on_board(card: Task) -> bool:
    return card.is_on_board and card.column is not None and card.column.archived_at is None


def cards_changed(events: Iterable[Event]) -> list[CardChange]:
    """The cards these events bear on, in the order of their first event."""
    found: dict[int, CardChange] = {}
    for event in events:
        for task in tasks_of(event):
            card = card_of(task)
            if card is not None:
                change = found.setdefault(card.id, CardChange(card))
                change.changes.append(Change(event, task, card))
    return list(found.values())


def tasks_of(event: Event) -> list[Task]:
    """Those that an event bears on: its own, those named in it, those that moved with it."""
    moved = (move[0] for move in event.details.get("moves", ()))
    ids: set[Any] = {event.task_id, *event.details.get("tasks", ()), *moved} - {None}
    tasks = _loaded(sorted(ids))
    if "sight" not in event.before:
        return tasks
    return tasks + [held for task in tasks if task.column_id is None for held in _cards_in(task)]


def _loaded(ids: list[int]) -> list[Task]:
    """In as few statements as there are hundreds: a chain that moved may be long."""
    chunks = [ids[at : at + 500] for at in range(0, len(ids), 500)]
    return [one for chunk in chunks for one in db.session.scalars(_these(), {"ids": chunk})]


@cache
def _these() -> Select[Task]:
    return select(Task).where(Task.id.in_(bindparam("ids", expanding=True))).order_by(Task.id)


def _cards_in(task: Task) -> list[Task]:
    """The cards that lie in a phase: hiding it hides them."""
    held = select(Ancestry.task_id).where(Ancestry.ancestor_id == task.id, Ancestry.depth > 0)
    return list(
        db.session.scalars(select(Task).where(Task.id.in_(held), Task.column_id.is_not(None)))
    )


def card_of(task: Task) -> Task | None:
    """The card a task is shown on: itself, or the nearest it lies in."""
    return next((one for one in task.chain() if one.column_id is not None), None)
