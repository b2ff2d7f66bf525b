"""What lies in what: a child is as visible as its narrowest ancestor, never wider."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, Index, delete, or_, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Base, db
from models.sight import narrowest


class Ancestry(Base):
    """Each task with itself and everything it lies in; depth 0 is itself."""

    __tablename__ = "ancestry"
    __table_args__ = (Index("ancestry_ancestor", "ancestor_id", "depth"),)

    task_id: Mapped[int] = mapped_column(
        ForeignKey("task.id", ondelete="CASCADE"), primary_key=True
    )
    ancestor_id: Mapped[int] = mapped_column(
        ForeignKey("task.id", ondelete="CASCADE"), primary_key=True
    )
    depth: Mapped[int]


class Loop(ValueError):
    """A task cannot lie in itself."""


class Nesting:
    if TYPE_CHECKING:
        column_id: Mapped[int | None]
        kind: Mapped[str]

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))

    @declared_attr
    def parent(cls) -> Mapped[Any]:
        return relationship(
            "Task", remote_side="Task.id", foreign_keys="Task.parent_id", back_populates="children"
        )

    @declared_attr
    def children(cls) -> Mapped[list[Any]]:
        return relationship(
            "Task", foreign_keys="Task.parent_id", back_populates="parent", order_by="Task.id"
        )

    @property
    def is_subtask(self) -> bool:
        """A step of another, that stands nowhere on its own; what lies in a phase may be a card."""
        return self.parent_id is not None and self.column_id is None and self.kind != "phase"

    @classmethod
    def on_their_own(cls) -> ColumnElement[bool]:
        """Those that are no subtasks: at the top, or cards, be it in a phase."""
        own: Any = cls
        return or_(own.parent_id.is_(None), own.column_id.is_not(None))

    @property
    def subtasks(self) -> list[Any]:
        """What lies directly in it and is neither in the bin nor archived."""
        return [c for c in self.children if c.deleted_at is None and c.archived_at is None]

    def nest(self, parent: Any) -> None:
        """Put it under a parent (None: at the top), with all that lies in it."""
        above = parent.ancestor_ids() if parent is not None else []
        if self.id in above:
            raise Loop
        self.parent = parent
        db.session.flush()
        for task_id, depth in self._below():
            db.session.execute(
                delete(Ancestry).where(Ancestry.task_id == task_id, Ancestry.depth > depth)
            )
            for distance, ancestor_id in enumerate(above, depth + 1):
                db.session.add(Ancestry(task_id=task_id, ancestor_id=ancestor_id, depth=distance))
        db.session.flush()
        self.narrow()
        if self.has_list or self.visibility == "list":
            self.mark_lists()

    def _below(self) -> list[tuple[int, int]]:
        """Itself and what lies in it, each with its depth under it."""
        rows = db.session.execute(
            select(Ancestry.task_id, Ancestry.depth).where(Ancestry.ancestor_id == self.id)
        ).all()
        if not rows:
            db.session.add(Ancestry(task_id=self.id, ancestor_id=self.id, depth=0))
            return [(self.id, 0)]
        return [(task_id, depth) for task_id, depth in rows]

    def ancestor_ids(self) -> list[int]:
        """Itself first, then what it lies in, the nearest first."""
        query = select(Ancestry.ancestor_id).where(Ancestry.task_id == self.id)
        return list(db.session.scalars(query.order_by(Ancestry.depth)))

    def chain(self) -> list[Any]:
        """Itself first, then its ancestors, the nearest first."""
        task, found = self, [self]
        while task.parent is not None:
            task = task.parent
            found.append(task)
        return found

    def narrow(self) -> None:
        """Work out again how visible it and all that lies in it are."""
        self.sight = narrowest(*(task.visibility for task in self.chain()))
        for child in self.children:
            child.narrow()
