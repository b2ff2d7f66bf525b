"""The mark and the colour of a company, as its reports bear them."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Addressed, Base, db

if TYPE_CHECKING:
    from pictures import Picture


class Mark(Addressed, Base):
    """A picture that never changes and is never thrown away: what was sent goes on showing it."""

    __tablename__ = "mark"

    png: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]

    @property
    def address(self) -> str:
        return f"/marks/{self.public_id}"


class Marked:
    """Mixed into Agency and Client. Without a mark or a colour of its own, a client's
    reports bear the agency's."""

    accent: Mapped[str] = mapped_column(default="")  # as #1f7a52; readable on paper

    @declared_attr
    def mark_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("mark.id"))

    @declared_attr
    def mark(cls) -> Mapped[Mark | None]:
        return relationship(Mark)

    def wear(self: Any, picture: "Picture", by: Any) -> None:
        """From the next report on."""
        mark = Mark(png=picture.png, width=picture.width, height=picture.height)
        db.session.add(mark)
        self.mark = mark
        self.record("changed", by=by, mark=True)

    def take_off_mark(self: Any, by: Any) -> None:
        if self.mark is not None:
            self.mark = None
            self.record("changed", by=by, mark=False)
