"""A project: one client's work, on one board."""

import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from i18n import N_, gettext, speaking
from models.audience import Viewer
from models.base import Addressed, Base, Instant, db, now
from models.client import Client
from models.column import Column
from models.deleting import Deleting
from models.event import Recorded, declare
from models.label import Label
from models.project.membership import Membership
from models.project.planning import Planned
from models.user.user import User

if TYPE_CHECKING:
    from models.report_schedule import ReportSchedule

declare("project.created", "project.changed", "project.archived", "project.restored", icon="board")
declare("project.imported", icon="download")
declare("project.deleted", "project.recovered", icon="trash", audited=True)
declare("project.cleared", icon="trash", audited=True)

PRESETS = ("team", "client")
FIRST_COLUMNS = (
    ("todo", N_("To do")),
    ("doing", N_("In progress")),
    ("review", N_("Review")),
    ("client", N_("With the client")),
    ("done", N_("Done")),
)


class Project(Deleting, Planned, Recorded, Addressed, Base):
    __tablename__ = "project"
    # Events outlive a project: its number is never given again.
    __table_args__ = ({"sqlite_autoincrement": True},)

    key: Mapped[str]
    name: Mapped[str]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)
    hue: Mapped[str] = mapped_column(default="prune")
    timezone: Mapped[str] = mapped_column(default="Europe/Paris")
    language: Mapped[str] = mapped_column(default="fr")
    # Who sees what the team adds, unless whoever adds it says otherwise.
    preset: Mapped[str] = mapped_column(default="team")
    comments_preset: Mapped[str] = mapped_column(default="team")
    start: Mapped[date | None]
    due: Mapped[date | None]
    look: Mapped[int] = mapped_column(default=0)
    building: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)

    client: Mapped[Client | None] = relationship(back_populates="projects", lazy="joined")
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="project", order_by=Membership.id
    )
    columns: Mapped[list[Column]] = relationship(
        back_populates="project",
        order_by=Column.rank,
        primaryjoin="and_(Project.id == Column.project_id, Column.archived_at.is_(None))",
        viewonly=True,
    )
    labels: Mapped[list[Label]] = relationship(order_by=Label.id)
    report_schedule: Mapped["ReportSchedule | None"] = relationship(viewonly=True)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        projects = select(cls).where(cls.is_there())
        if viewer.is_wide:
            return projects
        return projects.where(cls.id.in_([place.project_id for place in viewer.places]))

    @classmethod
    def is_there(cls) -> ColumnElement[bool]:
        """Neither in the making nor in the bin: else nobody sees it, nor anything in it."""
        return and_(cls.building.is_(False), cls.deleted_at.is_(None))

    @property
    def people(self) -> list[User]:
        """Its members who are still here, in the order they came."""
        return list(db.session.scalars(_members_of(self.id)))

    @property
    def workers(self) -> list[User]:
        """Those of them who can be given a task: readers cannot."""
        return list(db.session.scalars(_members_of(self.id).where(Membership.can_work())))

    @property
    def has_clients(self) -> bool:
        return self.client_id is not None or any(m.role == "client" for m in self.memberships)

    def look_changed(self) -> None:
        """A label, a column or a person shown on many cards changed: all are drawn anew."""
        self.look = Project.look + 1  # counted by the database

    @classmethod
    def create(
        cls, name: str, by: Any, client: Client | None = None, bare: bool = False, **more: Any
    ) -> "Project":
        """A new project, its maker the manager; `bare` leaves the board without columns."""
        project = cls(name=name, key=key_of(name), client=client, **more)
        db.session.add(project)
        db.session.flush()
        project.record("created", by=by, name=name)
        if by is not None:
            Membership.grant(project, by, "manager", by=by)
        with speaking(project.language):
            for kind, said in () if bare else FIRST_COLUMNS:
                Column.create(project, gettext(said), kind, by=by)
                db.session.flush()
        return project

    def change(self, by: Any, **wanted: Any) -> None:
        """Name, client, hue, dates, time zone, language, presets: whichever differ. Raises
        StillThere while people of one client would see what is another's."""
        from models.project.company import change_hands

        before = {field: getattr(self, field) for field in wanted}
        changed = [field for field in wanted if before[field] != wanted[field]]
        if not changed:
            return
        if "client" in changed:
            change_hands(self, wanted["client"], by=by)
        for field in changed:
            setattr(self, field, wanted[field])
        self.look_changed()
        if "start" in changed:
            self.plan_changed()
        self.record(
            "changed",
            by=by,
            before={f: told(before[f]) for f in changed},
            **{f: told(wanted[f]) for f in changed},
        )

    def archive(self, by: Any) -> None:
        if self.archived_at is None:
            self.archived_at = now()
            self.record("archived", by=by)

    def restore(self, by: Any) -> None:
        if self.archived_at is not None:
            self.archived_at = None
            self._hold_report()
            self.record("restored", by=by)

    @property
    def is_open(self) -> bool:
        return not (self.building or self.deleted_at or self.archived_at)

    @property
    def words(self) -> str:
        return self.name

    def delete(self, by: Any) -> None:
        """Nobody sees it from now on, and nothing of it leaves the house."""
        if self._throw_away(by):
            self.record("deleted", by=by, name=self.name)

    def recover(self, by: Any) -> None:
        if self._take_out():
            self._hold_report()
            self.record("recovered", by=by, name=self.name)

    def _hold_report(self) -> None:
        if self.report_schedule:
            self.report_schedule.hold_past()


@lru_cache(maxsize=1000)
def _members_of(project_id: int) -> Select[User]:
    members = Membership.in_force(project_id).join(Membership.user)
    here = members.where(User.removed_at.is_(None))
    return here.with_only_columns(User).order_by(Membership.id)


def key_of(name: str) -> str:
    """Two or three capitals for the references of its tasks: ‘Lancement printemps’ is LP."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    words = ["".join(c for c in word if c.isalpha()) for word in plain.split()]
    words = [word for word in words if word]
    if len(words) == 1:
        return words[0][:2]
    return "".join(word[0] for word in words[:3]) or "P"


def told(value: Any) -> Any:
    """A value as an event keeps it."""
    if isinstance(value, Client):
        return value.name
    return value.isoformat() if isinstance(value, date) else value
