"""What a room is sent for a batch of events: computed from one snapshot, in one order.

Cards come from the foot of each column upwards: then the card that a push names as its neighbour
already stands where it should on every page, whatever moved together.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select

from fragments import Card
from live.changes import MOVING, CardChange, Change
from live.rooms import Room
from models.audience import Audience
from models.base import db
from models.column import Column
from models.sight import shown
from models.task.task import Task

MOST_PUSHES = 60
Render = Callable[[Task, Audience, date], Card]


def pushes_for(room: Room, cards: list[CardChange], render: Render) -> list[dict[str, Any]]:
    """Gone, changed and inserted cards and rings, as this room may know of them."""
    seen = [(card, card.concerning(room.audience)) for card in cards]
    seen = [(card, changes) for card, changes in seen if changes]
    if len(seen) > MOST_PUSHES:
        return [board_ring(room)]
    gone, standing, rung = [], [], []
    for card, changes in _from_the_foot(seen):
        if card.is_there(room.audience):
            push = _card(room, card, changes, render)
            standing.extend([push] if push else [])
            rung.extend(_other_sheets(room, card, changes, push))
        elif card.was_there(room.audience):
            room.looks.pop(card.card.public_id, None)
            gone.append({"id": card.card.public_id, "gone": True})
        else:
            rung.extend(_other_sheets(room, card, changes, None))
    pushes = gone + standing + ([{"ring": sorted(set(rung))}] if rung else [])
    counts = counts_of(room.audience) if gone or standing else {}
    return [push if "ring" in push else {**push, "counts": counts} for push in pushes]


def _from_the_foot(seen: list[tuple[CardChange, list[Change]]]) -> list[Any]:
    return sorted(seen, key=lambda one: one[0].card.rank or "", reverse=True)


def _card(
    room: Room, card: CardChange, changes: list[Change], render: Render
) -> dict[str, Any] | None:
    """The card as it stands now; None if this audience would see no difference."""
    task, audience = card.card, room.audience
    place = place_of(task, audience)
    drawn = render(task, audience, room.today)
    looked = room.looks.get(task.public_id)
    room.looks[task.public_id] = drawn.version
    moves = any(c.event.kind in MOVING and c.task is task for c in changes)
    if not moves and drawn.version == looked:
        return None
    if all(c.event.kind == "task.placed" for c in changes) and _stays(changes[0], place, audience):
        return None
    return {"id": task.public_id, "html": drawn.html, "place": place}


def _stays(first: Change, place: dict[str, Any], audience: Audience) -> bool:
    """Did it only pass cards that this audience does not see?"""
    task, before = first.card, first.event.before
    if before["column_id"] != task.column_id or first.event.details.get("rekeyed"):
        return False
    return _below(task, before["rank"], audience) == place["before"]


def _other_sheets(
    room: Room, card: CardChange, changes: list[Change], push: dict[str, Any] | None
) -> list[str]:
    """Open sheets that show the change and that the card's own push does not reach."""
    named = {
        task.public_id
        for change in changes
        if push is not None or change.event.kind != "task.placed"
        for task in change.task.chain()
        if task.is_visible_to(room.audience)
    }
    return sorted(named - {push["id"]} if push else named)


def board_ring(room: Room) -> dict[str, Any]:
    """Too much, or something that shows everywhere: the page fetches what is in view."""
    room.looks.clear()
    return {"ring": ["board"]}


def place_of(task: Task, audience: Audience) -> dict[str, Any]:
    """Its column, and the next card that this audience sees there."""
    column = task.column.public_id if task.column else None
    return {"column": column, "before": _below(task, task.rank, audience)}


def _below(task: Task, rank: str | None, audience: Audience) -> str | None:
    return db.session.scalar(
        select(Task.public_id)
        .where(Task.column_id == task.column_id, Task.rank > rank, Task.id != task.id)
        .where(Task.archived_at.is_(None), Task.deleted_at.is_(None), shown(Task, audience))
        .order_by(Task.rank)
        .limit(1)
    )


def counts_of(audience: Audience) -> dict[str, int]:
    """How many cards this audience sees in each column."""
    standing = and_(
        Task.column_id == Column.id,
        Task.archived_at.is_(None),
        Task.deleted_at.is_(None),
        shown(Task, audience),
    )
    rows = db.session.execute(
        select(Column.public_id, func.count(Task.id))
        .outerjoin(Task, standing)
        .where(Column.project_id == audience.project_id, Column.archived_at.is_(None))
        .group_by(Column.public_id)
    )
    return {row[0]: row[1] for row in rows}
