"""To whom those outside may turn: who manages their projects, with what they see of a profile."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from blueprints import viewer
from models import Membership, Project, User, db
from models.showing import Profile, profiles

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
    managing = Membership.managing(viewer()).join(Membership.user)
    others = managing.where(User.removed_at.is_(None), User.id != viewer().id)
    here = others.where(Membership.project_id.in_(of)).order_by(Membership.id)
    found = db.session.execute(here.with_only_columns(Membership.project_id, User))
    return [(of[project_id], manager) for project_id, manager in found]


def _shown(managed: dict[User, list[Project]]) -> dict[int, Profile]:
    """Who works with somebody on one project at least sees what the team of it sees."""
    inside = viewer().is_inside
    where = {one: max(of, key=inside) for one, of in managed.items()}
    shown: dict[int, Profile] = {}
    for is_inside, project in {inside(project): project for project in where.values()}.items():
        some = [one for one, its in where.items() if inside(its) is is_inside]
        shown |= profiles(some, viewer(), project)
    return shown
