"""The one law of sight: which visibility shows a task to whom.

The table is read twice, as a query (`shown`) and on facts already loaded (`sees`);
a property test holds the two equal. A task is seen when it and all its ancestors allow it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from models.audience import Audience, Viewer
from models.base import db

VISIBILITIES = ("client", "team", "list")

# concerned: listed, author or responsible. given: responsible, following or listed,
# on the task or on one it lies in.
LAW: dict[str, dict[str, str]] = {
    "wide": {"client": "always", "team": "always", "list": "always"},
    "member": {"client": "always", "team": "always", "list": "concerned"},
    "reader": {"client": "always", "team": "never", "list": "never"},
    "client": {"client": "always", "team": "never", "list": "listed"},
    "guest": {"client": "given", "team": "given", "list": "listed"},
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the law needs to know of one task."""

    visibility: str
    author: int | None
    listed: frozenset[int]
    responsible: frozenset[int]
    following: frozenset[int]

    def as_json(self) -> list[Any]:
        people = (sorted(self.listed), sorted(self.responsible), sorted(self.following))
        return [self.visibility, self.author, *people]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> "Facts":
        visibility, author, *people = kept
        return cls(visibility, author, *(frozenset(ids) for ids in people))


def narrowest(*visibilities: str) -> str:
    return max(visibilities, key=VISIBILITIES.index)


def sees(audience: Audience, chain: Sequence[Facts]) -> bool:
    """Does this audience see the task whose facts come first, its ancestors' after?"""
    law, person = LAW[audience.kind], audience.person_id
    if not all(_allows(law[facts.visibility], facts, person) for facts in chain):
        return False
    return "given" not in law.values() or any(_is_given(facts, person) for facts in chain)


def decided_by(sight: str, audience: Audience) -> bool | None:
    """What the narrowest visibility alone decides, without asking who is concerned."""
    law = LAW[audience.kind]
    if "given" in law.values():
        return None
    return {"always": True, "never": False}.get(law[sight])


def _allows(condition: str, facts: Facts, person: int | None) -> bool:
    if condition == "listed":
        return person in facts.listed
    if condition == "concerned":
        return person is not None and (
            person in facts.listed or person in facts.responsible or person == facts.author
        )
    return condition != "never"


def _is_given(facts: Facts, person: int | None) -> bool:
    return person in facts.listed or person in facts.responsible or person in facts.following


@lru_cache(maxsize=2000)  # making a condition costs more than asking it
def shown(task: Any, viewer: Viewer | Audience) -> ColumnElement[bool]:
    """The law as a condition on `task` (the Task class or an alias)."""
    if isinstance(viewer, Audience):
        own = _shown_to(task, viewer.kind, viewer.person_id)
        return and_(task.project_id == viewer.project_id, own)
    if viewer.is_wide:
        return true()
    projects: dict[str, list[int]] = {}
    for audience in viewer.audiences:
        projects.setdefault(audience.kind, []).append(audience.project_id)
    return or_(
        false(),
        *(
            and_(task.project_id.in_(ids), _shown_to(task, kind, viewer.id))
            for kind, ids in projects.items()
        ),
    )


def _shown_to(task: Any, kind: str, person: int | None) -> ColumnElement[bool]:
    law = LAW[kind]
    free = [v for v in VISIBILITIES if law[v] == "always"]
    if len(free) == len(VISIBILITIES):
        return true()
    if person is None:
        return task.sight.in_(free)
    chain = _no_ancestor_forbids(task, law, person)
    if "given" in law.values():
        return and_(chain, _some_ancestor_is_given(task, person))
    if law["list"] == "never":
        return task.sight.in_(free)
    return or_(task.sight.in_(free), and_(task.sight == "list", chain))


def _no_ancestor_forbids(task: Any, law: dict[str, str], person: int) -> ColumnElement[bool]:
    above, link = _above()
    bad = [
        and_(above.visibility == visibility, ~_meets(condition, above, person))
        for visibility, condition in law.items()
        if condition not in ("always", "given")
    ]
    return ~exists(
        select(1)
        .select_from(link)
        .join(above, above.id == link.ancestor_id)
        .where(link.task_id == task.id, or_(false(), *bad))
    )


def _some_ancestor_is_given(task: Any, person: int) -> ColumnElement[bool]:
    """Gathered once, not asked of each task: so little is given to one person."""
    from models.task.assigning import Assignment
    from models.task.hiding import Listing
    from models.task.nesting import Ancestry
    from models.task.watching import Follow

    mine = and_(Assignment.user_id == person, Assignment.responsible.is_(True))
    given = union_all(
        select(Listing.task_id).where(_names(person)),
        select(Assignment.task_id).where(mine),
        select(Follow.task_id).where(Follow.user_id == person),
    )
    return task.id.in_(select(Ancestry.task_id).where(Ancestry.ancestor_id.in_(given)))


def _above() -> tuple[Any, Any]:
    from models.task.nesting import Ancestry
    from models.task.task import Task

    return aliased(Task), aliased(Ancestry)


def _meets(condition: str, task: Any, person: int) -> ColumnElement[bool]:
    if condition == "listed":
        return _listed(task, person)
    if condition == "concerned":
        # an author is nobody on imported tasks, and NOT NULL = NULL would let them through
        wrote = and_(task.author_id.is_not(None), task.author_id == person)
        return or_(_listed(task, person), _responsible(task, person), wrote)
    return false()


def _listed(task: Any, person: int) -> ColumnElement[bool]:
    from models.task.hiding import Listing

    return exists(select(1).where(Listing.task_id == task.id, _names(person)))


def _names(person: int) -> ColumnElement[bool]:
    """Does this line of a list mean them, or a team of theirs?"""
    from models.task.hiding import Listing
    from models.team import TeamReach

    theirs = select(TeamReach.team_id).where(TeamReach.user_id == person)
    return or_(Listing.user_id == person, Listing.team_id.in_(theirs))


def _responsible(task: Any, person: int) -> ColumnElement[bool]:
    from models.task.assigning import Assignment

    return exists(
        select(1).where(
            Assignment.task_id == task.id,
            Assignment.user_id == person,
            Assignment.responsible.is_(True),
        )
    )


def is_personal(kind: str, project_id: int, person: int) -> bool:
    """Does any list make this person's sight of the project differ from their kind's?"""
    if kind == "guest":
        return True
    condition = LAW[kind]["list"]
    if condition not in ("listed", "concerned"):
        return False
    return bool(db.session.scalar(_has_list(condition, person), {"project_id": project_id}))


@lru_cache(maxsize=1000)
def _has_list(condition: str, person: int) -> Select[bool]:
    from models.task.task import Task

    listed = and_(Task.project_id == bindparam("project_id"), Task.visibility == "list")
    return select(exists(select(1).where(listed, _meets(condition, Task, person))))


def teams_listed(project_id: int, person: int) -> tuple[int, ...]:
    """The teams of somebody that lists of a project name: another one, another sight."""
    asked = {"project_id": project_id, "person": person}
    return tuple(db.session.scalars(_teams_listed(), asked))


@lru_cache(maxsize=1)
def _teams_listed() -> Select[Any]:
    from models.task.hiding import Listing
    from models.task.task import Task
    from models.team import TeamReach

    on = select(Listing.team_id).join(Task, Task.id == Listing.task_id)
    mine = on.join(TeamReach, TeamReach.team_id == Listing.team_id)
    of_project = Task.project_id == bindparam("project_id")
    return (
        mine.where(of_project, TeamReach.user_id == bindparam("person"))
        .distinct()
        .order_by(Listing.team_id)
    )
