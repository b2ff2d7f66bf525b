"""A project's rows as the engine's plan: plain rows, a statement a table."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from models.base import db
from scheduling import (
    ELAPSED,
    Activity,
    Assignment,
    Calendar,
    Constraint,
    Plan,
    Summary,
    WorkingTime,
    minute_of,
    working_time,
)
from scheduling import Link as EngineLink

DAY = timedelta(days=1)
# Minutes by which a duration may differ from the work between the dates for having been rounded:
# Microsoft Project computes in tenths.
ROUNDED = 3
A_DAY = 480


class Reading:
    """Reads all rows of one project's plan at once, then builds it.

    A task of which nothing is known stands at the project's start for a day, until a link moves it.
    """

    def __init__(self, project: Any) -> None:
        self.project = project
        head = self._head()
        self.version, self.start = head.plan_version, head.plan_start or head.start
        self.calendars, self.own_time = self._calendars()
        self.default = working_time(self.calendars[None])
        self.rows = self._tasks()
        self.phases = {row.id for row in self.rows if row.kind == "phase"}
        self.links = self._links()
        self.parts = self._parts()
        self.stored = {row.id: (row.start, row.finish) for row in self.rows}

    def plan(self) -> Plan:
        """The engine's plan; raises what that raises."""
        activities = tuple(self._activity(row) for row in self.rows if row.kind != "phase")
        known = {one.id for one in activities} | self.phases
        return Plan(
            self._start(activities),
            self.default,
            activities,
            tuple(one for one in self.links if {one.predecessor, one.successor} <= known),
            tuple(self._summary(row) for row in self.rows if row.kind == "phase"),
        )

    def _head(self) -> Any:
        from models.project.project import Project

        columns = (Project.plan_version, Project.plan_start, Project.start)
        return db.session.execute(select(*columns).where(Project.id == self.project.id)).one()

    def _tasks(self) -> list[Any]:
        from models.task.task import Task

        table: Any = Task.__table__
        names = (
            "id", "parent_id", "kind", "title", "start", "finish", "duration", "elapsed", "manual",
            "active", "constraint", "constraint_at", "deadline", "percent", "closed_at",
            "actual_start", "actual_finish", "levelling_delay", "segments", "calendar_id",
            "ignores_people",
        )  # fmt: skip
        rows = select(*(table.c[name] for name in names)).where(
            table.c.project_id == self.project.id,
            Task.is_planned(),
        )
        return list(db.session.connection().execute(rows.order_by(table.c.id)).all())

    def _links(self) -> list[EngineLink]:
        from models.project.planning import engine_link
        from models.task.linking import Link
        from models.task.task import Task

        columns = (Link.predecessor_id, Link.successor_id, Link.kind, Link.lag, Link.unit)
        rows = (
            select(*columns)
            .join(Task, Task.id == Link.successor_id)
            .where(Task.project_id == self.project.id)
            .order_by(Link.id)
        )
        return [engine_link(row) for row in db.session.execute(rows)]

    def _calendars(self) -> tuple[dict[int | None, Calendar], dict[Any, Calendar]]:
        """By number, the project's own under None; and by person or name."""
        from models.workweek import calendars_of, own_or_agency

        found = calendars_of(self.project.id)
        by_id: dict[int | None, Calendar] = {row.id: made for row, made in found}
        whose = {row.whose: made for row, made in found if row.whose}
        return by_id | {None: own_or_agency(found)}, whose

    def _parts(self) -> dict[int, list[Any]]:
        """The assignments of people who have a calendar of their own, by task."""
        from models.task.assigning import Assignment as Row
        from models.task.task import Task

        parts: dict[int, list[Any]] = defaultdict(list)
        if not self.own_time:
            return parts
        rows = (
            select(Row.task_id, Row.user_id, Row.name, Row.delay)
            .join(Task, Task.id == Row.task_id)
            .where(Task.project_id == self.project.id)
            .order_by(Row.id)
        )
        for row in db.session.execute(rows):
            if (row.user_id or row.name) in self.own_time:
                parts[row.task_id].append(row)
        return parts

    def _activity(self, row: Any) -> Activity:
        own = self.calendars.get(row.calendar_id) if row.calendar_id else None
        calendar = working_time(own) if own else self.default
        assignments = () if row.ignores_people else self._assignments(row, own, calendar)
        measure = assignments[0].calendar if len(assignments) == 1 else calendar
        measure = ELAPSED if row.elapsed else measure
        start, finish = _standing(row, calendar)
        constraint, at = _constraint(row)
        return Activity(
            row.id,
            _duration(row, start, finish, measure),
            calendar,
            row.title,
            row.parent_id if row.parent_id in self.phases else None,
            elapsed=row.elapsed,
            manual=row.manual,
            start=start,
            finish=finish,
            constraint=constraint,
            constraint_at=at,
            deadline=_minute(row.deadline),
            percent=100 if row.closed_at else row.percent % 100,
            actual_start=_minute(row.actual_start),
            actual_finish=_minute(row.actual_finish),
            levelling_delay=row.levelling_delay,
            segments=_segments(row.segments),
            assignments=assignments,
        )

    def _assignments(
        self, row: Any, own: Calendar | None, calendar: WorkingTime
    ) -> tuple[Assignment, ...]:
        parts = tuple(
            Assignment(
                working_time(*([own] if own else []), self.own_time[one.user_id or one.name]),
                delay=one.delay,
            )
            for one in self.parts.get(row.id, ())
        )
        return () if all(one.calendar is calendar and not one.delay for one in parts) else parts

    def _summary(self, row: Any) -> Summary:
        snet = row.constraint == "SNET" and row.constraint_at is not None
        return Summary(
            row.id,
            row.title,
            row.parent_id if row.parent_id in self.phases else None,
            start_no_earlier=minute_of(row.constraint_at) if snet else None,
            manual=row.manual and None not in (row.start, row.finish),
            start=_minute(row.start),
            finish=_minute(row.finish),
        )

    def _start(self, activities: tuple[Activity, ...]) -> int:
        if self.start is not None:
            midnight = datetime(self.start.year, self.start.month, self.start.day)
            return minute_of(self.start if isinstance(self.start, datetime) else midnight)
        return min((one.start for one in activities if one.start is not None), default=0)


