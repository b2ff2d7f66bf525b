"""A draft with the choices made in the preview: what will be written, decided to the last rank.

The plan of one draft and one set of choices is always the same, so a crashed import goes on
from the number of cards already written.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from formats import day_month
from i18n import _, gettext, speaking
from imports.draft import Draft, DraftCard, DraftField, DraftList, Loss
from imports.shapes import instant
from models.project.project import FIRST_COLUMNS
from models.rank import spread


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose in the preview; the defaults are the careful ones."""

    name: str
    language: str
    timezone: str
    client: str = ""
    new_client: str = ""  # the name of one who is made with the project
    shown: bool = False
    archived: bool = True
    kinds: dict[str, str] = field(default_factory=dict)
    # by the person's key: {"as": "user", "user": public id}, {"as": "invite", "email": …},
    # or {"as": "name"}
    people: dict[str, dict[str, str]] = field(default_factory=dict)


class Plan:
    """What a draft becomes under somebody's choices: which cards, columns and ranks."""

    def __init__(self, draft: Draft, choices: Choices):
        self.draft = draft
        self.choices = choices
        self.zone = ZoneInfo(choices.timezone)
        self.cards = [one for one in draft.cards if choices.archived or not one.archived_at]
        self.kinds = {one.key: choices.kinds.get(one.key, one.kind) for one in draft.lists}
        self.ranks = self._ranks()
        self.things = {one.key for one in draft.people if one.kind != "person"}
        self.parents = {one.key: one.parent for one in self.cards}

    @property
    def pieces(self) -> int:
        """How many things are written one after the other: cards, then links."""
        return len(self.cards) + len(self.draft.links)

    def above(self, card: DraftCard) -> list[str]:
        """The keys of the phases that it lies in, the nearest first."""
        found: list[str] = []
        while parent := self.parents.get(found[-1] if found else card.key, ""):
            found.append(parent)
        return found

    @property
    def visibility(self) -> str:
        return "client" if self.choices.shown else "team"

    @property
    def invited(self) -> dict[str, str]:
        """The addresses of those to invite, by the key of the person."""
        return {
            key: one["email"] for key, one in self.choices.people.items() if one["as"] == "invite"
        }

    @property
    def losses(self) -> list[Loss]:
        """The reader's, and what the choices left out."""
        left = [one for one in self.draft.cards if one.archived_at and not self.choices.archived]
        return [*self.draft.losses, *(Loss("archived_left", one.title) for one in left)]

    def _ranks(self) -> list[str | None]:
        """Of each card in its column, in the order of `cards`; a phase has none."""
        together: dict[str, list[int]] = defaultdict(list)
        for place, card in enumerate(self.cards):
            if card.list_key:
                together[card.list_key].append(place)
        ranks: list[str | None] = [None] * len(self.cards)
        for places in together.values():
            for place, rank in zip(places, spread(len(places)), strict=True):
                ranks[place] = rank
        return ranks

    def title(self, card: DraftCard) -> str:
        with speaking(self.choices.language):
            return card.title or _("Untitled card")

    def project_name(self) -> str:
        with speaking(self.choices.language):
            return self.choices.name or self.draft.name or _("Without a name")

    def column_name(self, one: DraftList) -> str:
        """A plan has no columns of its own: they are called by what they are for."""
        with speaking(self.choices.language):
            if self.draft.is_plan:
                return gettext(dict(FIRST_COLUMNS)[one.kind])
            return one.name or _("Without a name")

    def closed_at(self, card: DraftCard) -> datetime | None:
        """Marked complete, or standing where what is done stands."""
        if card.closed_at and card.closed_at.tzinfo is None:
            return card.closed_at.replace(tzinfo=self.zone)
        if card.closed_at or not card.list_key or self.kinds[card.list_key] != "done":
            return card.closed_at
        return card.entered_at or card.archived_at or self.draft.read_at

    def wall(self, moment: datetime | None, *, to_the_minute: bool = False) -> datetime | None:
        """An instant as the project's clock shows it; what is already a clock's time stays."""
        if moment is None:
            return None
        if moment.tzinfo is not None:
            moment = moment.astimezone(self.zone).replace(tzinfo=None)
        return moment.replace(second=0, microsecond=0) if to_the_minute else moment

    def description(self, card: DraftCard) -> str:
        if not card.fields:
            return card.description
        with speaking(self.choices.language, self.choices.timezone):
            lines = [
                "- " + _("%(name)s: %(value)s", name=plain(one.name), value=self._value(one))
                for one in card.fields
            ]
        return "\n\n".join(filter(None, [card.description.rstrip(), "\n".join(lines)]))

    def _value(self, made: DraftField) -> str:
        if made.kind == "checkbox":
            return _("yes")
        moment = self.wall(instant(made.value)) if made.kind == "date" else None
        return day_month(moment, year=True) if moment else plain(made.value)


def plain(text: str) -> str:
    """Markdown that shows this text as it is, on one line."""
    escaped = "".join(f"\\{one}" if one in "\\`*_[]<>#|~" else one for one in text)
    return " ".join(escaped.split())
