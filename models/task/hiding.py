"""Who may see it: the client, the team, or a list of people."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.audience import Audience
from models.base import Base, db
from models.event import Event, declare
from models.project.membership import Membership
from models.sight import VISIBILITIES, Facts, sees
from models.task.nesting import Ancestry
from models.user.roles import AGENCY_WIDE, kind_of_sight
from models.user.user import User

declare("task.hidden", "task.shown", icon="eye")


class Listing(Base):
    """A person on the list of those who may see a task."""

    __tablename__ = "listing"
    __table_args__ = (Index("listing_person", "user_id", "task_id"),)

    task_id: Mapped[int] = mapped_column(
        ForeignKey("task.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)

    user: Mapped[User] = relationship()


class Hiding:
    visibility: Mapped[str] = mapped_column(default="team")
    sight: Mapped[str] = mapped_column(default="team")
    has_list: Mapped[bool] = mapped_column(default=False)

    @declared_attr
    def listings(cls) -> Mapped[list[Listing]]:
        return relationship(Listing, cascade="all, delete-orphan", passive_deletes=True)

    @property
    def is_internal(self) -> bool:
        return self.sight != "client"

    def hide(self, visibility: str, by: Any, people: Iterable[User] = ()) -> Event | None:
        """Make it visible to the client, the team, or only these people."""
        wanted = {p.id: p for p in people} if visibility == "list" else {}
        had = {row.user_id for row in self.listings}
        if visibility == self.visibility and set(wanted) == had:
            return None
        wider = VISIBILITIES.index(visibility) < VISIBILITIES.index(self.visibility)
        was = {"visibility": self.visibility, "listed": sorted(had), "sight": self.sight_json()}
        self.visibility = visibility
        self.listings = [Listing(user_id=i, user=person) for i, person in wanted.items()]
        self.narrow()
        self.mark_lists()
        return self.record(
            "shown" if wider else "hidden",
            by=by,
            before=was,
            visibility=visibility,
            listed=sorted(wanted),
            changed=sorted((set(wanted) ^ had) | self._concerned()),
        )

    def readers(self) -> list[User]:
        """The people of its project who see it; those of the whole agency need not belong to it."""
        here = Membership.in_force(self.project_id).join(Membership.user)
        members = here.where(User.removed_at.is_(None)).order_by(Membership.id)
        chain = self.sight_chain()
        return [
            member.user
            for member in db.session.scalars(members)
            if member.user.role in AGENCY_WIDE or sees(_audience_of(member), chain)
        ]

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
            frozenset(row.user_id for row in self.listings),
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


def _audience_of(member: Membership) -> Audience:
    kind = kind_of_sight(member.role, member.whole)
    return Audience.of_kind(kind, member.project_id, member.user.language or "en", member.user_id)