def _constraint(row: Any) -> tuple[Constraint, int | None]:
    """One that lacks its date holds nothing."""
    if row.constraint == "ALAP":
        return Constraint.ALAP, None
    if row.constraint == "ASAP" or row.constraint_at is None:
        return Constraint.ASAP, None
    return Constraint[row.constraint], minute_of(row.constraint_at)


def _standing(row: Any, calendar: WorkingTime) -> tuple[int | None, int | None]:
    """Where it stands, whole days cut to working time.

    What lacks an end lasts until it is due, or for that day; what lacks a start, for that day.
    """
    start, finish = row.start, row.finish
    if row.kind == "milestone" and not row.duration:
        start = finish = finish or start
    elif finish is None and start is not None and row.duration is None:
        finish = max(start + DAY, row.deadline or start)
    elif start is None and finish is not None:
        start = finish - DAY
    if start is None or finish is None:
        return _minute(start), None
    begin, end = minute_of(start), minute_of(finish)
    if begin % 1440 == 0 and end % 1440 == 0 and not row.elapsed:
        return calendar.clipped(begin, end)
    return begin, end


def _duration(row: Any, start: int | None, finish: int | None, measure: WorkingTime) -> int:
    """What is kept, unless that only differs from the work between the dates by its rounding."""
    if start is None or finish is None:
        return row.duration if row.duration is not None else A_DAY * (row.kind != "milestone")
    if row.duration == 0:
        return 0
    between = max(0, measure.between(start, finish))
    if row.duration is None or abs(row.duration - between) <= ROUNDED:
        return between
    return row.duration


def _segments(kept: list[list[str]] | None) -> tuple[tuple[int, int], ...]:
    moments = [[minute_of(datetime.fromisoformat(at)) for at in pair] for pair in kept or ()]
    return tuple((begin, end) for begin, end in moments)


def _minute(moment: datetime | None) -> int | None:
    return None if moment is None else minute_of(moment)
