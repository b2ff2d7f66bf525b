"""One import, from the file to its account, and back if it is undone.

uploaded → reading → preview → queued → writing → done → undoing → undone;
a refused or broken one is failed. The worker takes each step, `imports.run` says how.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Select, Text, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, db, now, random_id
from models.client import Client
from models.event import Event, Recorded, declare
from models.project.project import Project
from models.task.task import Task
from models.user.user import User

declare("import_run.started", "import_run.undone", icon="download")

WAITING = ("uploaded", "reading", "queued", "writing", "undoing")


@dataclass(slots=True)
class Changed:
    """A task that people changed since it was imported: how often, when last, and who."""

    task_id: int
    last: datetime
    times: int = 0
    people: dict[User, None] = field(default_factory=dict)
    task: Task | None = None


class ImportRun(Recorded, Addressed, Base):
    __tablename__ = "import_run"

    kind: Mapped[str]
    name: Mapped[str]
    path: Mapped[str]
    state: Mapped[str] = mapped_column(default="uploaded", index=True)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    draft_path: Mapped[str | None]
    preview: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    account: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    progress: Mapped[int] = mapped_column(default=0)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    # The client who was made with the project.
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)

    by: Mapped[User | None] = relationship()
    project: Mapped[Project | None] = relationship()
    client: Mapped[Client | None] = relationship()
    people: Mapped[list["ImportedPerson"]] = relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="run",
        order_by="ImportedPerson.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """Those who may import see all imports, others their own."""
        runs = select(cls)
        return runs if viewer.can("import") else runs.where(cls.by_id == viewer.id)

    @classmethod
    def next_in_line(cls) -> "ImportRun | None":
        """The oldest that waits for the worker; what is to be removed comes last."""
        broken = and_(cls.state == "failed", cls.project_id.is_not(None))
        waiting = select(cls).where(or_(cls.state.in_(WAITING), broken))
        last = cls.state.in_(("undoing", "failed"))
        return db.session.scalar(waiting.order_by(last, cls.created_at, cls.id).limit(1))

    @classmethod
    def upload(cls, name: str, path: str, by: Any, kind: str = "trello") -> "ImportRun":
        run = cls(public_id=random_id(), kind=kind, name=name[:200], path=path)
        run.by_id = by.id if by else None
        db.session.add(run)
        run.record("started", by=by, name=run.name)
        return run

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_leaving(self) -> bool:
        """What was written of it is being removed."""
        return self.state in ("undoing", "failed")

    @property
    def can_be_discarded(self) -> bool:
        return self.state in ("preview", "failed") and self.project_id is None

    def start(self, choices: dict[str, Any], by: Any) -> None:
        """Write it as chosen; starting twice does nothing new."""
        if self.state == "preview":
            self.choices, self.state = choices, "queued"
            self.by_id, self.claimed_at = by.id, None

    def discard(self, by: Any) -> None:
        """Before anything was written, or after it was removed again."""
        if self.can_be_discarded:
            db.session.delete(self)

    def fail(self, error: str) -> None:
        self.state, self.error, self.finished_at = "failed", error, now()

    def finish(self, account: dict[str, Any], by: Any) -> None:
        """The last batch is in: everybody who may sees the project now."""
        assert self.project is not None
        self.project.building = False
        self.project.look_changed()
        self.account, self.state, self.finished_at = account, "done", now()
        self.project.record("imported", by=by, name=self.project.name, run=self.public_id)

    def undo(self, by: Any) -> None:
        """Nobody sees the project from now on; the worker removes it."""
        if self.state == "done" and self.project is not None:
            self.project.building = True
            self.project.look_changed()
            self.state, self.progress = "undoing", 0
            self.record("undone", by=by, name=self.project.name)

    @property
    def imported_event(self) -> Event | None:
        """The last of them: the number of a project that is gone may be given again."""
        return db.session.scalar(
            select(Event)
            .where(Event.kind == "project.imported", Event.project_id == self.project_id)
            .order_by(Event.seq.desc())
            .limit(1)
        )

    def events_since(self) -> list[Event]:
        """What people did in the project since it came in, the newest first."""
        born = self.imported_event
        if born is None:
            return []
        since = select(Event).where(Event.project_id == self.project_id, Event.seq > born.seq)
        return list(db.session.scalars(since.order_by(Event.seq.desc())))

    def changed_since(self) -> list[Changed]:
        """The tasks that people changed or added since, the last changed first."""
        found: dict[int, Changed] = {}
        for event in self.events_since():
            if event.task_id is not None:
                one = found.setdefault(event.task_id, Changed(event.task_id, event.at))
                one.times += 1
                one.people.update({event.actor: None} if event.actor else {})
        tasks = select(Task).where(Task.project_id == self.project_id, Task.id.in_(found))
        for task in db.session.scalars(tasks):
            found[task.id].task = task
        return [one for one in found.values() if one.task is not None]
