"""What is expected of whoever reads: tasks of theirs, and reports of which a word is awaited."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, case, func, or_, select, true
from sqlalchemy.orm import defer

from blueprints import viewer
from i18n import zone
from models import Assignment, Membership, Project, StatusReport, Task, User, Viewer, db
from models.task.dating import last_day
from models.viewing import NOBODY
from reports.asking import arrivals

FEW, MOST = 8, 200
SOON = 2  # days


@dataclass(frozen=True, slots=True)
class Ask:
    """`names` are others of the client's own who answer for it, who alone if it is not `own`;
    `report` says what to read."""

    address: str
    title: str
    project: str
    on: date | None = None
    since: date | None = None
    names: tuple[str, ...] = ()
    report: StatusReport | None = None
    own: bool = True

    def is_pressing(self, today: date) -> bool:
        return self.on is not None and (self.on - today).days <= SOON


def expected(projects: dict[int, Project], whole: bool) -> tuple[list[Ask], int, int]:
    """One's own, then colleagues', the soonest due first; how many are own, how many in all."""
    asked = db.session.execute(_tasks(viewer(), MOST if whole else FEW))
    rows = [row for row in asked if row.project_id in projects]
    ids = [row.id for row in rows]
    names, since = _others(ids), arrivals(ids, zone()) if ids else {}
    tasks = [_ask(row, projects, since.get(row.id), names.get(row.id, ())) for row in rows]
    unread = [_reading(report) for report in _unread(projects)]
    number, own = (rows[0].number, rows[0].owns) if rows else (0, 0)
    asks = sorted(tasks + unread, key=lambda ask: not ask.own)
    return asks, own + len(unread), number + len(unread)


@lru_cache(maxsize=1000)  # making the statement costs more than asking it
def _tasks(asking: Viewer, most: int) -> Select[*tuple[Any, ...]]:
    due = func.coalesce(Task.deadline, Task.finish).label("due")
    own = case((_is_own(asking), 1), else_=0).label("own")
    wanted: list[Any] = [Task.id, Task.public_id, Task.title, Task.project_id, due, own]
    rows = Task.waiting_for(asking).with_only_columns(*wanted).cte()
    number, owns = func.count().over(), func.sum(rows.c.own).over()
    by_day = (rows.c.due.is_(None), rows.c.due, rows.c.id)
    counted = select(rows, number.label("number"), owns.label("owns"))
    return counted.order_by(rows.c.own.desc(), *by_day).limit(most)


def _is_own(asking: Viewer) -> Any:
    """Does it bear their name, or nobody's of the client? The company itself answers for all."""
    if asking.id == NOBODY:
        return true()
    return or_(Task.held_by([asking.id]), ~Task.held_by_contact())


def _others(ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Who else of the client's own answers for each."""
    rows = (
        select(Assignment.task_id, User.name)
        .join(User, User.id == Assignment.user_id)
        .join(Task, Task.id == Assignment.task_id)
        .where(Assignment.task_id.in_(ids), Assignment.responsible.is_(True))
        .join(Membership, Task.are_of_client())
        .where(User.id != viewer().id)
        .order_by(Assignment.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for task_id, name in db.session.execute(rows) if ids else ():
        found[task_id] = (*found.get(task_id, ()), name)
    return found


def _ask(
    row: Row[Any], projects: dict[int, Project], since: date | None, names: tuple[str, ...]
) -> Ask:
    on = last_day(row.due) if row.due else None
    project = projects[row.project_id].name
    address = f"/tasks/{row.public_id}"
    return Ask(address, row.title, project, on, since, names, own=bool(row.own))


def _unread(ids: Collection[int]) -> list[StatusReport]:
    last = StatusReport.last_of_each(viewer())
    unread = last.where(StatusReport.project_id.in_(ids), StatusReport.is_unread_by(viewer()))
    light = unread.options(defer(StatusReport.snapshot)).order_by(StatusReport.sent_at)
    return list(db.session.scalars(light))


def _reading(report: StatusReport) -> Ask:
    return Ask(f"/reports/{report.public_id}", "", report.project.name, report=report)
