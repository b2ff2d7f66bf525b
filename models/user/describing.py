"""What somebody says of themselves besides their name. Who sees it: models/showing.py."""

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import random_id

if TYPE_CHECKING:
    from pictures import Picture


class Describing:
    """Mixed into User. Its events say which fields changed and never what they hold."""

    phone: Mapped[str] = mapped_column(default="")
    away_from: Mapped[date | None]
    away_to: Mapped[date | None]  # the last day
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    photo_id: Mapped[str | None]  # another one with each photo

    @property
    def photo_address(self: Any) -> str:
        return f"/people/{self.public_id}/photo?{self.photo_id}" if self.photo_id else ""

    def absence_from(self, today: date) -> tuple[date, date] | None:
        """First and last day, unless it is over."""
        if self.away_to is None or self.away_to < today:
            return None
        return self.away_from or self.away_to, self.away_to

    def describe(self: Any, by: Any, **wanted: Any) -> None:
        """Phone and absence, whichever differ."""
        changed = [field for field in wanted if getattr(self, field) != wanted[field]]
        for field in changed:
            setattr(self, field, wanted[field])
        if changed:
            self.record("changed", by=by, fields=changed)

    def wear_photo(self: Any, picture: "Picture", by: Any) -> None:
        self.photo, self.photo_id = picture.png, random_id()
        self.record("changed", by=by, fields=["photo"])

    def take_off_photo(self: Any, by: Any) -> None:
        if self.photo_id is not None:
            self.photo = self.photo_id = None
            self.record("changed", by=by, fields=["photo"])

    def forget_description(self) -> None:
        """Of who has left, their name is kept and nothing else."""
        self.phone, self.away_from, self.away_to = "", None, None
        self.photo = self.photo_id = None
