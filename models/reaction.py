"""How far each reaction has come in what happened: an event is reacted to once, whoever works."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, db
from models.event import Event


class Reaction(Base):
    __tablename__ = "reaction"

    name: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)

    @classmethod
    def waiting(
        cls, name: str, most: int, *which: ColumnElement[bool]
    ) -> tuple[int, Sequence[Event]]:
        """How far it has come, and what has happened since of what it reacts to."""
        come = db.session.scalar(select(cls.seq).where(cls.name == name)) or 0
        since = select(Event).where(Event.seq > come, *which).order_by(Event.seq).limit(most)
        return come, db.session.scalars(since).all()

    @classmethod
    def begin(cls, name: str, seq: int) -> None:
        """Inside of a change: go on from there, wherever a worker has come before."""
        db.session.merge(cls(name=name, seq=seq))

    @classmethod
    def go_on(cls, name: str, come: int, to: int) -> bool:
        """Inside of a change: False if another worker has gone on from there meanwhile."""
        at: Any = update(cls).where(cls.name == name, cls.seq == come).values(seq=to)
        if db.session.execute(at).rowcount == 1:  # type: ignore[attr-defined]
            return True
        if come or db.session.get(cls, name) is not None:
            return False
        db.session.add(cls(name=name, seq=to))
        db.session.flush()
        return True
