"""The rows of some cards, made before the database is locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, bindparam, insert, update
from sqlalchemy.orm import Session

from imports.draft import DraftCard, DraftComment
from imports.draft_of_a_plan import DraftLink, DraftPlan
from imports.plan import Plan
from models import (
    Ancestry,
    Assignment,
    Attachment,
    BaselineTask,
    Checklist,
    ChecklistItem,
    Comment,
    Findable,
    Link,
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
    calendars: dict[str, int]
    baselines: dict[str, int]
    tasks: dict[str, int]  # those of a plan, written so far


@dataclass(slots=True)
class CardRows:
    """The rows of one card: its own, those beside it, and its checklists with their lines.

    `above` are the keys of the phases that it lies in, the nearest first.
    """

    key: str
    task: Row
    above: list[str]
    beside: dict[FromClause, list[Row]]
    checklists: list[tuple[Row, list[Row]]]


class Rows:
    """Turns cards of a draft into rows of our tables."""

    def __init__(self, plan: Plan, known: Known):
        self.plan = plan
        self.known = known

    def of(self, card: DraftCard, rank: str | None, ref: str) -> CardRows:
        beside: dict[Any, list[Row]] = {
            Assignment.__table__: list(self._assignments(card)),
            TaskLabel.__table__: [{"label_id": self.known.labels[one]} for one in card.labels],
            Comment.__table__: [self._comment(one) for one in card.comments],
            Attachment.__table__: list(self._attachments(card)),
            BaselineTask.__table__: list(self._baselines(card)),
        }
        task, checklists = self._task(card, rank, ref), list(self._checklists(card))
        if card.plan is not None:
            task |= self._planned(card.plan)
        return CardRows(card.key, task, self.plan.above(card), beside, checklists)

    def link(self, link: DraftLink) -> Row:
        """A link between tasks that are written."""
        return {
            "public_id": random_id(),
            "predecessor_id": self.known.tasks[link.predecessor],
            "successor_id": self.known.tasks[link.successor],
            "kind": link.kind,
            "lag": link.lag,
            "unit": link.unit,
        }

    def _task(self, card: DraftCard, rank: str | None, ref: str) -> Row:
        plan = self.plan
        author, _name = self.known.people.get(card.author, (None, ""))
        return {
            "public_id": random_id(),
            "ref": ref,
            "project_id": self.known.project_id,
            "kind": card.kind,
            "title": plan.title(card),
            "description": plan.description(card),
            "column_id": self.known.columns.get(card.list_key),
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

    def _planned(self, plan: DraftPlan) -> Row:
        wall = self.plan.wall
        segments = [[one.isoformat(timespec="minutes") for one in pair] for pair in plan.segments]
        return {
            "finish": wall(plan.finish, to_the_minute=True),
            "imported_finish": wall(plan.finish),
            "duration": plan.duration,
            "elapsed": plan.elapsed,
            "manual": plan.manual,
            "active": plan.active,
            "constraint": plan.constraint,
            "constraint_at": plan.constraint_at,
            "percent": plan.percent,
            "actual_start": plan.actual_start,
            "actual_finish": plan.actual_finish,
            "levelling_delay": plan.levelling_delay,
            "segments": segments or None,
            "calendar_id": self.known.calendars.get(plan.calendar),
            "ignores_people": plan.ignores_people,
            "imported_uid": plan.uid,
        }

    def _baselines(self, card: DraftCard) -> Iterator[Row]:
        for one in card.plan.baselines if card.plan else ():
            yield {
                "baseline_id": self.known.baselines[str(one.number)],
                "start": one.start,
                "finish": one.finish,
                "duration": one.duration,
                "work": one.work,
            }

    def _assignments(self, card: DraftCard) -> Iterator[Row]:
        """Each person once; of a plan, namesakes too, and materials that nobody answers for."""
        met: set[Any] = set()
        for share in card.people:
            user_id, name = self.known.people[share.person]
            who = user_id or (share.person if card.plan else name)
            if who not in met:
                met.add(who)
                yield {
                    "user_id": user_id,
                    "name": None if user_id else name,
                    "units": share.units,
                    "responsible": share.person not in self.plan.things,
                    "work": share.work,
                    "delay": share.delay,
                }

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


def insert_all(session: Session, cards: list[CardRows], known: Known) -> None:
    """All rows of these cards: one statement a table, one more for what lies in something."""
    together: dict[Any, list[Row]] = defaultdict(list)
    checklists: list[Row] = []
    items: list[list[Row]] = []
    ids = _inserted(session, Task.__table__, [card.task for card in cards])
    made = known.tasks | {card.key: task_id for card, task_id in zip(cards, ids, strict=True)}
    for task_id, card in zip(ids, cards, strict=True):
        line = [task_id, *(made[key] for key in card.above)]
        together[Ancestry.__table__] += [
            {"task_id": task_id, "ancestor_id": above, "depth": depth}
            for depth, above in enumerate(line)
        ]
        for table, rows in card.beside.items():
            together[table] += [{"task_id": task_id, **row} for row in rows]
        checklists += [{"task_id": task_id, **row} for row, _items in card.checklists]
        items += [inside for _row, inside in card.checklists]
    _put_under(session, {made[one.key]: made[one.above[0]] for one in cards if one.above})
    for checklist_id, inside in zip(
        _inserted(session, Checklist.__table__, checklists), items, strict=True
    ):
        together[ChecklistItem.__table__] += [
            {"checklist_id": checklist_id, **row} for row in inside
        ]
    for table, rows in together.items():
        if rows:
            session.execute(insert(table), rows)
    Findable.fill(ids)


def insert_links(session: Session, links: list[Row]) -> None:
    """Links of tasks that are there."""
    session.execute(insert(Link), links)


def _put_under(session: Session, parents: dict[int, int]) -> None:
    if parents:
        table: Any = Task.__table__
        under = update(table).where(table.c.id == bindparam("task"))
        rows = [{"task": task, "parent": parent} for task, parent in parents.items()]
        session.connection().execute(under.values(parent_id=bindparam("parent")), rows)


def _inserted(session: Session, table: Any, rows: list[Row]) -> list[int]:
    if not rows:
        return []
    made = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(session.scalars(made, rows))
