"""Links: what must begin or end before it may begin or end."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.audience import Audience, Viewer
from models.base import Addressed, Base, db
from models.event import Changed, Event, declare, undoes
from models.project.moving import back_to
from models.project.planning import Replanned, engine_link, plan_read
from scheduling import Change

declare("task.linked", "task.unlinked", icon="link", undoable=True)

KINDS = ("FS", "SS", "FF", "SF")
UNITS = ("working", "elapsed", "percent", "elapsed_percent")


class Link(Addressed, Base):
    """`kind` says which ends are tied, the predecessor's first.

    `lag` is minutes of work or of the clock, or hundredths of the predecessor's duration, as
    `unit` says; negative for a lead.
    """

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("successor_id", "predecessor_id"),
        Index("link_predecessor", "predecessor_id"),
    )

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(default="FS")
    lag: Mapped[int] = mapped_column(default=0)
    unit: Mapped[str] = mapped_column(default="working")

    predecessor: Mapped[Any] = relationship("Task", foreign_keys=predecessor_id)
    successor: Mapped[Any] = relationship("Task", foreign_keys=successor_id, back_populates="links")

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        """Only where both its ends are."""
        from models.task.task import Task

        tasks = Task.visible_to(viewer).with_only_columns(Task.id)
        return select(cls).where(cls.predecessor_id.in_(tasks), cls.successor_id.in_(tasks))

    def is_visible_to(self, audience: Audience | None) -> bool:
        return self.predecessor.is_visible_to(audience) and self.successor.is_visible_to(audience)

    @property
    def project_id(self) -> int:
        return self.successor.project_id

    def belongs_to(self, person_id: int) -> bool:
        return self.successor.belongs_to(person_id)


class Linking:
    @declared_attr
    def links(cls) -> Mapped[list[Link]]:
        """Those that drive it."""
        return relationship(
            Link,
            foreign_keys=Link.successor_id,
            order_by=Link.id,
            back_populates="successor",
            cascade="all, delete-orphan",
            passive_deletes=True,
        )

    def link(
        self,
        predecessor: Any,
        by: Any,
        kind: str = "FS",
        lag: int = 0,
        unit: str = "working",
        replanned: Replanned | None = None,
    ) -> Event | None:
        """Tie it to a predecessor, or tie it otherwise; what that pushes moves with it.

        Raises `scheduling.Loop`, with the ids and names of the tasks on it; `Outdated` if the
        plan has changed since `replanned` was computed.
        """
        if kind not in KINDS or unit not in UNITS:
            raise ValueError(f"{kind}, {unit}")
        old = self.link_from(predecessor.id)
        if old is not None and (old.kind, old.lag, old.unit) == (kind, lag, unit):
            return None
        if replanned is None:
            change = relinking(old, Link(**_ends(predecessor, self), kind=kind, lag=lag, unit=unit))
            replanned = plan_read(self.project).after(change)
        was, is_now = replanned.write(self.project)
        was["link"] = told(old) if old else None
        if old is None:
            old = Link(predecessor=predecessor)
            self.links.append(old)
        old.kind, old.lag, old.unit = kind, lag, unit
        return self.record("linked", by=by, before=was, link=told(old, predecessor.id), **is_now)

    def unlink(self, predecessor: Any, by: Any, replanned: Replanned | None = None) -> Event | None:
        """Untie it from a predecessor; what only waited for it comes back."""
        old = self.link_from(predecessor.id)
        if old is None:
            return None
        if replanned is None:
            replanned = plan_read(self.project).after(relinking(old, None))
        was, is_now = replanned.write(self.project)
        was["link"] = told(old)
        self.links.remove(old)
        return self.record("unlinked", by=by, before=was, link=None, **is_now)

    def waits_outside(self, audience: Audience) -> bool:
        """Does it wait for what is planned and not seen? Only the team is told so much."""
        before = [one.predecessor for one in self.links] if audience.sees_profiles else []
        planned = [one for one in before if one.active and not (one.archived_at or one.deleted_at)]
        return any(not one.is_visible_to(audience) for one in planned)

    def link_from(self, predecessor_id: int) -> Link | None:
        return next((one for one in self.links if one.predecessor_id == predecessor_id), None)


def relinking(old: Link | None, new: Link | None) -> Change:
    """The engine's change that takes one link away and puts another, either of which may lack."""
    return Change(
        link=(engine_link(new),) if new else (), unlink=(engine_link(old),) if old else ()
    )


def told(link: Link, predecessor_id: int | None = None) -> dict[str, Any]:
    """A link as an event keeps it."""
    return {
        "predecessor_id": predecessor_id or link.predecessor_id,
        "kind": link.kind,
        "lag": link.lag,
        "unit": link.unit,
    }


def _ends(predecessor: Any, successor: Any) -> dict[str, int]:
    return {"predecessor_id": predecessor.id, "successor_id": successor.id}


@undoes("task.linked")
@undoes("task.unlinked")
def _as_before(happened: Event, by: Any) -> Event | None:
    from models.task.placing import last_actor
    from models.task.task import Task

    task = db.session.get(Task, happened.subject_id)
    was, left = happened.before["link"], happened.details["link"]
    predecessor = db.session.get(Task, (was or left)["predecessor_id"]) if task else None
    if task is None or predecessor is None:
        raise Changed(None)
    now = task.link_from(predecessor.id)
    if (told(now) if now else None) != left:
        raise Changed(last_actor(happened))
    moves, is_now = back_to(happened, task.project)
    moves["link"] = left
    if now is not None:
        task.links.remove(now)
        db.session.flush()
    if was is not None:
        fields = {name: was[name] for name in ("kind", "lag", "unit")}
        task.links.append(Link(predecessor=predecessor, **fields))
    past = "linked" if was else "unlinked"
    return task.record(past, by=by, before=moves, link=was, **is_now)
