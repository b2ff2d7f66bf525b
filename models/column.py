"""A column of a project's board."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, Rank, db, now
from models.event import Recorded, declare
from models.rank import between

KINDS = ("todo", "doing", "review", "client", "done")
declare(
    "column.created",
    "column.renamed",
    "column.limited",
    "column.sorted",
    "column.placed",
    "column.archived",
    "column.restored",
    icon="board",
)


class Column(Recorded, Addressed, Base):
    __tablename__ = "column"
    __table_args__ = (UniqueConstraint("project_id", "rank"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="todo")
    rank: Mapped[str] = mapped_column(Rank)
    wip_limit: Mapped[int | None]
    archived_at: Mapped[datetime | None] = mapped_column(Instant)

    project: Mapped["Project"] = relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="columns", viewonly=True
    )

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        from models.project.project import Project

        projects = Project.visible_to(viewer).with_only_columns(Project.id)
        return select(cls).where(cls.project_id.in_(projects))

    @classmethod
    def create(cls, project: Any, name: str, kind: str, by: Any) -> "Column":
        """A new column at the right end of the board."""
        _one_arranger(project.id)
        last = db.session.scalar(
            select(cls.rank).where(cls.project_id == project.id).order_by(cls.rank.desc()).limit(1)
        )
        column = cls(project_id=project.id, name=name, kind=kind, rank=between(last, None))
        db.session.add(column)
        column.record("created", by=by, name=name)
        project.look_changed()
        return column

    def rename(self, name: str, by: Any) -> None:
        if name != self.name:
            self.record("renamed", by=by, before={"name": self.name}, name=name)
            self.name = name

    def limit(self, wip_limit: int | None, by: Any) -> None:
        if wip_limit != self.wip_limit:
            self.record("limited", by=by, before={"limit": self.wip_limit}, limit=wip_limit)
            self.wip_limit = wip_limit

    def sort(self, kind: str, by: Any) -> None:
        """Say what kind of work lies here; the cards inside are opened or closed to match."""
        if kind == self.kind:
            return
        self.record("sorted", by=by, before={"kind": self.kind}, kind=kind)
        was, self.kind = self.kind, kind
        if "done" in (was, kind):
            self._close_all(now() if kind == "done" else None)

    def _close_all(self, closed_at: datetime | None) -> None:
        from models.task.task import Task

        other = Task.closed_at.is_not(None) if closed_at is None else Task.closed_at.is_(None)
        cards = update(Task).where(Task.column_id == self.id, other)
        db.session.execute(cards.values(closed_at=closed_at, version=Task.version + 1))
        self.project.plan_changed()

    def place(self, before: "Column | None", by: Any) -> None:
        """Directly left of another column, or at the right end."""
        if before is self:
            return
        _one_arranger(self.project_id)
        others = select(Column.rank).where(
            Column.project_id == self.project_id, Column.id != self.id
        )
        if before is None:
            left = db.session.scalar(others.order_by(Column.rank.desc()).limit(1))
            rank = between(left, None)
        else:
            left = db.session.scalar(
                others.where(Column.rank < before.rank).order_by(Column.rank.desc()).limit(1)
            )
            rank = between(left, before.rank)
        self.record("placed", by=by, before={"rank": self.rank}, rank=rank)
        self.rank = rank

    def archive(self, by: Any) -> None:
        if self.archived_at is None:
            self.archived_at = now()
            self.record("archived", by=by)

    def restore(self, by: Any) -> None:
        if self.archived_at is not None:
            self.archived_at = None
            self.record("restored", by=by)


def _one_arranger(project_id: int) -> None:
    """Two people arranging one board wait for each other: ranks are unique."""
    from models.project.project import Project

    db.session.execute(select(Project.id).where(Project.id == project_id).with_for_update())
