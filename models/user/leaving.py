"""A person's place in the agency: another role, or none any more."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Instant, db, in_turn, now
from models.event import declare
from models.user.roles import fitting

if TYPE_CHECKING:
    from models.project.membership import Membership
    from models.team import Team

declare("user.removed", "user.returned", icon="user", audited=True)


class LastOwner(Exception):
    """An agency keeps one owner at least."""


class Leaving:
    """Mixed into User."""

    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    def take_role(self: Any, role: str, by: Any) -> None:
        """Another role in the agency, and in each project what fits it; raises Unfit."""
        from models.override import Override
        from models.project.membership import check_room, check_teams

        in_turn(self)
        if role == self.role:
            return
        check_teams(role, self)
        check_room(role, self.email)
        self._leave_an_owner()
        self.change(by=by, role=role)
        for part in self._parts():
            part.change(fitting(part.role, role), part.expires_at, by=by)
        Override.lift_unfit(self, by=by)

    def remove(self: Any, by: Any, heir: Any = None) -> None:
        """They no longer enter, and nothing is sent to them; their name stays on what they did.

        `heir` is given what is open of theirs (handing_over.py).
        """
        from models.override import Override
        from models.session import Session
        from models.token import Token

        in_turn(self)
        if self.removed_at is not None:
            return
        self._leave_an_owner()
        for team in self._teams():
            team.leave(self, by=by)
        for part in self._parts():
            part.end(by=by)
        Override.lift_all(self, by=by)
        Session.close_all(self, by=by)
        Token.spend_all(self)
        self._hold_back_letters(by=by)
        self.forget_description()
        self.removed_at = now()
        self.record("removed", by=by, name=self.name, **({"heir": heir.id} if heir else {}))

    def come_back(self: Any, by: Any, **given: Any) -> None:
        """Who was removed takes part again, under the name and in the role that are given now."""
        if self.removed_at is None:
            return
        self.removed_at = None
        for field, value in given.items():
            setattr(self, field, value)
        self._look_changed()
        self.record("returned", by=by, name=self.name, role=self.role)

    def _hold_back_letters(self: Any, by: Any) -> None:
        from models.delivery import Delivery
        from models.invitation import Invitation

        for invitation in db.session.scalars(Invitation.standing(self.email)):
            invitation.revoke(by=by)
        # Locked, for a worker may be telling at this moment what became of one.
        for letter in db.session.scalars(Delivery.leaving_for(self.email).with_for_update()):
            letter.withdraw(by=by)

    def _parts(self: Any) -> "list[Membership]":
        from models.project.membership import Membership

        return list(db.session.scalars(select(Membership).filter_by(user_id=self.id)))

    def _teams(self: Any) -> "list[Team]":
        from models.team import Team

        return list(db.session.scalars(select(Team).where(Team.members.contains(self))))

    def _leave_an_owner(self: Any) -> None:
        noun = type(self)
        owners = select(noun.id).where(noun.role == "owner", noun.removed_at.is_(None))
        if list(db.session.scalars(owners)) == [self.id]:
            raise LastOwner
