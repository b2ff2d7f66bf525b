"""Of a report: was it read? Its readers with an account say so where they are signed in."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from models.audience import Viewer
from models.base import db
from models.delivery import Delivery
from models.user.user import User


class Acknowledged:
    @classmethod
    def last_of_each(cls, viewer: Viewer) -> Select[Any]:
        """Of each project the last one that was sent."""
        report: Any = cls
        later: Any = aliased(cls)
        newer = select(1).where(later.project_id == report.project_id, later.state == "sent")
        last = ~exists(newer.where(later.number > report.number))
        return report.visible_to(viewer).where(report.state == "sent", last)

    @classmethod
    def is_unread_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Did a letter bring it to them, and have they not said yet that they read it?"""
        report: Any = cls
        address = select(User.email).where(User.id == viewer.id).scalar_subquery()
        letter = select(1).where(Delivery.report_id == report.id, Delivery.to_address == address)
        return exists(letter.where(Delivery.awaits_word()))

    def unread_letters(self: Any, address: str) -> list[Delivery]:
        """Those that brought it there and of which nobody said that they read it."""
        there = select(Delivery).where(
            Delivery.report_id == self.id, Delivery.to_address == address, Delivery.awaits_word()
        )
        return list(db.session.scalars(there))

    def acknowledge(self, by: User) -> None:
        for letter in self.unread_letters(by.email):
            letter.acknowledge(by=by)
