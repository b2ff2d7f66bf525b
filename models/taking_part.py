"""A team in projects: its people take part through it, for as long as they are in it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, db, in_turn, is_still_there
from models.project.membership import Membership, check_company
from models.user.user import User


class ProjectTeam(Base):
    """A team that takes part in a project; its people do through it."""

    __tablename__ = "project_team"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), primary_key=True
    )
    team_id: Mapped[int] = mapped_column(
        ForeignKey("team.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str]

    project: Mapped["Project"] = relationship()  # type: ignore[name-defined]  # noqa: F821
    team: Mapped["Team"] = relationship()  # type: ignore[name-defined]  # noqa: F821


class TakesPart:
    """Mixed into Team."""

    def join_project(self: Any, project: Any, role: str, by: Any) -> None:
        """All its people take part, those too who join it later. Raises Misfit for one of another
        client, ValueError for a role that is not one of its kind."""
        in_turn(project)
        if not is_still_there(self):
            return
        check_company(self, self.company, project)
        if role not in self.roles_in_projects:
            raise ValueError(role)
        if db.session.get(ProjectTeam, (project.id, self.id)) is None:
            db.session.add(ProjectTeam(project_id=project.id, team_id=self.id, role=role))
            db.session.flush()
        for person in self.reach:
            Membership.grant(project, person, role, by=by, through=self.id)

    def leave_project(self: Any, project: Any, by: Any) -> None:
        in_turn()
        part = db.session.get(ProjectTeam, (project.id, self.id))
        if part is not None:
            db.session.delete(part)
            db.session.flush()
            _part_anew(project, by=by)


def parts_anew(teams: Iterable[Any], by: Any) -> None:
    """Of each project in which one of these teams takes part, who does so through teams."""
    through = ProjectTeam.team_id.in_([team.id for team in teams])
    for part in db.session.scalars(select(ProjectTeam).where(through)):
        _part_anew(part.project, by=by)


def _part_anew(project: Any, by: Any) -> None:
    """Who takes part in a project through its teams: those in them, and nobody else."""
    parts = select(ProjectTeam).where(ProjectTeam.project_id == project.id)
    wanted: dict[int, tuple[User, ProjectTeam]] = {}
    for part in db.session.scalars(parts.order_by(ProjectTeam.team_id)):
        for person in part.team.reach:
            wanted.setdefault(person.id, (person, part))
    for membership in list(project.memberships):
        if membership.team_id is not None and membership.user_id not in wanted:
            membership.end(by=by)
    for person, part in wanted.values():
        Membership.grant(project, person, part.role, by=by, through=part.team_id)
