"""What no real board reaches: beyond it a file is refused, or the rest is said to be lost.

Whoever writes a file by hand can put a million items on one card. One batch writes at least one
whole card, and no batch may hold the database for long.
"""

from __future__ import annotations

from typing import Any

from imports.draft import Draft, DraftCard, Loss
from imports.refusal import ImportRefused

MOST_OF_A_KIND = 3_000  # lists, labels, people
MOST_ON_A_CARD = 2_000  # of comments, attachments, fields, items of all its checklists
LONGEST_TEXT = 100_000
LONGEST_NAME = 16_384
MOST_ROWS = 25_000  # of a plan: tasks, or assignments


def refuse_too_many(rows: list[Any]) -> None:
    """Raises ImportRefused where a plan's list is out of all proportion."""
    if len(rows) > MOST_ROWS:
        raise ImportRefused("too_many")


def bounded(draft: Draft) -> Draft:
    """The same draft within bounds; raises ImportRefused where it is out of all proportion."""
    for many in (draft.lists, draft.labels, draft.people, draft.calendars):
        if len(many) > MOST_OF_A_KIND:
            raise ImportRefused("too_many")
    for card in draft.cards:
        _shorten(draft, card)
        _thin(draft, card)
    named: list[Any] = [*draft.lists, *draft.labels, *draft.people, *draft.calendars]
    for one in named:
        one.name = one.name[:LONGEST_NAME]
    return draft


def _shorten(draft: Draft, card: DraftCard) -> None:
    cut = 0
    texts: list[tuple[Any, str, int]] = [
        (card, "description", LONGEST_TEXT),
        (card, "title", LONGEST_NAME),
    ]
    texts += [(one, "body", LONGEST_TEXT) for one in card.comments]
    texts += [(one, "value", LONGEST_TEXT) for one in card.fields]
    for thing, name, longest in texts:
        if len(getattr(thing, name)) > longest:
            setattr(thing, name, getattr(thing, name)[:longest])
            cut += 1
    if cut:
        draft.losses.append(Loss("text_cut", card.title[:200], count=cut))


def _thin(draft: Draft, card: DraftCard) -> None:
    left = 0
    for many in (card.comments, card.attachments, card.fields, card.checklists, card.people):
        left += max(0, len(many) - MOST_ON_A_CARD)
        del many[MOST_ON_A_CARD:]
    room = MOST_ON_A_CARD
    for checklist in card.checklists:
        left += max(0, len(checklist.items) - room)
        del checklist.items[room:]
        room -= len(checklist.items)
    if left:
        draft.losses.append(Loss("too_many_on_a_card", card.title[:200], count=left))
