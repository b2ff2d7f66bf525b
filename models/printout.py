"""A plan being printed for one person, who alone may fetch it, for an hour.

waiting → done; failed when every worker that began it ended.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Select, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, change, db, now
from models.claiming import STARTS, Claim, claim
from models.delivery import ClaimLost
from models.project.project import Project
from models.user.user import User

FOLDER = "printouts"  # in the instance; no backup keeps it
KEPT = timedelta(hours=1)


class Printout(Addressed, Base):
    __tablename__ = "printout"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    paper: Mapped[str]
    zoom: Mapped[str]
    folded: Mapped[list[str]] = mapped_column(JSON, default=list)
    language: Mapped[str]
    audience: Mapped[str] = mapped_column(default="")  # whose eyes it was printed for
    today: Mapped[date | None]  # at its reader, when it was printed
    starts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)

    project: Mapped[Project] = relationship()
    by: Mapped[User] = relationship()

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """Whoever asked for it, as long as they see the project."""
        seen = Project.visible_to(viewer).with_only_columns(Project.id)
        return select(cls).where(cls.by_id == viewer.id, cls.project_id.in_(seen))

    @classmethod
    def ask(cls, project: Project, by: Any, **wanted: Any) -> "Printout":
        """One for a person and a project: another one takes its place."""
        db.session.execute(delete(cls).where(cls.project_id == project.id, cls.by_id == by.id))
        asked = cls(project_id=project.id, by_id=by.id, **wanted)
        db.session.add(asked)
        return asked

    @property
    def percent(self) -> int:
        """How far it is; binding the pages takes half as long as setting them."""
        return round(100 * self.progress / (self.pages * 1.5)) if self.pages else 0

    # The worker's side: each of these is a whole transaction

    @classmethod
    def take(cls) -> Claim | None:
        """Claim the oldest one that waits; one that was begun too often is given up."""
        taken = claim(cls, cls.state == "waiting")
        if taken is None:
            return None
        with change() as session:
            one = session.get(cls, taken.id)
            if one is None:
                return None
            one.starts, one.progress = one.starts + 1, 0
            if one.starts > STARTS:
                one.state, one.claimed_at = "failed", None
                return None
        return taken

    @classmethod
    def got_to(cls, taken: Claim, **news: Any) -> Claim:
        """Say how far it is, and go on holding it; raises ClaimLost if it is no longer wanted."""
        at = now()
        with change() as session:
            changed = session.execute(
                update(cls)
                .where(cls.id == taken.id, cls.claimed_at == taken.at)
                .values(claimed_at=at, **news)
            )
            if changed.rowcount != 1:  # type: ignore[attr-defined]
                raise ClaimLost
        return Claim(taken.id, at)
