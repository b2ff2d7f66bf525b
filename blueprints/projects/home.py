"""Home: the projects one belongs to, by client, with what one may count of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from flask import render_template, request
from sqlalchemy import and_, case, func, select

from blueprints import viewer
from blueprints.projects import door
from blueprints.projects.outside import outside_home
from models import Client, Column, Membership, Project, Task, User, db
from models.user.roles import STAFF

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stone:
    title: str
    on: date
    closed_at: datetime | None
    is_late: bool


@dataclass(slots=True)
class Figures:
    """What this reader may count of one project."""

    today: date
    start: date | None = None
    tasks: int = 0
    done: int = 0
    late: int = 0
    milestones: list[Stone] = field(default_factory=list)
    people: list[User] = field(default_factory=list)

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.tasks) if self.tasks else 0

    @property
    def next_milestone(self) -> Stone | None:
        return next((stone for stone in self.milestones if not stone.closed_at), None)

    @property
    def bands(self) -> list[tuple[int, int, bool]]:
        """The rod: one band before each milestone, full once it is reached, else the time gone."""
        if not self.milestones:
            return [(1, self.percent, 0 < self.percent < 100)]
        return list(self._bands_between())

    def _bands_between(self) -> Iterator[tuple[int, int, bool]]:
        first = self.milestones[0].on
        before = self.start if self.start and self.start < first else first - 30 * DAY
        for stone in self.milestones:
            days, is_now = max((stone.on - before).days, 4), stone is self.next_milestone
            gone = 100 * (self.today - before).days // days
            yield days, 100 if stone.closed_at else min(max(gone, 6), 100) * is_now, is_now
            before = stone.on


@door.get("/")
def home() -> Any:
    archived = "archived" in request.args and viewer().can("create_project")
    projects = _projects(archived)
    known = [project.id for project in projects if viewer().can("see_people", project)]
    if projects and not (known and viewer().role in STAFF):
        return outside_home(projects, figures_of(projects))
    return render_template(
        "projects/home.html",
        groups=by_client(projects),
        figures=figures_of(projects, known),
        sees_people=bool(known),
        archived=archived,
        today=viewer().today,
        archived_count=len(_projects(True)) if viewer().can("create_project") else 0,
    )


def _projects(archived: bool) -> Sequence[Project]:
    when = Project.archived_at.is_not(None) if archived else Project.archived_at.is_(None)
    chosen = (
        Project.visible_to(viewer())
        .outerjoin(Client, Client.id == Project.client_id)
        .where(when)
        .order_by(Client.name.is_(None), Client.name, Project.name)
    )
    return db.session.scalars(chosen).all()


def by_client(projects: Sequence[Project]) -> list[tuple[Client | None, list[Project]]]:
    return [(client, list(some)) for client, some in groupby(projects, lambda p: p.client)]


def figures_of(projects: Sequence[Project], known: Sequence[int] = ()) -> dict[int, Figures]:
    """`known` are those whose people are named."""
    figures = {project.id: Figures(viewer().today, project.start) for project in projects}
    if figures:
        _count_tasks(figures)
        _place_milestones(figures)
        if known:
            _name_people(figures, known)
    return figures


def _seen(ids: Collection[int]) -> Any:
    return Task.visible_to(viewer()).where(
        Task.project_id.in_(ids), Task.archived_at.is_(None), Task.on_their_own()
    )


def _count_tasks(figures: dict[int, Figures]) -> None:
    """As the board counts them: every card that stands in a column of it."""
    today = datetime.combine(viewer().today, time())
    ends = func.coalesce(Task.deadline, Task.finish)
    closed: Any = Task.closed_at
    late = and_(closed.is_(None), ends <= today)
    counted = (
        _seen(figures)
        .join(Column, and_(Column.id == Task.column_id, Column.archived_at.is_(None)))
        .with_only_columns(
            Task.project_id,
            func.count(),
            func.count(closed),
            func.sum(case((late, 1), else_=0)),
        )
        .group_by(Task.project_id)
    )
    for project_id, tasks, done, late_ones in db.session.execute(counted):
        of = figures[project_id]
        of.tasks, of.done, of.late = tasks, done, late_ones


def _place_milestones(figures: dict[int, Figures]) -> None:
    ends = func.coalesce(Task.deadline, Task.finish)
    stones = (
        _seen(figures)
        .where(Task.kind == "milestone", ends.is_not(None))
        .with_only_columns(Task.project_id, Task.title, ends, Task.closed_at)
        .order_by(ends)
    )
    today = viewer().today
    for project_id, title, ends_at, closed_at in db.session.execute(stones):
        on = (ends_at - timedelta(seconds=1)).date()
        late = closed_at is None and on < today
        figures[project_id].milestones.append(Stone(title, on, closed_at, late))


def _name_people(figures: dict[int, Figures], ids: Sequence[int]) -> None:
    near = (
        select(Membership.project_id, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.project_id.in_(ids), User.removed_at.is_(None))
        .order_by(Membership.id)
    )
    for project_id, person in db.session.execute(near):
        figures[project_id].people.append(person)
