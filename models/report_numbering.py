"""The reports of a project in their order: each tells what is new since the last one sent."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from models.base import db
from models.project.project import Project

if TYPE_CHECKING:
    from models.status_report import StatusReport


class Numbered:
    """Mixed into StatusReport."""

    @classmethod
    def last_sent(cls: Any, project: Project) -> "StatusReport | None":
        sent = select(cls).where(cls.project_id == project.id, cls.state == "sent")
        return db.session.scalar(sent.order_by(cls.number.desc()).limit(1))

    @classmethod
    def next_number(cls: Any, project: Project) -> int:
        last = select(func.max(cls.number)).where(cls.project_id == project.id)
        return (db.session.scalar(last) or 0) + 1

    @classmethod
    def stand_in_line(cls, project: Project) -> None:
        """The project's row is the queue of its reports: the second sees what the first became."""
        one = select(Project.id).where(Project.id == project.id)
        db.session.execute(one.with_for_update())

    @classmethod
    def begun(cls: Any, project: Project) -> "StatusReport | None":
        """The draft that waits to be written, the newest if there are several."""
        drafts = cls._kept_of(project).where(cls.state == "draft")
        return db.session.scalar(drafts.order_by(cls.id.desc()).limit(1))

    @classmethod
    def open_of(cls: Any, project: Project) -> "StatusReport | None":
        """The one being written, or frozen and still to be sent; the newest, if there is any."""
        waiting = cls._kept_of(project).where(cls.state.in_(("draft", "frozen")))
        reports = db.session.scalars(waiting.order_by(cls.id.desc()))
        return next((one for one in reports if one.is_draft or not one.overtaken_by), None)

    @classmethod
    def _kept_of(cls: Any, project: Project) -> Any:
        return select(cls).where(cls.project_id == project.id, cls.deleted_at.is_(None))

    @property
    def overtaken_by(self: Any) -> int:
        """The number of the report sent since, which this one does not start from; else 0."""
        if self.state == "sent":
            return 0
        last = self.last_sent(self.project)
        number = last.number if last else 0
        return number if number != self.snapshot.get("previous", 0) else 0

    @property
    def shown_number(self: Any) -> int:
        """Its number, or for a draft the one it would get now."""
        return self.number or self.next_number(self.project)
