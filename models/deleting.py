"""Thrown away: a thing lies in the bin for 30 days, as it was, and comes back by one click."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, exists, select
from sqlalchemy.orm import Mapped, aliased, declared_attr, mapped_column, relationship

from models.audience import Audience
from models.base import Instant, now

KEPT = timedelta(days=30)


class Deleting:
    """Mixed into what people may delete. `models.bin` lists these nouns.

    Each of them says what lies in the bin on its own and an audience could see (`in_bin`), and how
    it comes out of it, where it was: not while what it lies in is there itself (`recover`).
    """

    deleted_at: Mapped[datetime | None] = mapped_column(Instant)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    called = ""  # what several of them are called, in English
    restored_by = "delete"  # the verb one must be allowed, to bring it back

    def __init_subclass__(cls, **more: Any) -> None:
        """Of what lies in the bin alone: with an index of all, SQLite read the whole table by it
        wherever a page asks for what is not there."""
        super().__init_subclass__(**more)
        table = getattr(cls, "__table__", None)
        if table is not None:
            thrown = table.c.deleted_at.is_not(None)
            name = f"{table.name}_bin"
            Index(name, table.c.deleted_at, sqlite_where=thrown, postgresql_where=thrown)

    @declared_attr
    def deleted_by(cls) -> Mapped[Any]:
        noun: Any = cls
        return relationship("User", foreign_keys=f"{noun.__name__}.deleted_by_id")

    @property
    def in_few_words(self) -> str:
        """What its line in the bin says."""
        thing: Any = self
        return thing.words

    def may_come_back(self, viewer: Any) -> bool:
        return viewer.can(self.restored_by, self)

    def is_shown_in_bin_to(self, viewer: Any) -> bool:
        """Of those who could see it: everybody, unless it was more its author's than theirs."""
        return True

    @property
    def kept_until(self) -> datetime | None:
        return self.deleted_at + KEPT if self.deleted_at else None

    def _throw_away(self, by: Any) -> bool:
        """Into the bin; False if it lies there already."""
        if self.deleted_at is not None:
            return False
        self.deleted_at, self.deleted_by_id = now(), by.id if by else None
        return True

    def _take_out(self) -> bool:
        if self.deleted_at is None:
            return False
        self.deleted_at = self.deleted_by_id = None
        return True


class OnTask(Deleting):
    """What hangs on a task and is seen with it."""

    @classmethod
    def in_bin(cls, audience: Audience) -> Select[Any]:
        from models.task.task import Task

        tasks = Task.visible_to(audience).with_only_columns(Task.id)
        thing: Any = cls
        return select(thing).where(thing.deleted_at.is_not(None), thing.task_id.in_(tasks))


def lies_in_none_deleted(task: Any) -> ColumnElement[bool]:
    """Of what went together only the outermost is brought back; it takes the rest along."""
    above: Any = aliased(task)
    return ~exists(select(1).where(above.id == task.parent_id, above.deleted_at.is_not(None)))
