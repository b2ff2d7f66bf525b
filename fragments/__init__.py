"""A card rendered for an audience, once, and kept: the page, the swap and the push share it."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from flask import current_app
from markupsafe import Markup
from sqlalchemy import Select, bindparam, func, select

import i18n
from fragments.keeping import Card, Kept, Noted, kept
from fragments.rows import Face, Shared, is_hatched
from fragments.views import CardView, views
from models import Audience, Event, Project, Task, db
from models.sight import shown

__all__ = ["Card", "CardView", "Face", "Kept", "Noted", "Pen", "kept", "views"]

Key = tuple[int, int, str]
HAS_LIST = attrgetter("has_list")


def on_board(audience: Audience) -> Select[*tuple[Any, ...]]:
    """The light query of a board: what this audience sees on it, in order."""
    return (
        select(Task.id, Task.column_id, Task.version, Task.has_list)
        .where(
            shown(Task, audience),
            Task.column_id.is_not(None),
            Task.archived_at.is_(None),
            Task.deleted_at.is_(None),
        )
        .order_by(Task.column_id, Task.rank)
    )


def until_an_event(project: Project, what: Hashable, work_out: Callable[[], Noted]) -> Any:
    """What nothing but an event of the project can change: worked out once after each."""
    seq = db.session.connection().execute(_last_event(), {"project_id": project.id}).scalar()
    key = ("until", what, project.public_id, project.look, seq)
    (found,) = kept.many([key])
    if found is None:
        found = work_out()
        kept.keep(key, found)
    return found.content


@cache
def _last_event() -> Select[int]:
    return select(func.max(Event.seq)).where(Event.project_id == bindparam("project_id"))


def cards(rows: Sequence[Any], project: Project, audience: Audience, today: date) -> list[Card]:
    """The cards of light rows (id, column_id, version, has_list), in the same order."""
    keys = _keys(rows, project, audience, today)
    found = kept.many(keys)
    missing = [row.id for row, card in zip(rows, found, strict=True) if card is None]
    if missing:
        fresh = rendered(missing, audience, today)
        for place, (row, key) in enumerate(zip(rows, keys, strict=True)):
            if found[place] is None:
                found[place] = fresh[row.id]
                kept.keep(key, fresh[row.id])
    return [card for card in found if card is not None]


def card(task: Task, audience: Audience, today: date) -> Card:
    """One card for one audience, which must be allowed to see it."""
    return Pen().card(task, audience, today)


class Pen:
    """Draws one moment for many audiences: what they are all shown of a card is read once."""

    def __init__(self) -> None:
        self.shared: dict[int, Shared] = {}

    def card(self, task: Task, audience: Audience, today: date) -> Card:
        (key,) = _keys([task], task.project, audience, today)
        (found,) = kept.many([key])
        if found is None:
            if task.id not in self.shared:
                self.shared[task.id] = Shared.of([task.id])
            found = rendered([task.id], audience, today, self.shared[task.id])[task.id]
            kept.keep(key, found)
        return found


def look(rows: Iterable[Any], project: Project, audience: Audience, today: date) -> str:
    """What these cards depend on beside themselves; a list on one makes them one's own."""
    return _looks(project, audience, today)[any(map(HAS_LIST, rows))]


def _keys(rows: Sequence[Any], project: Project, audience: Audience, today: date) -> list[Key]:
    looks = _looks(project, audience, today)
    return [(row.id, row.version, looks[row.has_list]) for row in rows]


def _looks(project: Project, audience: Audience, today: date) -> tuple[str, str]:
    # Numbers begin again when an instance is emptied; a project's public id does not.
    same = f"card {project.public_id} {project.look} {today} {is_hatched(project, audience)}"
    return f"{same} {audience.view}", f"{same} {audience.key}"


def rendered(
    ids: Sequence[int], audience: Audience, today: date, shared: Shared | None = None
) -> dict[int, Card]:
    """Cards drawn anew, whatever is kept."""
    template = current_app.jinja_env.get_template("tasks/_card.html")
    # One context for all: making one costs half as much as drawing a card.
    context = template.new_context({"card": None, "today": today})
    made = {}
    with i18n.speaking(audience.language):
        for task_id, view in views(ids, audience, today, shared).items():
            context.parent["card"] = view
            made[task_id] = _sealed(view, "".join(template.root_render_func(context)))
    return made


def _sealed(view: CardView, html: str) -> Card:
    """With a hash of what this audience is sent: it says *same*, never *older*."""
    version = blake2b(html.encode(), digest_size=4).hexdigest()
    sealed = html.replace('data-version=""', f'data-version="{version}"', 1)
    return Card(view.public_id, version, sealed)


def joined(made: Iterable[Card]) -> Markup:
    """Cards as one piece of page."""
    return Markup("".join(one.html for one in made))
