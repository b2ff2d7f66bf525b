"""What a draft would bring, in numbers, before anything is written."""

from __future__ import annotations

from collections import Counter
from typing import Any

from imports.draft import Draft, DraftCard
from imports.losses import summed
from models import User

# What a file announces besides what it holds, by the kind of loss.
ANNOUNCED = {
    "attachments": ("attachment_refused",),
    "checklist_items": ("checklist_alone",),
    "comments": ("comments_missing", "comment_alone"),
    "due_dates": ("date_unreadable",),
    "links": ("plan_link", "plan_link_twice", "plan_link_loop"),
    "assignments": ("plan_assignment", "plan_assignment_twice"),
}


def previewed(draft: Draft, known: dict[str, User], size: int) -> dict[str, Any]:
    """What the preview page shows, as plain JSON; `size` is in bytes."""
    counts = counted(draft)
    return {
        "name": draft.name,
        "source": draft.source,
        "size": size,
        "counts": counts,
        "announced": announced(draft, counts),
        "people": _people(draft, known),
        "lists": _lists(draft),
        "losses": [[one.kind, one.count, one.cards, one.examples] for one in summed(draft.losses)],
        "shown": shown_to_client(draft),
    }


def counted(draft: Draft) -> dict[str, int]:
    """How many there are of each thing, closed lists and archived cards included."""
    cards = draft.cards
    if draft.is_plan:
        return counted_of_plan(draft)
    return {
        "lists": len(draft.lists),
        "cards": len(cards),
        "archived_cards": sum(one.archived_at is not None for one in cards),
        "due_dates": sum(one.due is not None for one in cards),
        "labels": len(draft.labels),
        "members": sum(one.member for one in draft.people),
        "checklists": sum(len(one.checklists) for one in cards),
        "checklist_items": sum(len(each.items) for one in cards for each in one.checklists),
        "comments": sum(len(one.comments) for one in cards),
        "attachments": sum(len(one.attachments) for one in cards),
    }


def counted_of_plan(draft: Draft) -> dict[str, int]:
    """The same of a plan: `tasks` are all its rows, phases and milestones among them."""
    rows = draft.cards
    plans = [one.plan for one in rows if one.plan]
    return {
        "tasks": len(rows),
        "phases": sum(one.kind == "phase" for one in rows),
        "milestones": sum(one.kind == "milestone" for one in rows),
        "links": len(draft.links),
        "resources": len(draft.people),
        "assignments": sum(len(one.people) for one in rows),
        "calendars": len(draft.calendars),
        "exceptions": sum(len(one.exceptions) for one in draft.calendars),
        "constraints": sum(one.constraint != "ASAP" for one in plans),
        "deadlines": sum(one.due is not None for one in rows),
        "baselines": len({each.number for one in plans for each in one.baselines}),
    }


def announced(draft: Draft, counts: dict[str, int]) -> dict[str, int]:
    """What the file says there is: what it holds and what it only mentions."""
    lost: Counter[str] = Counter()
    for one in draft.losses:
        lost[one.kind] += one.count
    return {
        name: count + sum(lost[kind] for kind in ANNOUNCED.get(name, ()))
        for name, count in counts.items()
    }


def _people(draft: Draft, known: dict[str, User]) -> list[dict[str, Any]]:
    cards = Counter(share.person for card in draft.cards for share in card.people)
    comments = Counter(each.author for card in draft.cards for each in card.comments)
    return [
        {
            "key": one.key,
            "name": one.name,
            "username": one.username,
            "email": one.email,
            "member": one.member,
            "active": one.active,
            "cards": cards[one.key],
            "comments": comments[one.key],
            "user": known[one.key].public_id if one.key in known else None,
        }
        for one in draft.people
        if one.kind == "person" and (one.member or cards[one.key] or comments[one.key])
    ]


def _lists(draft: Draft) -> list[dict[str, Any]]:
    cards = Counter(card.list_key for card in draft.cards)
    return [
        {
            "key": one.key,
            "name": one.name,
            "kind": one.kind,
            "closed": one.closed,
            "cards": cards[one.key],
        }
        for one in draft.lists
    ]


def shown_to_client(draft: Draft) -> dict[str, int]:
    """What a client would see if all of it were shown: nothing archived, no closed list."""
    closed = {one.key for one in draft.lists if one.closed}
    cards: list[DraftCard] = [
        one for one in draft.cards if one.archived_at is None and one.list_key not in closed
    ]
    return {
        "cards": len(cards),
        "comments": sum(len(one.comments) for one in cards),
        "attachments": sum(len(one.attachments) for one in cards),
    }
