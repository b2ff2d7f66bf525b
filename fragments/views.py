"""What a card shows one audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fragments.rows import Face, Seen, Shared
from models import Audience
from models.task.dating import last_day

SOON = 2


@dataclass(slots=True)
class CardView:
    """All that a card shows one audience, and nothing else."""

    public_id: str
    ref: str
    title: str
    kind: str
    internal: bool
    priority: str
    due: date | None
    due_state: str  # none, late, today, soon, later, done
    late_days: int
    is_closed: bool
    labels: list[tuple[str, str]]
    people: list[Face]
    checked: int
    to_check: int
    subtasks_closed: int
    subtasks: int
    comments: int
    attachments: int
    language: str
    version: str = ""  # a hash of what this audience is sent; given when it is drawn

    @property
    def progress(self) -> tuple[int, int]:
        """Steps done and steps in all, checklist items and subtasks together."""
        return self.checked + self.subtasks_closed, self.to_check + self.subtasks


def views(
    ids: Sequence[int], audience: Audience, today: date, shared: Shared | None = None
) -> dict[int, CardView]:
    """What each card shows this audience, read in bulk."""
    shared, seen = shared or Shared.of(ids), Seen.of(ids, audience)
    return {row.id: _view(row, shared, seen, audience, today) for row in shared.rows}


def _view(row: Any, shared: Shared, seen: Seen, audience: Audience, today: date) -> CardView:
    due = row.deadline or row.finish
    day = last_day(due) if due else None
    state, late = _due_state(day, row.closed_at is not None, today)
    checked, to_check = shared.checks.get(row.id, (0, 0))
    closed, children = seen.subtasks.get(row.id, (0, 0))
    return CardView(
        public_id=row.public_id,
        ref=row.ref,
        title=row.title,
        kind=row.kind,
        internal=seen.hatches and row.sight != "client",
        priority=row.priority,
        due=day,
        due_state=state,
        late_days=late,
        is_closed=row.closed_at is not None,
        labels=shared.labels.get(row.id, []),
        people=shared.people.get(row.id, []),
        checked=checked,
        to_check=to_check,
        subtasks_closed=closed,
        subtasks=children,
        comments=seen.comments.get(row.id, 0),
        attachments=shared.links.get(row.id, 0) + seen.files.get(row.id, 0),
        language=audience.language,
    )


def _due_state(day: date | None, closed: bool, today: date) -> tuple[str, int]:
    if day is None:
        return "none", 0
    if closed:
        return "done", 0
    late = (today - day).days
    if late > 0:
        return "late", late
    return ("today" if late == 0 else "soon" if -late <= SOON else "later"), 0
