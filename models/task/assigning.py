"""Who works on it. A name without a person is what an import could not match."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Base, db
from models.event import Event, declare
from models.user.naming import initials
from models.user.user import User

declare("task.assigned", icon="user", told="people")


class Unassignable(Exception):
    """A reader of the project, who reads and is given nothing to do."""

    def __init__(self, person: User) -> None:
        super().__init__(person.name)
        self.person = person


class Assignment(Base):
    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("task_id", "user_id"),
        CheckConstraint("user_id IS NOT NULL OR name IS NOT NULL"),
        Index("assignment_person", "user_id", "task_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str | None]
    units: Mapped[int] = mapped_column(default=100)
    responsible: Mapped[bool] = mapped_column(default=True)
    work: Mapped[int | None]  # minutes
    delay: Mapped[int] = mapped_column(default=0)  # minutes of work after the task could begin

    user: Mapped[User | None] = relationship()

    @property
    def shown_name(self) -> str:
        return self.user.name if self.user else self.name or ""

    @property
    def initials(self) -> str:
        return initials(self.shown_name)


def open_tasks_of(person: User, project_id: int | None = None) -> Select[Any]:
    """What somebody is responsible for and is not done, in one project or in all that go on."""
    from models.project.project import Project
    from models.task.task import Task

    theirs = select(Assignment.task_id).where(
        Assignment.user_id == person.id, Assignment.responsible.is_(True)
    )
    under_way = (Task.closed_at.is_(None), Task.archived_at.is_(None), Task.deleted_at.is_(None))
    tasks = select(Task).join(Project, Project.id == Task.project_id)
    goes_on = (Project.is_there(), Project.archived_at.is_(None))
    tasks = tasks.where(Task.id.in_(theirs), *under_way, *goes_on)
    return tasks if project_id is None else tasks.where(Task.project_id == project_id)


def people_met(audience: Any) -> set[int]:
    """Those whose names stand on what an audience sees."""
    named = names_met(audience).with_only_columns(Assignment.user_id)
    return set(db.session.scalars(named.distinct()))


def names_met(viewer: Any) -> Select[Any]:
    """People on tasks that somebody sees."""
    from models.task.task import Task

    on_tasks = Task.visible_to(viewer).join(Assignment, Assignment.task_id == Task.id)
    return on_tasks.where(Assignment.user_id.is_not(None))


class Assigning:
    @declared_attr
    def assignments(cls) -> Mapped[list[Assignment]]:
        return relationship(
            Assignment, order_by=Assignment.id, cascade="all, delete-orphan", passive_deletes=True
        )

    @property
    def people(self) -> list[User]:
        return [a.user for a in self.assignments if a.user is not None]

    def assign(self: Any, people: Iterable[User], by: Any) -> Event | None:
        """These people and no others; names that an import kept stay unless they are dropped.

        Raises Unassignable for a reader.
        """
        wanted = {person.id: person for person in people}
        had = {a.user_id for a in self.assignments if a.user_id}
        if set(wanted) == had:
            return None
        self._refuse_readers([wanted[i] for i in wanted if i not in had])
        was = {"people": sorted(had), "sight": self.sight_json()}
        self.assignments = [
            a for a in self.assignments if a.user_id is None or a.user_id in wanted
        ] + [Assignment(user_id=i, user=wanted[i]) for i in wanted if i not in had]
        changed = sorted(set(wanted) ^ had)
        return self.record("assigned", by=by, before=was, people=sorted(wanted), changed=changed)

    def _refuse_readers(self: Any, people: Iterable[User]) -> None:
        from models.project.membership import role_in

        for person in people:
            if role_in(self.project, person) == "reader":
                raise Unassignable(person)

    def drop_name(self, name: str, by: Any) -> Event | None:
        """Forget a name that an import kept without a person."""
        kept = [a for a in self.assignments if a.user_id or a.name != name]
        if len(kept) == len(self.assignments):
            return None
        self.assignments = kept
        people = sorted(a.user_id for a in kept if a.user_id)
        return self.record("assigned", by=by, before={"name": name}, people=people, changed=[])
