"""A team: people who belong together. Teams lie in teams, and whoever is in one is in those above.

A team flagged *client*, *partner* or *freelancers* holds only people of that kind: while they are
in it, nobody can be given more by mistake. One of a client or partner is a team of that company.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, delete, insert, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.alphabet import by_name
from models.audience import Viewer
from models.base import Addressed, Base, db, in_turn, is_still_there
from models.client import KINDS as OF_COMPANIES
from models.client import Client
from models.event import Recorded, declare
from models.project.membership import PROJECT_ROLES
from models.showing import Showing
from models.taking_part import ProjectTeam, TakesPart, parts_anew
from models.user.roles import ROLES_OF_TEAMS
from models.user.user import User

declare("team.created", "team.changed", "team.removed", icon="users", audited=True)
declare("team.joined", "team.left", icon="users", audited=True)

DEEPEST = 6
KINDS = tuple(ROLES_OF_TEAMS)


class Unfit(Exception):
    """Somebody cannot be in this team, or take a role while they are in it or of this company."""

    def __init__(self, person: User, team: "Team | Client") -> None:
        super().__init__(f"{person.name}: {team.kind}")
        self.person, self.team = person, team


class Tangled(Exception):
    """A team cannot lie in itself, in one of another kind, or too deep."""


class Gone(Tangled):
    """The team that it was to lie in has been removed."""


class TeamMember(Base):
    """Somebody put into a team by hand."""

    __tablename__ = "team_member"

    team_id: Mapped[int] = mapped_column(
        ForeignKey("team.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)


class TeamReach(Base):
    """Everybody in a team or in one that lies in it; the verbs of teams keep it so."""

    __tablename__ = "team_reach"
    __table_args__ = (Index("team_reach_person", "user_id", "team_id"),)

    team_id: Mapped[int] = mapped_column(
        ForeignKey("team.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)


class Team(Showing, TakesPart, Recorded, Addressed, Base):
    """kind: staff, freelancers, partner or client; with its company, that of the one it lies in."""

    __tablename__ = "team"

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="staff")
    hue: Mapped[str] = mapped_column(default="canard")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)

    company_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)

    company: Mapped[Client | None] = relationship()
    parent: Mapped["Team | None"] = relationship(remote_side="Team.id", back_populates="children")
    children: Mapped[list["Team"]] = relationship(back_populates="parent", order_by="Team.name")
    members: Mapped[list[User]] = relationship(secondary="team_member", order_by=by_name(User.name))
    reach: Mapped[list[User]] = relationship(
        secondary="team_reach", order_by=by_name(User.name), viewonly=True
    )

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """All for owner and admin; else those one is in, and those of one's projects if inside."""
        teams = select(cls)
        if viewer.is_wide:
            return teams
        own = select(TeamReach.team_id).where(TeamReach.user_id == viewer.id)
        inside = [one.project_id for one in viewer.audiences if one.sees_profiles]
        near = select(ProjectTeam.team_id).where(ProjectTeam.project_id.in_(inside))
        return teams.where(or_(cls.id.in_(own), cls.id.in_(near)))

    @property
    def roles(self) -> tuple[str, ...]:
        """What somebody in it can be, in the agency and in projects; the usual one first."""
        return ROLES_OF_TEAMS[self.kind]

    @property
    def roles_in_projects(self) -> tuple[str, ...]:
        return tuple(role for role in self.roles if role in PROJECT_ROLES)

    @property
    def line(self) -> list["Team"]:
        """Itself first, then what it lies in."""
        return [self, *(self.parent.line if self.parent else ())]

    @classmethod
    def create(
        cls,
        name: str,
        kind: str,
        by: Any,
        parent: "Team | None" = None,
        company: Client | None = None,
    ) -> "Team":
        """In another team it is of that one's kind and company; raises Tangled where it cannot lie,
        ValueError for a team of a company that is not said or of another kind."""
        check_there(parent)
        if parent is not None and len(parent.line) >= DEEPEST:
            raise Tangled
        kind, company = (parent.kind, parent.company) if parent else (kind, company)
        if (company.kind if company else None) != (kind if kind in OF_COMPANIES else None):
            raise ValueError(kind)
        team = cls(name=name, kind=kind, parent=parent, company=company)
        db.session.add(team)
        team.record("created", by=by, name=name)
        return team

    def change(self, by: Any, **wanted: Any) -> None:
        """Name, hue, what others see of its people: whichever differ."""
        if not is_still_there(self):
            return
        before = {field: getattr(self, field) for field in wanted}
        changed = {field: value for field, value in wanted.items() if before[field] != value}
        if changed:
            was = {"team": self.name} | {field: before[field] for field in changed}
            for field, value in changed.items():
                setattr(self, field, value)
            self.record("changed", by=by, before=was, **changed)

    def move(self, parent: "Team | None", by: Any) -> None:
        """Into another team or out of all; raises Tangled where it cannot lie."""
        if not is_still_there(self) or parent is self.parent:
            return
        check_there(parent)
        if parent is not None and not self._may_lie_in(parent):
            raise Tangled
        before = {"team": self.name, "parent": self.parent.name if self.parent else None}
        above = [*self.line, *(parent.line if parent else ())]
        self.parent = parent
        self._reach_anew(above, by=by)
        moved = sorted(person.id for person in self.reach)
        said = {"parent": parent.name if parent else None, "changed": moved}
        self.record("changed", by=by, before=before, **said)

    def _may_lie_in(self, parent: "Team") -> bool:
        alike = (parent.kind, parent.company) == (self.kind, self.company)
        fits = alike and self not in parent.line
        return fits and len(parent.line) + self._depth() <= DEEPEST

    def _depth(self) -> int:
        return 1 + max((child._depth() for child in self.children), default=0)

    def join(self, person: User, by: Any) -> None:
        """Raises Unfit for whom it does not suit; who is of no company is of its own from then."""
        in_turn(person)
        if not is_still_there(self) or person in self.members:
            return
        if not self.suits(person, Team.binding(person)):
            raise Unfit(person, self)
        person.client = self.company
        self.members.append(person)
        self._reach_anew(self.line, by=by)
        self.record("joined", by=by, team=self.name, person=person.name, changed=[person.id])

    def suits(self, person: User, bound: "Team | Client | None") -> bool:
        """By their role, their company and the team they are in (`bound`, see `binding`)."""
        fits = person.role in self.roles and person.client_id in (None, self.company_id)
        if self.kind == "staff" or not isinstance(bound, Team):
            return fits
        return fits and (bound.kind, bound.company_id) == (self.kind, self.company_id)

    def leave(self, person: User, by: Any) -> None:
        """What they took part in through it alone ends for them."""
        in_turn()
        if person not in self.members:
            return
        self.members.remove(person)
        self._reach_anew(self.line, by=by)
        self.record("left", by=by, team=self.name, person=person.name, changed=[person.id])

    def remove(self, by: Any) -> None:
        """Its teams come to lie where it lay; nobody is in it any more, and no list names it."""
        if not is_still_there(self):
            return
        for child in list(self.children):
            child.move(self.parent, by=by)
        for part in db.session.scalars(select(ProjectTeam).where(ProjectTeam.team_id == self.id)):
            self.leave_project(part.project, by=by)
        changed = [person.id for person in self.reach]
        for person in list(self.members):
            self.leave(person, by=by)
        from models.task.hiding import unlist

        unlist(self, by=by)
        self.record("removed", by=by, name=self.name, changed=changed)
        db.session.delete(self)

    def _reach_anew(self, teams: Iterable["Team"], by: Any) -> None:
        """Who is in each of these teams, worked out again, and so who takes part through them."""
        db.session.flush()
        teams = list(dict.fromkeys(teams))
        for team in teams:
            wanted = {person.id for one in team.below() for person in one.members}
            db.session.execute(delete(TeamReach).where(TeamReach.team_id == team.id))
            rows = [{"team_id": team.id, "user_id": user_id} for user_id in sorted(wanted)]
            if rows:
                db.session.execute(insert(TeamReach), rows)
            db.session.expire(team, ["reach"])
        parts_anew(teams, by=by)

    def below(self) -> list["Team"]:
        """Itself and all that lie in it."""
        return [self, *(one for child in self.children for one in child.below())]

    @classmethod
    def binding(cls, person: User) -> "Team | Client | None":
        """What says what somebody can be: a flagged team they are in, else their company."""
        return cls.all_binding([person]).get(person.id)

    @classmethod
    def all_binding(cls, people: Iterable[User]) -> dict[int, "Team | Client"]:
        """The same of many, by their numbers; who is bound by nothing is not in it."""
        companies = {person.id: person.client for person in people}
        its = select(TeamMember.user_id, cls).join(cls, TeamMember.team_id == cls.id)
        theirs = its.where(TeamMember.user_id.in_(companies), cls.kind != "staff")
        teams = db.session.execute(theirs.order_by(cls.id.desc())).all()
        bound = companies | dict(teams)  # of several, the first one
        return {user_id: one for user_id, one in bound.items() if one is not None}


def check_there(team: Team | None) -> None:
    """Raises Gone if others removed it while one was to be put into it."""
    if team is not None and not is_still_there(team):
        raise Gone
