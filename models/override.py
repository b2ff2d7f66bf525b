"""An override: one verb that a person has, or has not, whatever their role says."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    case,
    cast,
    false,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.alphabet import by_name
from models.audience import Exempt, Viewer
from models.base import Addressed, Base, Instant, db, in_turn, is_still_there, now
from models.event import Recorded, declare
from models.project.project import Project
from models.team import Team
from models.user.permissions import BY_ROLE_ALONE, OF_THE_AGENCY, may_be_given
from models.user.user import User

declare("override.made", "override.lifted", icon="shield", audited=True)


class Beyond(Exception):
    """No role that somebody could have without leaving their kind holds this verb."""

    def __init__(self, person: User) -> None:
        super().__init__(person.name)
        self.person, self.team = person, Team.binding(person)


class Override(Recorded, Addressed, Base):
    """Agency-wide, or for one project, where it outweighs the one that is agency-wide."""

    __tablename__ = "override"
    __table_args__ = (
        UniqueConstraint("user_id", "project_id", "verb"),
        # The same where no project is named, for no NULL equals another.
        Index(
            "override_everywhere",
            "user_id",
            "verb",
            unique=True,
            sqlite_where=text("project_id IS NULL"),
            postgresql_where=text("project_id IS NULL"),
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    verb: Mapped[str]
    given: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant, default=now)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    project: Mapped[Project | None] = relationship()

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """All to owner and admin, of people who are here and projects that are there."""
        if not viewer.is_wide:
            return select(cls).where(false())
        there = cls.project_id.is_(None) | Project.is_there()
        all_of_them = select(cls).join(cls.user).outerjoin(cls.project)
        return all_of_them.where(User.removed_at.is_(None), there).order_by(
            by_name(User.name), cls.at
        )

    @classmethod
    def make(
        cls, person: User, verb: str, given: bool, by: Any, project: Project | None = None
    ) -> "Override":
        """Raises Beyond for what their kind forbids, ValueError for what goes by role alone."""
        in_turn(person)
        if verb in BY_ROLE_ALONE or (project is not None and verb in OF_THE_AGENCY):
            raise ValueError(verb)
        if given and not may_be_given(person.role, verb):
            raise Beyond(person)
        known = db.session.scalar(cls._of(person, project).where(cls.verb == verb))
        if known is not None and known.given == given:
            return known
        if known is not None:
            known.lift(by=by)
            db.session.flush()
        made = cls(user=person, project=project, verb=verb, given=given, by=by)
        db.session.add(made)
        made._tell("made", by)
        return made

    def lift(self, by: Any) -> None:
        """Their role alone decides again."""
        if not is_still_there(self):
            return
        self._tell("lifted", by)
        db.session.delete(self)

    def _tell(self, past: str, by: Any) -> None:
        person, changed = self.user.name, [self.user.id]
        self.record(past, by=by, person=person, verb=self.verb, given=self.given, changed=changed)

    @classmethod
    def _of(cls, person: User, project: Project | None) -> Select[Any]:
        where = cls.project_id == project.id if project else cls.project_id.is_(None)
        return select(cls).where(cls.user_id == person.id, where)

    @classmethod
    def lift_all(cls, person: User, by: Any, project: Any = None) -> None:
        """All of somebody, or those for one project."""
        theirs = cls._of(person, project) if project else select(cls).filter_by(user_id=person.id)
        for override in db.session.scalars(theirs):
            override.lift(by=by)

    @classmethod
    def lift_unfit(cls, person: User, by: Any) -> None:
        """What somebody could not be given in the role they have now."""
        for override in db.session.scalars(select(cls).filter_by(user_id=person.id)):
            fits = may_be_given(person.role, override.verb) if override.given else True
            if person.role == "owner" or not fits:
                override.lift(by=by)


def packed(person: ColumnElement[int]) -> Any:
    """All of one person as one value, for the statement that reads a viewer: see `unpacked`."""
    its: Any = Override.__table__.c
    sign = case((its.given, literal("+")), else_=literal("-"))
    number = cast(func.coalesce(its.project_id, 0), String)
    words = func.aggregate_strings(sign + its.verb + literal(":") + number, ",")
    return select(words).where(its.user_id == person).scalar_subquery()


def unpacked(words: str | None) -> tuple[Exempt, ...]:
    """In one order, for a viewer is the key of what is kept for them."""
    return tuple(
        Exempt(verb[1:], int(number) or None, verb[0] == "+")
        for verb, number in (word.split(":") for word in sorted((words or "").split(",")) if word)
    )
