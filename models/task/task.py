"""A task: the noun, made of its capabilities."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Audience, Viewer
from models.base import LETTERS, Addressed, Base, Instant, db, now, random_id
from models.event import Event, Recorded, declare
from models.project.membership import role_in
from models.project.project import Project
from models.sight import decided_by, sees, shown
from models.task.archiving import Archiving
from models.task.assigning import Assigning
from models.task.awaiting import Awaiting
from models.task.checking import Checking
from models.task.closing import Closing
from models.task.dating import Dating
from models.task.editing import Editing
from models.task.hiding import Hiding
from models.task.labelling import Labelling
from models.task.linking import Linking
from models.task.nesting import Nesting
from models.task.placing import Placing
from models.task.planning import Planning
from models.task.watching import Watching
from models.user.roles import OUTSIDE
from models.user.user import User

declare("task.created", icon="plus")

KINDS = ("task", "milestone", "phase")
# What these verbs do bears on the plan; `reschedule` and `link` claim its version by themselves.
REPLANNING = {
    "created",
    "dated",
    "progressed",
    "closed",
    "reopened",
    "placed",
    "turned",
    "assigned",
    "archived",
    "restored",
    "deleted",
    "recovered",
}


class Task(
    Placing,
    Closing,
    Assigning,
    Awaiting,
    Dating,
    Planning,
    Linking,
    Editing,
    Labelling,
    Checking,
    Nesting,
    Hiding,
    Watching,
    Archiving,
    Recorded,
    Addressed,
    Base,
):
    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("column_id", "rank"),
        UniqueConstraint("ref", "project_id"),
        Index("task_board", "project_id", "archived_at", "parent_id"),
        Index("task_kind", "project_id", "kind"),
        Index("task_lists", "project_id", "visibility"),
        Index("task_column", "column_id", "archived_at", "deleted_at", "sight"),
        Index("task_parent", "parent_id"),
        Index("task_author", "author_id"),
        {"sqlite_autoincrement": True},  # events outlive a task: its number is never given again
    )

    ref: Mapped[str]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    kind: Mapped[str] = mapped_column(default="task")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    import_run_id: Mapped[int | None] = mapped_column(index=True)

    project: Mapped[Project] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        """The one rule of sight, as a select over all projects (or one, for an audience)."""
        return (
            select(cls)
            .join(Project, Project.id == cls.project_id)
            .where(cls.deleted_at.is_(None), Project.is_there(), shown(cls, viewer))
        )

    def is_visible_to(self, audience: Audience | None) -> bool:
        if audience is None or audience.project_id != self.project_id or self.deleted_at:
            return False
        at_once = decided_by(self.sight, audience)
        return sees(audience, self.sight_chain()) if at_once is None else at_once

    @classmethod
    def create(
        cls,
        project: Project,
        title: str,
        by: Any,
        column: Any = None,
        parent: "Task | None" = None,
        kind: str = "task",
        visibility: str | None = None,
        **fields: Any,
    ) -> "Task":
        """A new task at the end of its column, or under its parent."""
        task = cls(
            project=project,
            title=title.strip(),
            kind=kind,
            author_id=by.id if by else None,
            visibility=visibility or cls.default_visibility(project, by),
            ref=new_ref(project),
            public_id=random_id(),
            **fields,
        )
        task.sight = task.visibility
        db.session.add(task)
        db.session.flush()
        task.nest(parent)
        if column is not None and parent is None and kind != "phase":
            task.put_at_end(column)
        task.record("created", by=by, title=task.title, people=[])
        return task

    @staticmethod
    def default_visibility(project: Project, by: Any) -> str:
        """A client's own task is the client's to see; staff's follows the project's preset."""
        if by is not None and role_in(project, by) in OUTSIDE:
            return "client"
        return project.preset if project.has_clients else "client"

    def belongs_to(self, person_id: int) -> bool:
        """Did this person write it, or are they responsible for it?"""
        return self.author_id == person_id or any(
            a.user_id == person_id and a.responsible for a in self.assignments
        )

    def touch(self) -> None:
        """What its card shows has changed, and so has the card it lies on."""
        # Counted by the database: two at once never end at the same version.
        self.version = Task.version + 1
        if self.parent is not None:
            self.parent.touch()

    def record(self, past: str, by: Any, before: dict | None = None, **details: Any) -> Event:
        if past != "placed" or db.inspect(self).attrs.closed_at.history.has_changes():
            self.touch()  # a card looks the same wherever it stands, unless that closed it
            if past in REPLANNING:
                self.project.plan_changed()
        return super().record(past, by, before, **details)


def new_ref(project: Project) -> str:
    """A short reference drawn at random, never counted: LP-7K4."""
    length = 3
    while True:
        ref = f"{project.key}-{''.join(random_id(length)).upper()}"
        taken = select(func.count()).where(Task.project_id == project.id, Task.ref == ref)
        if not db.session.scalar(taken):
            return ref
        length += 1


def new_refs(project: Project, count: int) -> list[str]:
    """Many references at once, for imports: none taken, none twice."""
    taken = set(db.session.scalars(select(Task.ref).where(Task.project_id == project.id)))
    length = 3
    while len(LETTERS) ** length < (count + len(taken)) * 20:
        length += 1
    refs: list[str] = []
    while len(refs) < count:
        ref = f"{project.key}-{random_id(length).upper()}"
        if ref not in taken:
            taken.add(ref)
            refs.append(ref)
    return refs
