"""Tasks of a plan that last longer, or shorter, than the engine can tell: they keep their dates.

Split by hand, or levelled: the file says from when to when, and not what lies between
(`../shared/scheduling.md`, rule 8). Computed again, such a task would be "repaired".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, update

from imports.draft import Loss
from models import Project, Task, db
from models.project.planning import fields_of, plan_read
from models.project.reading import ROUNDED
from scheduling import Activity, NoWorkingTime
from scheduling.span import beginning

Row = dict[str, Any]


def unexplained(project: Project) -> tuple[list[Row], list[Loss]]:
    """The rows to keep as split, in one piece as far as is known, and a line for each."""
    found = [one for one in plan_read(project).plan.activities if _is_unexplained(one)]
    rows = [{"task": one.id, "pieces": fields_of(_in_one_piece(one))["segments"]} for one in found]
    return rows, [Loss("plan_split", one.title[:200]) for one in found]


def keep_split(rows: list[Row]) -> None:
    """Write them, inside a change."""
    if rows:
        table: Any = Task.__table__
        split = update(table).where(table.c.id == bindparam("task"))
        db.session.connection().execute(split.values(segments=bindparam("pieces")), rows)


def _is_unexplained(one: Activity) -> bool:
    if one.is_fixed or one.start is None or one.finish is None:
        return False
    if any(part.delay for part in one.assignments):
        return False  # where it could have begun without them is not known
    try:
        finish = beginning(one, one.start)[1]
    except NoWorkingTime:
        return True
    return abs(one.measure.between(finish, one.finish)) > ROUNDED


def _in_one_piece(one: Activity) -> Activity:
    assert one.start is not None and one.finish is not None
    return replace(one, segments=((one.start, one.finish),))
