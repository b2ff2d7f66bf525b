"""What did not come in, in words: what it is, and what was done instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from i18n import _
from imports.draft import Loss
from imports.losses_of_plans import SENTENCES as PLAN
from imports.losses_of_plans import Words

EXAMPLES = 4

# A warning is something a person wrote or is owed; the rest is decoration or machinery.
WARNINGS = frozenset(
    {
        "attachment_refused", "automation", "board_description", "card_twice", "checklist_alone",
        "comment_alone", "comments_missing", "date_unreadable", "field_unreadable", "item_due",
        "item_person", "list_missing", "mirror", "person_unknown", "recurrence", "text_cut",
        "too_many_on_a_card", "unreadable", "plan_assignment", "plan_constraint", "plan_exception",
        "plan_external", "plan_from_finish", "plan_link", "plan_link_loop", "plan_note",
        "plan_recurring", "plan_split",
    }
)  # fmt: skip

SENTENCES: dict[str, tuple[Words, Words]] = PLAN | {
    "archived_left": (
        lambda: _("Archived cards"),
        lambda: _("Left out, as you chose."),
    ),
    "attachment_refused": (
        lambda: _("Attachments that are no link"),
        lambda: _("Only addresses in http, https and mailto come in."),
    ),
    "automation": (
        lambda: _("Automations"),
        lambda: _("They do not come in."),
    ),
    "background": (
        lambda: _("Background picture"),
        lambda: _("It does not come in."),
    ),
    "board_description": (
        lambda: _("Description of the board"),
        lambda: _("A project has none; its text is kept in the line-by-line account."),
    ),
    "card_twice": (
        lambda: _("What is there twice"),
        lambda: _("Only the first came in."),
    ),
    "checklist_alone": (
        lambda: _("Items of checklists without a card"),
        lambda: _("The file does not hold the card they belonged to."),
    ),
    "comment_alone": (
        lambda: _("Comments without a card"),
        lambda: _("The file does not hold the card they belonged to."),
    ),
    "comments_missing": (
        lambda: _("Comments that the file does not hold"),
        lambda: _("Trello exports the last thousand actions only; it counts these, without text."),
    ),
    "cover": (
        lambda: _("Covers of cards"),
        lambda: _("They do not come in; an attached picture stays among the links."),
    ),
    "date_unreadable": (
        lambda: _("Unreadable dates"),
        lambda: _("It has none here."),
    ),
    "field_unreadable": (
        lambda: _("Values of custom fields that no longer exist"),
        lambda: _("The file does not say what they are."),
    ),
    "file_as_link": (
        lambda: _("Files that stay at Trello"),
        lambda: _("An export holds no files; their links came in and ask for Trello’s sign-in."),
    ),
    "history": (
        lambda: _("Actions of the history"),
        lambda: _("Who moved what and when stays at Trello; dates of creation are kept."),
    ),
    "history_cut": (
        lambda: _("Older history"),
        lambda: _("Trello exports the last thousand actions only."),
    ),
    "item_due": (
        lambda: _("Due dates of checklist items"),
        lambda: _("Items have no dates; the items came in."),
    ),
    "item_person": (
        lambda: _("People on checklist items"),
        lambda: _("Items have no people; the items came in."),
    ),
    "list_missing": (
        lambda: _("Cards of a list that the file does not hold"),
        lambda: _("They stand in a column of their own."),
    ),
    "location": (
        lambda: _("Places on the map"),
        lambda: _("They do not come in."),
    ),
    "mirror": (
        lambda: _("Mirror cards"),
        lambda: _("They came in as ordinary cards and no longer follow the other board."),
    ),
    "person_unknown": (
        lambda: _("People without a name"),
        lambda: _("The file holds only their number."),
    ),
    "power_up": (
        lambda: _("Power-Ups and what they kept"),
        lambda: _("They do not come in."),
    ),
    "recurrence": (
        lambda: _("Repeating cards"),
        lambda: _("The card came in and no longer repeats."),
    ),
    "reminder": (
        lambda: _("Reminders"),
        lambda: _("They do not come in; the dates do."),
    ),
    "stickers": (
        lambda: _("Stickers"),
        lambda: _("They do not come in."),
    ),
    "template": (
        lambda: _("Template cards"),
        lambda: _("They came in as ordinary cards."),
    ),
    "text_cut": (
        lambda: _("Texts of extreme length"),
        lambda: _("Their beginning came in."),
    ),
    "too_many_on_a_card": (
        lambda: _("More than a card can hold"),
        lambda: _("The first two thousand of each kind came in."),
    ),
    "unreadable": (
        lambda: _("Parts that cannot be read"),
        lambda: _("They have not the shape of anything known."),
    ),
    "votes": (
        lambda: _("Votes"),
        lambda: _("They do not come in."),
    ),
}  # fmt: skip


@dataclass(slots=True)
class Lost:
    """All losses of one kind, for a page: `count` in all, on so many `cards`."""

    kind: str
    count: int = 0
    cards: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_warning(self) -> bool:
        return self.kind in WARNINGS

    @property
    def title(self) -> str:
        return SENTENCES[self.kind][0]()

    @property
    def sentence(self) -> str:
        return SENTENCES[self.kind][1]()


def summed(losses: Iterable[Loss]) -> list[Lost]:
    """By kind, warnings first, then the largest."""
    found: dict[str, Lost] = {}
    met: set[tuple[str, str]] = set()
    for loss in losses:
        lost = found.setdefault(loss.kind, Lost(loss.kind))
        lost.count += loss.count
        lost.cards += bool(loss.key or loss.card) and (loss.kind, loss.key) not in met
        if loss.key:
            met.add((loss.kind, loss.key))
        example = loss.card or loss.detail
        if example and len(lost.examples) < EXAMPLES and example not in lost.examples:
            lost.examples.append(example if len(example) <= 80 else f"{example[:79].rstrip()}…")
    return sorted(found.values(), key=lambda one: (not one.is_warning, -one.count))


def line_by_line(losses: Iterable[Loss]) -> list[dict[str, str | int]]:
    """The account of what was lost, one row for each loss, in the language being spoken."""
    return [
        {
            "kind": loss.kind,
            "what": SENTENCES[loss.kind][0](),
            "card": loss.card,
            "detail": loss.detail,
            "count": loss.count,
            "why": SENTENCES[loss.kind][1](),
        }
        for loss in losses
    ]
