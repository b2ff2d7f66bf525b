"""How many readers an agency has room for, where it set a number."""

from sqlalchemy import func, or_, select

from models.agency import Agency
from models.base import db
from models.invitation import Invitation
from models.project.membership import Membership
from models.user.user import User


class NoRoom(Exception):
    """There are as many readers as the agency's settings allow."""

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


def readers() -> set[str]:
    """The addresses of those who are readers, in the agency or in a project, or are invited so."""
    reads = select(Membership.user_id).where(Membership.role == "reader")
    people = select(User.email).where(
        User.removed_at.is_(None), or_(User.role == "reader", User.id.in_(reads))
    )
    stands = Invitation.role == "reader", *Invitation.stands()
    invited = select(func.lower(Invitation.email)).where(*stands)
    return set(db.session.scalars(people)) | set(db.session.scalars(invited))


def check(role: str, email: str) -> None:
    """Raises NoRoom where one reader more would be one too many."""
    agency = Agency.here()
    most = agency.most_readers if agency is not None and role == "reader" else None
    if most is None:
        return
    known = readers()
    if email.lower() not in known and len(known) >= most:
        raise NoRoom(most)
