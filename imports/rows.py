"""The rows of some cards, made before the database is locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, insert
from sqlalchemy.orm import Session

from imports.draft import DraftCard, DraftComment
from imports.plan import Plan
from models import (
    Ancestry,
    Assignment,
    Attachment,
    Checklist,
    ChecklistItem,
    Comment,
    Task,
    TaskLabel,
)
from models.base import random_id
from models.rank import spread

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is already in the database when cards are written, by the draft's keys."""

    project_id: int
    run_id: int
    columns: dict[str, int]
    labels: dict[str, int]
    people: dict[str, tuple[int | None, str]]


@dataclass(slots=True)
class CardRows:
    """The rows of one card: its own, those beside it, and its checklists with their lines."""

    task: Row
    beside: dict[FromClause, list[Row]]
    checklists: list[tuple[Row, list[Row]]]


class Rows:
    """Turns cards of a draft into rows of our tables."""

    def __init__(self, plan: Plan, known: Known):
        self.plan = plan
        self.known = known

    def of(self, card: DraftCard, rank: str, ref: str) -> CardRows:
        beside: dict[Any, list[Row]] = {
            Assignment.__table__: list(self._assignments(card)),
            TaskLabel.__table__: [{"label_id": self.known.labels[one]} for one in card.labels],
            Comment.__table__: [self._comment(one) for one in card.comments],
            Attachment.__table__: list(self._attachments(card)),
        }
        checklists = list(self._checklists(card))
        return CardRows(self._task(card, rank, ref), beside, checklists)

    def _task(self, card: DraftCard, rank: str, ref: str) -> Row:
        plan = self.plan
        author, _name = self.known.people.get(card.author, (None, ""))
        return {
            "public_id": random_id(),
            "ref": ref,
            "project_id": self.known.project_id,
            "kind": "task",
            "title": plan.title(card),
            "description": plan.description(card),
            "column_id": self.known.columns[card.list_key],
            "rank": rank,
            "start": plan.wall(card.start, to_the_minute=True),
            "deadline": plan.wall(card.due, to_the_minute=True),
            "imported_start": plan.wall(card.start),
            "imported_finish": plan.wall(card.due),
            "priority": "normal",
            "visibility": plan.visibility,
            "sight": plan.visibility,
            "closed_at": plan.closed_at(card),
            "archived_at": card.archived_at,
            "author_id": author,
            "version": 1,
            "created_at": card.created_at or plan.draft.read_at,
            "import_run_id": self.known.run_id,
        }

    def _assignments(self, card: DraftCard) -> Iterator[Row]:
        people = dict.fromkeys(self.known.people[one] for one in card.people)
        for user_id, name in people:
            kept = None if user_id else name
            yield {"user_id": user_id, "name": kept, "units": 100, "responsible": True}

    def _comment(self, comment: DraftComment) -> Row:
        user_id, name = self.known.people.get(comment.author, (None, ""))
        return {
            "author_id": user_id,
            "author_name": None if user_id else name,
            "body": comment.body,
            "visibility": self.plan.visibility,
            "created_at": comment.created_at or self.plan.draft.read_at,
            "edited_at": comment.edited_at,
            "public_id": random_id(),
        }

    def _attachments(self, card: DraftCard) -> Iterator[Row]:
        for one in card.attachments:
            added = one.created_at or card.created_at or self.plan.draft.read_at
            yield {
                "name": one.name,
                "url": one.url,
                "created_at": added,
                "public_id": random_id(),
            }

    def _checklists(self, card: DraftCard) -> Iterator[tuple[Row, list[Row]]]:
        ranks = spread(len(card.checklists))
        for checklist, rank in zip(card.checklists, ranks, strict=True):
            places = spread(len(checklist.items))
            items = [
                {"text": item.text, "done_at": item.done_at, "rank": place}
                for item, place in zip(checklist.items, places, strict=True)
            ]
            for item in items:
                item["public_id"] = random_id()
            yield {"title": checklist.title, "rank": rank, "public_id": random_id()}, items


def insert_all(session: Session, cards: list[CardRows]) -> None:
    """All rows of these cards: one statement a table."""
    together: dict[Any, list[Row]] = defaultdict(list)
    checklists: list[Row] = []
    items: list[list[Row]] = []
    ids = _inserted(session, Task.__table__, [card.task for card in cards])
    for task_id, card in zip(ids, cards, strict=True):
        together[Ancestry.__table__].append(
            {"task_id": task_id, "ancestor_id": task_id, "depth": 0}
        )
        for table, rows in card.beside.items():
            together[table] += [{"task_id": task_id, **row} for row in rows]
        checklists += [{"task_id": task_id, **row} for row, _items in card.checklists]
        items += [inside for _row, inside in card.checklists]
    for checklist_id, inside in zip(
        _inserted(session, Checklist.__table__, checklists), items, strict=True
    ):
        together[ChecklistItem.__table__] += [
            {"checklist_id": checklist_id, **row} for row in inside
        ]
    for table, rows in together.items():
        if rows:
            session.execute(insert(table), rows)


def _inserted(session: Session, table: Any, rows: list[Row]) -> list[int]:
    if not rows:
        return []
    made = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(session.scalars(made, rows))
