"""What a room is sent for a batch of events: computed from one snapshot, in one order.

Cards come from the foot of each column upwards: then the card that a push names as its neighbour
already stands where it should on every page, whatever moved together.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from fragments import Card
from i18n import ngettext
from live.changes import MOVING, CardChange, Change
from live.rooms import Room
from live.standing import Standing
from models.audience import Audience
from models.event import Event
from models.task.task import Task

MOST_PUSHES = 60
Render = Callable[[Task, Audience, date], Card]


def pushes_for(
    room: Room, cards: list[CardChange], board: Standing, render: Render
) -> list[dict[str, Any]]:
    """Gone, changed and inserted cards and rings, as this room may know of them."""
    seen = [(card, card.concerning(room.audience)) for card in cards]
    seen = [(card, changes) for card, changes in seen if changes]
    if len(seen) > MOST_PUSHES:
        return [board_ring(room)]
    gone, standing, rung = [], [], []
    for card, changes in _from_the_foot(seen):
        if card.is_there(room.audience):
            push = _card(room, card, changes, board, render)
            standing.extend([push] if push else [])
            rung.extend(_other_sheets(room, card, changes, push))
        elif card.was_there(room.audience):
            room.looks.pop(card.card.public_id, None)
            gone.append({"id": card.card.public_id, "gone": True})
        else:
            rung.extend(_other_sheets(room, card, changes, None))
    pushes = gone + standing + ([{"ring": sorted(set(rung))}] if rung else [])
    if not gone and not standing:
        return pushes
    known = _counted(board.counts(room.audience))
    return [push if "ring" in push else push | known for push in pushes]


def _counted(counts: dict[str, int]) -> dict[str, Any]:
    total = sum(counts.values())
    return {"counts": counts, "total": ngettext("%(num)d task", "%(num)d tasks", total)}


def _from_the_foot(seen: list[tuple[CardChange, list[Change]]]) -> list[Any]:
    return sorted(seen, key=lambda one: one[0].card.rank or "", reverse=True)


def _card(
    room: Room, card: CardChange, changes: list[Change], board: Standing, render: Render
) -> dict[str, Any] | None:
    """The card as it stands now; None if this audience would see no difference."""
    task, audience = card.card, room.audience
    place = board.place(task, audience)
    drawn = render(task, audience, room.today)
    looked = room.looks.get(task.public_id)
    room.looks[task.public_id] = drawn.version
    moves = any(c.event.kind in MOVING and c.task is task for c in changes)
    if not moves and drawn.version == looked:
        return None
    events = [change.event for change in changes]
    was = _rank_before(task, events)
    if was is not None and board.below(task, was, audience) == place["before"]:
        return None
    return {"id": task.public_id, "html": drawn.html, "place": place}


def _rank_before(task: Task, events: list[Event]) -> str | None:
    """Where it stood in the same column, if all that happened to it was to be placed there.

    An audience for which the next card is the same from there has seen it pass only hidden ones.
    """
    if any(e.kind != "task.placed" or e.before["column_id"] != task.column_id for e in events):
        return None
    ranks = [events[0].details["rank"]]
    for event in events[1:]:
        if event.before["rank"] != ranks[-1]:
            return None  # the column was re-keyed between them
        ranks.append(event.details["rank"])
    return events[0].before["rank"] if ranks[-1] == task.rank else None


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
