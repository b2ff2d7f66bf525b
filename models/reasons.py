"""Why somebody sees a task: each thing that lets them, in the order in which the law asks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.audience import Audience, Viewer
from models.base import db
from models.event import Event
from models.project.membership import Membership
from models.sight import VISIBILITIES, decided_by
from models.team import Team
from models.user.roles import AGENCY_WIDE
from models.user.user import User


@dataclass(frozen=True, slots=True)
class Reason:
    """kind: wide, place, team, shown, inside, listed, team_listed, author, responsible or
    following. of: the role, team, visibility or task it speaks of; by and at, who made it so."""

    kind: str
    of: str = ""
    by: str = ""
    at: datetime | None = None


def why(task: Any, person: User) -> list[Reason]:
    """All that lets a person see a task; empty if they do not see it."""
    viewer = Viewer.of(person.id)
    audience = viewer.audience(task.project) if viewer is not None else None
    if audience is None or not task.is_visible_to(audience):
        return []
    if person.role in AGENCY_WIDE:
        return [Reason("wide", person.role)]
    return [*_place(task.project, person), *_law(task, audience), *_ties(task, audience, person)]


def _place(project: Any, person: User) -> list[Reason]:
    membership = Membership.of(project, person)
    if membership is None:
        return []
    by, at = _last("Membership", membership.id, ("membership.granted", "membership.changed"))
    reasons = [Reason("place", membership.role, by, at or membership.created_at)]
    team = db.session.get(Team, membership.team_id) if membership.team_id else None
    return reasons + ([Reason("team", team.name)] if team is not None else [])


def _law(task: Any, audience: Audience) -> list[Reason]:
    """What the narrowest of what it lies in says of this kind of member."""
    if not decided_by(task.sight, audience):
        return []
    decides = max(task.chain(), key=lambda one: VISIBILITIES.index(one.visibility))
    by, at = _last("Task", decides.id, ("task.shown", "task.hidden"))
    return [Reason("shown" if task.sight == "client" else "inside", decides.title, by, at)]


def _ties(task: Any, audience: Audience, person: User) -> list[Reason]:
    """What on it, or on what it lies in, bears their name; where the law asks for that."""
    if decided_by(task.sight, audience):
        return []
    return [reason for one in task.chain() for reason in _ties_of(one, person)]


def _ties_of(task: Any, person: User) -> list[Reason]:
    found = [
        Reason("team_listed", row.team.name) if row.team else Reason("listed", task.title)
        for row in task.listings
        if person.id in row.people
    ]
    facts = task.facts()
    if person.id in facts.responsible:
        found.append(Reason("responsible", task.title))
    if person.id == facts.author:
        found.append(Reason("author", task.title))
    if person.id in facts.following:
        found.append(Reason("following", task.title))
    return found


def _last(noun: str, number: int, kinds: tuple[str, ...]) -> tuple[str, datetime | None]:
    """Who last did one of these to a thing, and when."""
    asked = select(Event).where(Event.subject_type == noun, Event.subject_id == number)
    event = db.session.scalar(
        asked.where(Event.kind.in_(kinds)).order_by(Event.seq.desc()).limit(1)
    )
    if event is None:
        return "", None
    return event.actor.name if event.actor else "", event.at


@dataclass(frozen=True, slots=True)
class Reach:
    """One project a person sees: as what, through which team, until when, how many tasks."""

    project: Any
    role: str
    team: str
    until: date | None
    tasks: int


def reach(person: User, asking: Viewer) -> list[Reach]:
    """What somebody sees, of the projects that whoever asks sees too."""
    from models.project.project import Project
    from models.task.task import Task

    viewer = Viewer.of(person.id)
    if viewer is None:
        return []
    theirs = Project.visible_to(viewer).with_only_columns(Project.id)
    both = Project.visible_to(asking).where(Project.id.in_(theirs)).order_by(Project.name)
    found = []
    for project in db.session.scalars(both):
        membership = Membership.of(project, person)
        team = (
            db.session.get(Team, membership.team_id) if membership and membership.team_id else None
        )
        seen = Task.visible_to(viewer).where(Task.project_id == project.id)
        found.append(
            Reach(
                project,
                _as_what(viewer, project),
                team.name if team else "",
                membership.last_day if membership else None,
                len(db.session.scalars(seen.with_only_columns(Task.id)).all()),
            )
        )
    return found


def _as_what(viewer: Viewer, project: Any) -> str:
    place = None if viewer.is_wide else viewer.place_in(project.id)
    return place.role if place is not None else viewer.role


def teams_of(person: User) -> list[Team]:
    """The teams somebody was put into by hand."""
    its = select(Team).where(Team.members.contains(person)).order_by(Team.name)
    return list(db.session.scalars(its))
