"""What waits for somebody: what lies with the client, and what they or their company answer for."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from models.audience import Viewer
from models.column import Column
from models.project.membership import Membership
from models.project.project import Project
from models.task.assigning import Assignment
from models.task.nesting import Ancestry


class Awaiting:
    @classmethod
    def waiting_for(cls, viewer: Viewer) -> Select[Any]:
        """Open tasks one answers for; of clients also what lies with them, or with their own."""
        task: Any = cls
        mine = select(Assignment.task_id).where(
            Assignment.user_id == viewer.id, Assignment.responsible.is_(True)
        )
        waits = [task.id.in_(mine)]
        as_client = [one.project_id for one in viewer.audiences if one.kind == "client"]
        if as_client:
            ours = or_(cls.lies_with_client(), cls.held_by_contact())
            waits.append(and_(task.project_id.in_(as_client), ours))
        return task.visible_to(viewer).where(
            task.kind == "task",
            task.closed_at.is_(None),
            task.is_planned(),
            Project.archived_at.is_(None),
            ~cls._is_of_the_past(),
            or_(*waits),
        )

    @classmethod
    def lies_with_client(cls) -> ColumnElement[bool]:
        """Does it stand in a column of theirs?"""
        task: Any = cls
        theirs = select(1).where(Column.id == task.column_id, Column.kind == "client")
        return exists(theirs)

    @classmethod
    def held_by_contact(cls) -> ColumnElement[bool]:
        """Is anybody of the client's own responsible for it?"""
        task: Any = cls
        held = select(1).where(Assignment.task_id == task.id, Assignment.responsible.is_(True))
        # Asked of the few on it: as a join, SQLite begins with everybody of the project.
        theirs = select(1).where(cls.are_of_client()).correlate(task, Assignment)
        return exists(held.where(exists(theirs)))

    @classmethod
    def are_of_client(cls) -> ColumnElement[bool]:
        """Does whoever is on it take part in its project for the client?"""
        task: Any = cls
        here = (
            Membership.user_id == Assignment.user_id,
            Membership.project_id == task.project_id,
        )
        return and_(*here, Membership.role == "client", Membership.is_in_force())

    @classmethod
    def held_by(cls, people: Any) -> ColumnElement[bool]:
        """Is one of these responsible for it?"""
        task: Any = cls
        held = select(1).where(Assignment.task_id == task.id, Assignment.responsible.is_(True))
        return exists(held.where(Assignment.user_id.in_(people)))

    @classmethod
    def _is_of_the_past(cls) -> ColumnElement[bool]:
        """Is it a step of something that is closed, put away or inactive?"""
        task: Any = cls
        above: Any = aliased(cls)
        gone = or_(
            above.closed_at.is_not(None), above.archived_at.is_not(None), above.active.is_(False)
        )
        chain = select(1).where(
            Ancestry.task_id == task.id, Ancestry.depth > 0, above.id == Ancestry.ancestor_id
        )
        return exists(chain.where(gone))
