"""Who may see it: the client, the team, or a list of people."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, contains_eager, declared_attr, mapped_column, relationship

from models.audience import Audience
from models.base import Base, db
from models.event import Changed, Event, declare, undoes
from models.project.membership import Membership
from models.sight import VISIBILITIES, Facts, sees
from models.task.nesting import Ancestry
from models.team import Team
from models.user.roles import AGENCY_WIDE, KINDS_OF_SIGHT
from models.user.user import User

declare("task.hidden", "task.shown", icon="eye", undoable=True)


class Listing(Base):
    """A person, or a team, on the list of those who may see a task."""

    __tablename__ = "listing"
    __table_args__ = (
        Index("listing_person", "user_id", "task_id", unique=True),
        Index("listing_team", "team_id", "task_id", unique=True),
        CheckConstraint("(user_id IS NULL) <> (team_id IS NULL)", name="listing_is_of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))

    user: Mapped[User | None] = relationship()
    team: Mapped[Team | None] = relationship()

    @property
    def people(self) -> set[int]:
        """Whom it names, one by one."""
        return {one.id for one in self.team.reach} if self.team else {self.user_id or 0}


class Hiding:
    visibility: Mapped[str] = mapped_column(default="team")
    sight: Mapped[str] = mapped_column(default="team")
    has_list: Mapped[bool] = mapped_column(default=False)

    @declared_attr
    def listings(cls) -> Mapped[list[Listing]]:
        return relationship(Listing, cascade="all, delete-orphan", passive_deletes=True)

    @property
    def listed(self) -> set[int]:
        """Everybody on its list, those of a team on it one by one."""
        return {person for row in self.listings for person in row.people}

    @property
    def is_internal(self) -> bool:
        return self.sight != "client"

    def hide(
        self,
        visibility: str,
        by: Any,
        people: Iterable[User] = (),
        teams: Iterable[Team] = (),
        **more: Any,
    ) -> Event | None:
        """Make it visible to the client, the team, or only these people and teams.

        `more` is kept with the event.
        """
        wanted = [Listing(user=one) for one in dict.fromkeys(people)]
        wanted += [Listing(team=one) for one in dict.fromkeys(teams)]
        wanted = wanted if visibility == "list" else []
        if visibility == self.visibility and _named(wanted) == _named(self.listings):
            return None
        wider = VISIBILITIES.index(visibility) < VISIBILITIES.index(self.visibility)
        had = self.listed
        was = {"visibility": self.visibility, "listed": sorted(had), "sight": self.sight_json()}
        was["list"] = as_kept(self.listings)
        had_list, self.visibility = self.visibility == "list", visibility
        self._list(wanted)
        if had_list or visibility == "list":
            self.mark_lists()
        return self.record(
            "shown" if wider else "hidden",
            by=by,
            before=was,
            visibility=visibility,
            listed=sorted(self.listed),
            changed=sorted((self.listed ^ had) | self._concerned()),
            list=as_kept(self.listings),
            **more,
        )

    def _list(self, wanted: list[Listing]) -> None:
        if self.listings:
            self.listings = []
            db.session.flush()  # the old rows go before the new ones come
        self.narrow()
        if wanted:
            self.listings = wanted
            db.session.flush()

    def reading(self) -> dict[User, bool]:
        """The people of its project who see it; those of the whole agency need not belong to it.

        Of each: do they also read what is written on it for the team alone?
        """
        chain = self.sight_chain()
        return {
            person: person.role in AGENCY_WIDE or audience.sees_team
            for person, audience in looks_at(self.project_id)
            if person.role in AGENCY_WIDE or sees(audience, chain)
        }

    def readers(self) -> list[User]:
        return list(self.reading())

    def _concerned(self) -> set[int]:
        """Whose sight of the project a list on this task makes personal besides those on it."""
        author = {self.author_id} if self.author_id is not None else set()
        return author | set(self.facts().responsible)

    def mark_lists(self) -> None:
        """Say on it and all it lies in whether a list of people is on or under it."""
        db.session.flush()
        kind: Any = type(self)
        listed = (
            select(Ancestry.task_id)
            .join(kind, kind.id == Ancestry.task_id)
            .where(kind.visibility == "list")
            .limit(1)
        )
        for task in self.chain():
            task.has_list = bool(db.session.scalar(listed.where(Ancestry.ancestor_id == task.id)))

    def facts(self) -> Facts:
        return Facts(
            self.visibility,
            self.author_id,
            frozenset(self.listed),
            frozenset(a.user_id for a in self.assignments if a.user_id and a.responsible),
            frozenset(row.user_id for row in self.follows),
        )

    def sight_chain(self) -> list[Facts]:
        return [task.facts() for task in self.chain()]

    def sight_json(self) -> dict[str, Any]:
        """The sight columns as they are, kept by an event that is about to change them."""
        return {
            "chain": [facts.as_json() for facts in self.sight_chain()],
            "on_board": self.is_on_board,
        }


def _named(listings: Iterable[Listing]) -> set[tuple[str, int]]:
    """Whom a list names, as one can compare it."""
    return {
        ("team", row.team.id) if row.team else ("person", row.user.id if row.user else 0)
        for row in listings
    }


def as_kept(listings: Iterable[Listing]) -> dict[str, list[int]]:
    """A list as an event keeps it: its people and its teams, by number."""
    rows = list(listings)
    people = sorted(row.user.id for row in rows if row.user)
    return {"people": people, "teams": sorted(row.team.id for row in rows if row.team)}


def unlist(team: Team, by: Any) -> None:
    """Take a team off every list it is on."""
    from models.task.task import Task

    on = select(Task).join(Listing, Listing.task_id == Task.id).where(Listing.team_id == team.id)
    for task in db.session.scalars(on).all():
        others = [row for row in task.listings if row.team_id != team.id]
        people = [row.user for row in others if row.user]
        task.hide("list", by=by, people=people, teams=[row.team for row in others if row.team])


def looks_at(project_id: int) -> list[tuple[User, Audience]]:
    """The people of a project and how each of them looks at it, in the order they came."""
    here = Membership.in_force(project_id).join(Membership.user)
    members = here.where(User.removed_at.is_(None)).options(contains_eager(Membership.user))
    rows = db.session.scalars(members.order_by(Membership.id))
    return [(member.user, _audience_of(member)) for member in rows]


def _audience_of(member: Membership) -> Audience:
    kind = KINDS_OF_SIGHT[member.role]
    return Audience.of_kind(kind, member.project_id, member.user.language or "en", member.user_id)


@undoes("task.hidden")
@undoes("task.shown")
def _seen_as_before(happened: Event, by: Any) -> Event | None:
    from models.task.placing import last_actor
    from models.task.task import Task

    task = db.session.get(Task, happened.subject_id)
    left, was = happened.details, happened.before
    if task is None or "list" not in was:
        raise Changed(None)
    if (task.visibility, as_kept(task.listings)) != (left["visibility"], left["list"]):
        raise Changed(last_actor(happened))
    people = db.session.scalars(select(User).where(User.id.in_(was["list"]["people"]))).all()
    teams = db.session.scalars(select(Team).where(Team.id.in_(was["list"]["teams"]))).all()
    return task.hide(was["visibility"], by=by, people=people, teams=teams)
