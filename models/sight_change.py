"""Several tasks shown to others, or hidden from them: first who gains and who loses, then done.

It is the single change, told once for each task. What belongs together bears one word
(`together`), by which all of it is taken back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import selectinload

from models.audience import Audience
from models.base import db
from models.event import Changed, Event
from models.project.project import Project
from models.sight import Facts, sees
from models.task.hiding import Listing, looks_at
from models.task.nesting import Ancestry
from models.task.task import Task
from models.team import Team
from models.user.roles import AGENCY_WIDE
from models.user.user import User

AT_ONCE = 4  # tasks in one transaction: the lock is held for milliseconds
KINDS = ("task.hidden", "task.shown")


@dataclass(frozen=True, slots=True)
class Shift:
    """A person, and how many tasks, with those that lie in them, they begin and cease to see."""

    person: User
    gains: int
    loses: int


@dataclass(frozen=True)
class SightChange:
    """What is wanted: these tasks, seen from now on by these."""

    project: Project
    tasks: Sequence[Task]
    visibility: str
    people: tuple[User, ...] = ()
    teams: tuple[Team, ...] = ()

    @classmethod
    def of(
        cls, project: Project, ids: Iterable[int], visibility: str, **listed: Any
    ) -> "SightChange":
        """With all that it will ask of the tasks and of what they lie in, read at once."""
        tasks = read(ids)
        return cls(project, tasks, visibility, **listed)

    @cached_property
    def listed(self) -> frozenset[int]:
        if self.visibility != "list":
            return frozenset()
        through = {one.id for team in self.teams for one in team.reach}
        return frozenset({one.id for one in self.people} | through)

    @cached_property
    def shifts(self) -> list[Shift]:
        """Who sees more or fewer of them afterwards, in the order they joined the project."""
        found = [
            Shift(person, *self._shift(audience))
            for person, audience in looks_at(self.project.id)
            if person.role not in AGENCY_WIDE
        ]
        return [one for one in found if one.gains or one.loses]

    def _shift(self, audience: Audience) -> tuple[int, int]:
        if audience.kind == "wide":
            return 0, 0
        who = audience if audience.person_id in self._concerned else replace(audience, person_id=0)
        return self._shift_of(who)

    def _shift_of(self, audience: Audience) -> tuple[int, int]:
        """Worked out once for all whom no task names."""
        known = self._known
        if (audience.kind, audience.person_id) not in known:
            gains = loses = 0
            for before, after in self._chains:
                did, will = sees(audience, before), sees(audience, after)
                gains, loses = gains + (will and not did), loses + (did and not will)
            known[audience.kind, audience.person_id] = gains, loses
        return known[audience.kind, audience.person_id]

    @cached_property
    def _known(self) -> dict[tuple[str, int | None], tuple[int, int]]:
        return {}

    @cached_property
    def _chains(self) -> list[tuple[list[Facts], list[Facts]]]:
        """Of each task and each that lies in it, the facts that decide who sees it: as they are,
        and as they would be."""
        chains = [task.chain() for task in read(_held({task.id for task in self.tasks}))]
        facts = {one.id: one.facts() for one in {one for chain in chains for one in chain}}
        wanted = {"visibility": self.visibility, "listed": self.listed}
        new = facts | {task.id: replace(facts[task.id], **wanted) for task in self.tasks}
        return [([facts[o.id] for o in chain], [new[o.id] for o in chain]) for chain in chains]

    @cached_property
    def _concerned(self) -> frozenset[int]:
        """Those whom some task names: whoever else is of their kind sees the same."""
        every = [facts for chains in self._chains for chain in chains for facts in chain]
        named = frozenset().union(
            *(one.listed | one.responsible | one.following for one in every), self.listed
        )
        return named | {one.author for one in every if one.author is not None}

    @property
    def stands(self) -> bool:
        """Is all of it so already?"""
        return all(
            (task.visibility, task.listed) == (self.visibility, self.listed) for task in self.tasks
        )

    @property
    def mark(self) -> str:
        """Another one, should anything that was shown have changed meanwhile."""
        said = [(one.person.public_id, one.gains, one.loses) for one in self.shifts]
        tasks = sorted((task.public_id, task.visibility) for task in self.tasks)
        told = (tasks, self.visibility, sorted(self.listed), said)
        return blake2b(repr(told).encode(), digest_size=9).hexdigest()


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(ids), AT_ONCE):
        yield ids[at : at + AT_ONCE]


def _held(ids: set[int]) -> list[int]:
    """These and what lies in them, but for what lies in the bin."""
    held = select(Ancestry.task_id).join(Task, Task.id == Ancestry.task_id)
    there = held.where(Ancestry.ancestor_id.in_(ids), Task.deleted_at.is_(None))
    return list(db.session.scalars(there.distinct()))


def read(ids: Iterable[int | None]) -> list[Task]:
    """Tasks with all that decides who sees them, and what they lie in."""
    around = (
        selectinload(Task.listings).selectinload(Listing.team).selectinload(Team.reach),
        selectinload(Task.listings).selectinload(Listing.user),
        selectinload(Task.assignments),
        selectinload(Task.follows),
        selectinload(Task.children).selectinload(Task.children),
    )
    wanted = list(ids)
    above = select(Ancestry.ancestor_id).where(Ancestry.task_id.in_(wanted))
    chain = db.session.scalars(select(Task).where(Task.id.in_(above)).options(*around)).all()
    by_id = {task.id: task for task in chain}
    return [by_id[number] for number in wanted if number in by_id]


def hide_all(wanted: SightChange, by: Any, together: str) -> list[Event]:
    """The single change for each of them, as one deed."""
    done = [
        task.hide(
            wanted.visibility, by=by, people=wanted.people, teams=wanted.teams, together=together
        )
        for task in wanted.tasks
    ]
    return [event for event in done if event is not None]


def done_together(
    project: Project, together: str, by: Any, seqs: Sequence[int] | None = None
) -> list[Event]:
    """What somebody changed in one deed, or some of it."""
    mine = select(Event).where(
        Event.project_id == project.id,
        Event.kind.in_(KINDS),
        Event.actor_id == by.id,
        Event.details["together"].as_string() == together,
        true() if seqs is None else Event.seq.in_(seqs),
    )
    return list(db.session.scalars(mine.order_by(Event.seq)))


def take_back(events: Iterable[Event], by: Any) -> int:
    """All of these, but for what somebody changed since; how many were left so."""
    left = 0
    for event in events:
        try:
            event.undo(by=by)
        except Changed:
            left += 1
    return left
