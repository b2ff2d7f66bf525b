"""View as: a session that looks through somebody else's eyes, as far as its own reach."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from models.audience import Place, Viewer
from models.base import db
from models.client import Client

if TYPE_CHECKING:
    from models.user.user import User

NOBODY = 0  # the number of a contact who is no person


def may_view_as(own: Viewer, other: "Viewer | User") -> bool:
    """Is all that the other sees within one's own sight? An admin sees as anyone but the owner."""
    if own.id == other.id:
        return False
    if own.is_wide:
        return own.mark("view_as", None) == "yes" and (other.role != "owner" or own.role == "owner")
    if not isinstance(other, Viewer):
        return False
    projects = [place.project_id for place in other.places]
    reach = all(own.mark("view_as", one) == "yes" for one in projects)
    return not other.is_wide and bool(projects) and reach


def as_client(own: Viewer, client: Client) -> Viewer | None:
    """Any contact of a company, on the projects of it that one may look at so; None without one."""
    open_ones = [one for one in client.projects if one.is_open]
    reach = [one.id for one in open_ones if own.mark("view_as", one.id) == "yes"]
    if not reach:
        return None
    return replace(
        own,
        id=NOBODY,
        public_id="",
        name=client.name,
        role="client",
        hue=client.hue,
        client_id=client.id,
        overrides=(),
        places=tuple(Place(number, "client") for number in reach),
    )


def eyes(own: Viewer, user_id: int | None, client_id: int | None) -> Viewer:
    """Through whose eyes: the person's or the company's, or one's own where that is not allowed."""
    if user_id is not None:
        other = Viewer.of(user_id)
        return other if other is not None and may_view_as(own, other) else own
    if client_id is not None:
        client = db.session.scalar(select(Client).where(Client.id == client_id))
        return (as_client(own, client) if client else None) or own
    return own
