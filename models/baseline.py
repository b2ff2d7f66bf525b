"""A baseline: the plan as it was agreed, kept to compare with. A project has up to eleven."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from models.audience import Audience, Viewer
from models.base import Base


class Baseline(Base):
    """One of a project's, numbered from 0 as Microsoft Project does."""

    __tablename__ = "baseline"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]


class BaselineTask(Base):
    """What a baseline says of one task; duration and work are minutes."""

    __tablename__ = "baseline_task"
    __table_args__ = (Index("baseline_task_task", "task_id"),)

    baseline_id: Mapped[int] = mapped_column(
        ForeignKey("baseline.id", ondelete="CASCADE"), primary_key=True
    )
    task_id: Mapped[int] = mapped_column(
        ForeignKey("task.id", ondelete="CASCADE"), primary_key=True
    )
    start: Mapped[datetime | None]
    finish: Mapped[datetime | None]
    duration: Mapped[int | None]
    work: Mapped[int | None]

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        from models.task.task import Task

        tasks = Task.visible_to(viewer).with_only_columns(Task.id)
        return select(cls).where(cls.task_id.in_(tasks))
