"""To whom those outside may turn: who manages their projects, with what they see of a profile."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from blueprints import viewer
from models import Membership, Project, Task, User, db
from models.showing import Profile, profiles
from models.task.assigning import Assignment, names_met

DIALLED = re.compile(r"\+?[\d .-]*\d")


@dataclass(frozen=True, slots=True)
class Contact:
    person: User
    projects: list[Project]  # of the reader's, those that they manage
    shown: Profile

    @property
    def number(self) -> str:
        """What a telephone dials; empty where more than a number is written."""
        return re.sub(r"[ .-]", "", self.shown.phone) if DIALLED.fullmatch(self.shown.phone) else ""


def contacts(projects: Sequence[Project]) -> list[Contact]:
    """Whoever manages most of them first."""
    managed: dict[User, list[Project]] = {}
    for project, manager in _managers({project.id: project for project in projects}):
        managed.setdefault(manager, []).append(project)
    shown = _shown(managed)
    found = [Contact(one, of, shown[one.id]) for one, of in managed.items()]
    return sorted(found, key=lambda one: -len(one.projects))


def _managers(of: dict[int, Project]) -> Iterable[tuple[Project, User]]:
    """Guests meet those alone whose names stand on what they see."""
    managing = (
        select(Membership.project_id, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.project_id.in_(of), Membership.role == "manager")
        .where(Membership.is_in_force(), User.removed_at.is_(None), User.id != viewer().id)
        .order_by(Membership.id)
    )
    found = db.session.execute(managing).all()
    guest_in = {one.project_id for one in viewer().audiences if one.kind == "guest"}
    met = _met(guest_in & {row[0] for row in found})
    return [(of[i], one) for i, one in found if i not in guest_in or (i, one.id) in met]


def _met(projects: Collection[int]) -> set[tuple[int, int | None]]:
    """Of what project, and whom."""
    if not projects:
        return set()
    named = names_met(viewer()).where(Task.project_id.in_(projects))
    pairs = named.with_only_columns(Task.project_id, Assignment.user_id).distinct()
    return {(project_id, person_id) for project_id, person_id in db.session.execute(pairs)}


def _shown(managed: dict[User, list[Project]]) -> dict[int, Profile]:
    """Who works with somebody on one project at least sees what the team of it sees."""
    inside = viewer().is_inside
    where = {one: max(of, key=inside) for one, of in managed.items()}
    shown: dict[int, Profile] = {}
    for is_inside, project in {inside(project): project for project in where.values()}.items():
        some = [one for one, its in where.items() if inside(its) is is_inside]
        shown |= profiles(some, viewer(), project)
    return shown
