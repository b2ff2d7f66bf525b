"""What moved in a plan as rows: written in one statement, and put back when it is undone."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import DateTime, select

from models.base import db
from models.event import Changed, Event
from scheduling import Activity, minute_of, moment_of

Dates = tuple[datetime | None, datetime | None]
Json = dict[str, Any]
Row = dict[str, Any]
DAY = timedelta(days=1)
MOMENTS = ("constraint_at", "actual_start", "actual_finish")
# Handed to the driver as it is: through the statement compiler, thousands of rows would hold
# the lock three times as long.
MOVES = "UPDATE task SET start = {begin}, finish = {end}, version = version + 1 WHERE id = {task}"
MARKS = {"sqlite": ":{}", "postgresql": "%({})s"}


def dates_to_store(one: Activity, dates: tuple[int, int], was: Dates) -> Dates:
    """Whole days stay whole where they can."""
    start, finish = moment_of(dates[0]), moment_of(dates[1])
    if not _is_whole(*was):
        return start, finish
    first, last = _midnight(start), _midnight(finish - timedelta(minutes=1)) + DAY
    if one.calendar.clipped(minute_of(first), minute_of(last)) == dates:
        return first, last
    return start, finish


def ready_to_write(dates: Mapping[Any, Dates]) -> list[Row]:
    """Rows as the driver takes them, made before the lock is taken."""
    dialect = db.engine.dialect
    stored = DateTime().dialect_impl(dialect).bind_processor(dialect) or (lambda moment: moment)
    return [
        {"task": task_id, "begin": stored(begin), "end": stored(end)}
        for task_id, (begin, end) in dates.items()
    ]


def write_dates(rows: list[Row]) -> None:
    """Only the rows that changed; what is loaded reads itself again."""
    from models.task.task import Task

    if not rows:
        return
    db.session.flush()
    mark = MARKS[db.engine.dialect.name]
    places = {name: mark.format(name) for name in ("begin", "end", "task")}
    db.session.connection().exec_driver_sql(MOVES.format(**places), rows)
    moved = {row["task"] for row in rows}
    for one in list(db.session.identity_map.values()):
        if isinstance(one, Task) and one.id in moved:
            db.session.expire(one, ["start", "finish", "version"])


def listed(dates: Mapping[Any, Dates]) -> list[list[Any]]:
    """Dates as an event keeps them: task, start and finish."""
    return [
        [task_id, *(at.isoformat(timespec="minutes") if at else None for at in pair)]
        for task_id, pair in dates.items()
    ]


def back_to(happened: Event, project: Any) -> tuple[Json, Json]:
    """Undo what an event moved: how it was before that, and how it is now.

    Raises `Changed` if somebody has moved any of it since.
    """
    from models.task.placing import last_actor

    db.session.flush()
    was = {name: value for name, value in happened.before.items() if name != "link"}
    now = {name: value for name, value in happened.details.items() if name != "link"}
    if _standing(now["moves"], project) != now["moves"] or not _still(happened.subject_id, now):
        raise Changed(last_actor(happened))
    project.plan_changed()
    dates = {task_id: (_moment(begin), _moment(end)) for task_id, begin, end in was["moves"]}
    write_dates(ready_to_write(dates))
    set_fields(happened.subject_id, was)
    return now, was


def set_fields(task_id: Any, fields: Json) -> None:
    """What an event keeps of a task besides dates, back on the task."""
    from models.task.task import Task

    task = db.session.get(Task, task_id)
    for name, value in fields.items():
        if name != "moves":
            setattr(task, name, _moment(value) if name in MOMENTS else value)


def _standing(moves: Iterable[list[Any]], project: Any) -> list[list[Any]]:
    """The same tasks as they stand now: plain rows of the project, for they may be thousands."""
    from models.task.task import Task

    table: Any = Task.__table__
    rows = select(table.c.id, table.c.start, table.c.finish)
    found = db.session.connection().execute(rows.where(table.c.project_id == project.id))
    dates = {task_id: (start, finish) for task_id, start, finish in found}
    return listed({move[0]: dates.get(move[0], (None, None)) for move in moves})


def _still(task_id: Any, fields: Json) -> bool:
    from models.task.task import Task

    task = db.session.get(Task, task_id)
    for name, value in fields.items():
        if name == "moves":
            continue
        now = getattr(task, name)
        if (now.isoformat(timespec="minutes") if isinstance(now, datetime) else now) != value:
            return False
    return True


def _is_whole(start: datetime | None, finish: datetime | None) -> bool:
    """Does it last from one midnight to another?"""
    if start is None or finish is None or start == finish:
        return False
    return start == _midnight(start) and finish == _midnight(finish)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
