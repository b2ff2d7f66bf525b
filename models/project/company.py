"""Whose people are in a project besides the agency’s own: those of one client."""

from typing import Any

from sqlalchemy import select

from models.base import db, in_turn
from models.client import Client
from models.invitation import Invitation
from models.project.membership import is_of_another
from models.taking_part import ProjectTeam
from models.team import Team


class StillThere(Exception):
    """People or teams of the client of until now take part in a project; they leave first."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def change_hands(project: Any, client: Client | None, by: Any) -> None:
    """What has to hold before a project is another client's or nobody's; raises StillThere.

    Who has no access any more counts too, for it can be given back. What others were invited by
    would open nothing: it is taken back.
    """
    in_turn()
    its = ProjectTeam.project_id == project.id
    teams = db.session.scalars(select(Team).join(ProjectTeam).where(its))
    here = [(part.user.name, part.user.client) for part in project.memberships]
    here += [(team.name, team.company) for team in teams]
    if names := sorted(name for name, company in here if is_of_another(company, client)):
        raise StillThere(names)
    for invitation in db.session.scalars(Invitation.open_to(project)):
        if is_of_another(db.session.get(Client, invitation.client_id or 0), client):
            invitation.revoke(by=by)
