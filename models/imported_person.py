"""Somebody the source of an import knew: a person here, or so far only a name."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey, and_, delete, func, literal, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, db
from models.comment import Comment
from models.import_run import ImportRun
from models.project.membership import role_in
from models.task.assigning import Assignment
from models.task.task import Task
from models.user.user import User
from models.workweek import Workweek


class ImportedPerson(Base):
    __tablename__ = "imported_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    username: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="", index=True)
    member: Mapped[bool] = mapped_column(default=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    run: Mapped[ImportRun] = relationship(back_populates="people")
    user: Mapped[User | None] = relationship()

    @classmethod
    def recognise(cls, user: User, projects: Iterable[Any]) -> None:
        """What was kept under their address, or their very name, becomes theirs on joining."""
        joined = [project.id for project in projects]
        waiting = (
            select(cls)
            .join(ImportRun, ImportRun.id == cls.run_id)
            .where(
                ImportRun.project_id.in_(joined),
                cls.user_id.is_(None),
                or_(cls.email == user.email, and_(cls.email == "", cls.name == user.name)),
            )
        )
        for person in db.session.scalars(waiting).all():
            person._become(user)

    def _become(self, user: User) -> None:
        self.user = user
        namesakes = select(func.count()).where(
            ImportedPerson.run_id == self.run_id, ImportedPerson.name == self.name
        )
        if self.run.project is None or (db.session.scalar(namesakes) or 0) > 1:
            return
        tasks = select(Task.id).where(Task.import_run_id == self.run_id)
        theirs = select(Assignment.task_id).where(Assignment.user_id == user.id)
        named = (Assignment.name == self.name, Assignment.task_id.in_(tasks))
        written = (Comment.author_name == self.name, Comment.task_id.in_(tasks))
        owned = (Workweek.user_name == self.name, Workweek.project_id == self.run.project_id)
        may_work = literal(role_in(self.run.project, user) != "reader")
        for statement in (
            delete(Assignment).where(*named, Assignment.task_id.in_(theirs)),
            update(Assignment).where(*named, may_work).values(user_id=user.id, name=None),
            update(Comment).where(*written).values(author_id=user.id, author_name=None),
            update(Workweek).where(*owned).values(user_id=user.id, user_name=None),
        ):
            _carry_out(statement)
        self.run.project.look_changed()
        self.run.project.plan_changed()


def _carry_out(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
