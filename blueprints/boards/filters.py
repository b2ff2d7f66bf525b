"""The filter bar: text, people, labels and due date, kept in the address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from werkzeug.datastructures import MultiDict

from models import Assignment, Label, Task, TaskLabel, User, db
from models.search import fold
from models.task.dating import start_of

DUES = ("late", "today", "week", "month", "none")
MOST = 50  # of one kind


@dataclass(frozen=True)
class Filters:
    """What a board is narrowed to: by nothing if empty, by any of several of one kind."""

    text: str = ""
    people: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    due: str = ""

    @classmethod
    def of(cls, query: MultiDict[str, str]) -> "Filters":
        due = query.get("due", "")
        return cls(
            query.get("q", "").strip()[:200],
            _several(query, "person"),
            _several(query, "label"),
            due if due in DUES or _as_date(due) else "",
        )

    @property
    def until(self) -> date | None:
        """The date that `due` names, if it names one."""
        return _as_date(self.due)

    @property
    def query(self) -> list[tuple[str, str]]:
        """What an address needs to narrow a board like this."""
        fields = {"q": [self.text], "person": self.people, "label": self.labels, "due": [self.due]}
        return [(name, value) for name, values in fields.items() for value in values if value]

    @property
    def all_at(self) -> str:
        """Where a board narrowed like this has all its cards."""
        return "?" + urlencode([("all", "1"), *self.query])

    def __bool__(self) -> bool:
        return bool(self.text or self.people or self.labels or self.due)

    def conditions(self, viewer_id: int, today: date) -> list[ColumnElement[bool]]:
        found = []
        if self.people:
            found.append(self._people(viewer_id))
        if self.labels:
            labels = select(Label.id).where(Label.public_id.in_(self.labels))
            on_task = select(1).where(TaskLabel.task_id == Task.id, TaskLabel.label_id.in_(labels))
            found.append(exists(on_task))
        if self.due:
            found.append(_due(self.due, today))
        return found

    def _people(self, viewer_id: int) -> ColumnElement[bool]:
        on_task: Any = select(1).where(Assignment.task_id == Task.id)
        people = select(User.id).where(User.public_id.in_(self.people))
        asked: ColumnElement[bool] = exists(on_task.where(Assignment.user_id.in_(people)))
        if "me" in self.people:
            asked = or_(asked, exists(on_task.where(Assignment.user_id == viewer_id)))
        if "none" in self.people:
            asked = or_(asked, ~exists(on_task))
        return asked

    def matching(self, ids: list[int]) -> set[int]:
        """Those of these tasks whose words hold every word of the text."""
        words = fold(self.text).split()
        query = select(Task.id, Task.title, Task.ref, Task.description).where(Task.id.in_(ids))
        return {
            row.id
            for row in db.session.execute(query)
            if all(word in fold(f"{row.title} {row.ref} {row.description}") for word in words)
        }


def _several(query: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:32] for value in query.getlist(name)[:MOST] if value))


def _due(due: str, today: date) -> ColumnElement[bool]:
    """Late, today, within a week or a month, by a date, or without one."""
    at = func.coalesce(Task.deadline, Task.finish)
    if due == "none":
        return at.is_(None)
    still_open = Task.closed_at.is_(None)
    if due == "late":
        return and_(at <= start_of(today), still_open)
    if due == "today":
        return and_(at > start_of(today), at <= start_of(today + timedelta(days=1)))
    last = _as_date(due) or today + timedelta(days=7 if due == "week" else 30)
    return and_(at <= start_of(last + timedelta(days=1)), or_(still_open, at > start_of(today)))


def _as_date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a plain date
    except ValueError:
        return None


NO_FILTERS = Filters()
