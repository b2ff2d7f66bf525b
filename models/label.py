"""A coloured word on tasks."""

from typing import Any

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Audience, Viewer
from models.base import Addressed, Base, db
from models.event import Recorded, declare

declare("label.created", "label.changed", "label.deleted", icon="star")


class Label(Recorded, Addressed, Base):
    __tablename__ = "label"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    hue: Mapped[str] = mapped_column(default="azur")

    project: Mapped["Project"] = relationship(  # type: ignore[name-defined]  # noqa: F821
        overlaps="labels"
    )

    @classmethod
    def create(cls, project: Any, name: str, hue: str, by: Any) -> "Label":
        label = cls(project_id=project.id, name=name, hue=hue)
        db.session.add(label)
        label.record("created", by=by, name=name)
        return label

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        """The labels of the tasks one may see; all of them for those who see the team's work."""
        from models.task.labelling import TaskLabel
        from models.task.task import Task

        if isinstance(viewer, Viewer) and viewer.is_wide:
            return select(cls)
        inside = [a.project_id for a in _inside(viewer)]
        if isinstance(viewer, Audience) and inside:
            return select(cls).where(cls.project_id == viewer.project_id)
        on_tasks = Task.visible_to(viewer).join(TaskLabel, TaskLabel.task_id == Task.id)
        used = on_tasks.with_only_columns(TaskLabel.label_id).distinct()
        return select(cls).where(cls.id.in_(used) | cls.project_id.in_(inside))


def _inside(viewer: Viewer | Audience) -> list[Audience]:
    audiences = (viewer,) if isinstance(viewer, Audience) else viewer.audiences
    return [a for a in audiences if a.kind in ("wide", "member")]
