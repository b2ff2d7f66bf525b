"""Who may read what a letter brings, by its link: asked when it leaves and when it is opened."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Mapped, mapped_column

from models.audience import Viewer
from models.base import Instant, db, now
from models.event import declare
from models.project.project import Project
from models.sealed import seal
from models.user.user import User

if TYPE_CHECKING:
    from models.delivery import Delivery

declare("delivery.opened", "delivery.acknowledged", icon="eye")
declare("delivery.closed", icon="lock")

ARRIVED = ("sent", "uncertain")  # as far as anybody can say


def reads_reports(address: str, project: Project) -> bool:
    """An account reads what the law shows it; an address without one, what it was sent."""
    person = db.session.scalar(select(User.id).where(User.email == address))
    if person is None:
        return True
    viewer = Viewer.of(person)
    return viewer is not None and viewer.can("see_reports", project)


class ReadByLink:
    """Mixed into Delivery: its reader's side."""

    key_hash: Mapped[str | None] = mapped_column(unique=True)  # of the link to what it brings
    closed_at: Mapped[datetime | None] = mapped_column(Instant)  # when that link was taken back
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)

    @classmethod
    def with_key(cls: Any, secret: str) -> "Delivery | None":
        """The letter that brought this link: whoever has it reads that report and nothing else."""
        brought = select(cls).where(cls.key_hash == seal(secret), cls.report_id.is_not(None))
        letter = db.session.scalar(brought)
        return letter if letter and letter.is_open else None

    @classmethod
    def awaits_word(cls: Any) -> ColumnElement[bool]:
        """Has it gone, and does nobody say yet that they read what it brought?"""
        return and_(cls.state.in_(ARRIVED), cls.acknowledged_at.is_(None), cls.closed_at.is_(None))

    @property
    def is_open(self: Any) -> bool:
        """May it leave, and its link be followed? Its reader may have lost the right to it."""
        if self.report_id is None:
            return True
        project = db.session.get_one(Project, self.project_id)
        if project.deleted_at or self.closed_at:
            return False
        return reads_reports(self.to_address, project)

    @property
    def lies_in_the_archive(self: Any) -> bool:
        """What it brings is read on, by who has it; nothing more of it leaves the house."""
        if self.report_id is None:
            return False
        return db.session.get_one(Project, self.project_id).archived_at is not None

    @property
    def is_to_an_account(self: Any) -> bool:
        """Then what it opens follows the account, and there is no link to close by hand."""
        return db.session.scalar(select(User.id).where(User.email == self.to_address)) is not None

    def close(self: Any, by: Any) -> None:
        """Its link opens nothing any more, nor does any other sent there from this project."""
        to_them = select(type(self)).filter_by(
            project_id=self.project_id, to_address=self.to_address, closed_at=None
        )
        for letter in db.session.scalars(to_them.with_for_update()):
            letter.closed_at = now()
            letter.withdraw(by=by)
            letter.record("closed", by=by)

    def open(self: Any) -> None:
        """Somebody followed its link."""
        db.session.refresh(self, with_for_update=True)  # the second of two sees the first
        if self.opened_at is None:
            self.opened_at = now()
            self.record("opened", by=None)

    def acknowledge(self: Any, by: Any = None) -> None:
        """Its reader says that they have read what it brought; `by` where they are signed in."""
        db.session.refresh(self, with_for_update=True)
        if self.acknowledged_at is None:
            self.acknowledged_at = now()
            self.record("acknowledged", by=by)
