"""A person's part in one project."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, bindparam, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Instant, db, in_turn, is_still_there, now
from models.event import Recorded, declare
from models.user.roles import AGENCY_WIDE, FREELANCERS, OUTSIDE, fitting, may_be
from models.user.user import User

# Roles one can have in a project; those given to people of the client come last.
PROJECT_ROLES = ("manager", "member", *FREELANCERS, "guest", "reader", "client")

declare("membership.granted", "membership.changed", "membership.ended", icon="users", audited=True)
declare("membership.expired", icon="clock", audited=True)


class Misfit(Exception):
    """Why somebody, or a team, cannot be that in this project. reason: company, outside (people
    of a client are no staff) or inside (people of the agency are no clients)."""

    def __init__(self, who: Any, reason: str) -> None:
        super().__init__(f"{who.name}: {reason}")
        self.who, self.reason = who, reason


class Membership(Recorded, Base):
    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("project_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    # The end that was told when it had come: see models/expiring.py.
    told_until: Mapped[datetime | None] = mapped_column(Instant)
    # Through which team, where nobody put them here by hand.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="SET NULL"))

    user: Mapped[User] = relationship()
    project: Mapped["Project"] = relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="memberships"
    )

    @classmethod
    def of(cls, project: Any, user: User) -> "Membership | None":
        return db.session.scalar(
            select(cls).where(cls.project_id == project.id, cls.user_id == user.id)
        )

    @classmethod
    def in_force(cls, project_id: int) -> Select[Any]:
        """Those of a project that have not expired."""
        return select(cls).where(cls.project_id == project_id, cls.is_in_force())

    @classmethod
    def can_work(cls) -> ColumnElement[bool]:
        """May its person be given a task? Readers may not."""
        return or_(cls.role != "reader", User.role.in_(AGENCY_WIDE))

    @classmethod
    def working(cls, user: User) -> Select[Any]:
        """Somebody's, where they can be given a task."""
        own = select(cls).join(cls.user).where(cls.user_id == user.id, User.removed_at.is_(None))
        return own.where(cls.is_in_force(), cls.can_work())

    @classmethod
    def managing(cls, viewer: Any) -> Select[Any]:
        """Whoever manages the projects of somebody outside: those of guests too, who are told of
        nobody else there, once they see a task of it."""
        from models.task.task import Task

        whole = [one.project_id for one in viewer.audiences if one.kind != "guest"]
        theirs: ColumnElement[bool] = cls.project_id.in_(whole)
        if len(whole) < len(viewer.audiences):
            seen = Task.visible_to(viewer).with_only_columns(Task.project_id)
            theirs |= cls.project_id.in_(seen)
        return select(cls).where(theirs, cls.role == "manager", cls.is_in_force())

    @classmethod
    def is_in_force(cls) -> ColumnElement[bool]:
        return or_(cls.expires_at.is_(None), cls.expires_at > bindparam("now", callable_=now))

    @classmethod
    def grant(
        cls,
        project: Any,
        user: User,
        role: str,
        by: Any,
        expires_at: datetime | None = None,
        through: int | None = None,
    ) -> "Membership | None":
        """Takes part from now on, as far as fits; who already does keeps what they have. None
        where nothing fits.

        `through`: the number of a team that brings them; by hand weighs more.
        """
        in_turn()
        fits = fitting_here(role, user, project)
        known = cls.of(project, user) if user.id and project.id else None
        if known is not None:
            if known.is_over and fits:
                known.change(fits, expires_at, by=by)
            if through is None:
                known.team_id = None
            return known
        if fits is None:
            return None
        check_room(fits, user.email)
        membership = cls(
            project=project, user=user, role=fits, expires_at=expires_at, team_id=through
        )
        db.session.add(membership)
        membership.record("granted", by=by, person=user.name, **membership._as_told())
        return membership

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now()

    @property
    def last_day(self) -> date | None:
        """The day it ends on, at the project: its end is the midnight after."""
        if self.expires_at is None:
            return None
        zone = ZoneInfo(self.project.timezone)
        return (self.expires_at.astimezone(zone) - timedelta(seconds=1)).date()

    def change(self, role: str, expires_at: datetime | None, by: Any) -> None:
        """Raises Misfit, Unfit if a team they are in forbids it, NoRoom for a reader too many."""
        if not is_still_there(self):
            return
        if role != self.role:
            check_fit(role, self.user, self.project)
            check_room(role, self.user.email)
        if (role, expires_at) == (self.role, self.expires_at):
            return
        before = self._as_told()
        self.role, self.expires_at = role, expires_at
        self.record("changed", by=by, before=before, person=self.user.name, **self._as_told())

    def _as_told(self) -> dict[str, Any]:
        return {"role": self.role, "until": self.last_day.isoformat() if self.last_day else None}

    def tell_end(self) -> None:
        """Their last day is over, by nobody's hand: they have no part until it is renewed."""
        self.told_until = self.expires_at
        was = self._as_told()
        self.record("expired", by=None, before=was, person=self.user.name, **(was | {"role": None}))

    def end(self, by: Any, heir: User | None = None) -> None:
        """They no longer see the project; `heir` is given what is open of theirs (handing_over.py),
        what is done keeps their name."""
        from models.override import Override

        if not is_still_there(self):
            return
        Override.lift_all(self.user, by=by, project=self.project)
        gone = {"person": self.user.name, "user_id": self.user_id}  # the row is not there to ask
        gone |= {"heir": heir.id} if heir else {}
        self.record("ended", by=by, before={"role": self.role}, role=None, **gone)
        db.session.delete(self)


def end_of(day: date | None, project: Any) -> datetime | None:
    """Midnight after the last day, at the project."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(project.timezone))


def check_company(who: Any, company: Any, project: Any) -> None:
    """People of a client, and its teams, take part in projects of that client only."""
    if is_of_another(company, project.client):
        raise Misfit(who, "company")


def is_of_another(company: Any, client: Any) -> bool:
    """Is this a client, and another one? Partner agencies work for all of them."""
    return company is not None and company.kind == "client" and company is not client


def check_fit(role: str, user: User, project: Any) -> None:
    """Raises Misfit or Unfit for what somebody cannot be in a project."""
    check_company(user, user.client, project)
    if not may_be(role, user.role):
        raise Misfit(user, "outside" if user.role in OUTSIDE else "inside")
    check_teams(role, user)


def fitting_here(wanted: str, user: User, project: Any) -> str | None:
    """What becomes of a role: as `fitting`, and within what their flagged team or their company
    lets them be; None where that cannot be here."""
    from models.team import Team

    role, team = fitting(wanted, user.role), Team.binding(user)
    role = role if team is None or role in team.roles else team.roles[0]
    try:
        check_fit(role, user, project)
    except Misfit:
        return None
    return role


def check_teams(role: str, user: User) -> None:
    """Raises Unfit if somebody is in a team, or of a company, whose people cannot be that."""
    from models.team import Team, Unfit

    team = Team.binding(user)
    if team is not None and role not in team.roles:
        raise Unfit(user, team)


def check_room(role: str, email: str) -> None:
    """Raises NoRoom if the agency has no place for one reader more."""
    from models.readers import check

    check(role, email)


def role_in(project: Any, user: User) -> str:
    """What somebody is in a project: their role in the agency, unless a membership says more."""
    if user.role in AGENCY_WIDE:
        return user.role
    known = Membership.of(project, user)
    return known.role if known is not None and not known.is_over else user.role
