"""Its labels."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Base
from models.event import Event, declare
from models.label import Label

declare("task.labelled", icon="star")


class TaskLabel(Base):
    __tablename__ = "task_label"
    __table_args__ = (Index("task_label_label", "label_id"),)

    task_id: Mapped[int] = mapped_column(
        ForeignKey("task.id", ondelete="CASCADE"), primary_key=True
    )
    label_id: Mapped[int] = mapped_column(
        ForeignKey("label.id", ondelete="CASCADE"), primary_key=True
    )


class Labelling:
    @declared_attr
    def labels(cls) -> Mapped[list[Label]]:
        return relationship(Label, secondary="task_label", order_by=Label.id)

    def label(self, labels: Iterable[Label], by: Any) -> Event | None:
        """These labels of its project and no others."""
        wanted = {one.id: one for one in labels if one.project_id == self.project_id}
        had = {one.id for one in self.labels}
        if set(wanted) == had:
            return None
        self.labels = list(wanted.values())
        return self.record("labelled", by=by, before={"labels": sorted(had)}, labels=sorted(wanted))
