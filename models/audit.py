"""The log of sign-ins and rights: which events it shows, how long it keeps them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update

from models.agency import Agency
from models.base import change, db, now
from models.event import Event
from models.user.user import User

GROUPS: dict[str, tuple[str, ...]] = {
    "sessions": ("session.opened", "session.refused", "session.closed"),
    "passwords": ("user.secured", "user.forgot"),
    "invitations": (
        "invitation.sent",
        "invitation.renewed",
        "invitation.accepted",
        "invitation.revoked",
    ),
    "rights": (
        "user.created",
        "user.appointed",
        "user.removed",
        "user.returned",
        "membership.granted",
        "membership.changed",
        "membership.ended",
        "membership.expired",
        "team.created",
        "team.changed",
        "team.removed",
        "team.joined",
        "team.left",
        "override.made",
        "override.lifted",
        "agency.ruled",
    ),
    "views": ("session.lent", "session.returned"),
    "agency": (
        "agency.changed",
        "agency.exported",
        "project.deleted",
        "project.recovered",
        "project.cleared",
    ),
}
AUDITED = tuple(kind for kinds in GROUPS.values() for kind in kinds)
_GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
# Of no thing's history: these rows go when their time is over, the others lose their address.
ONLY_HERE = (*GROUPS["sessions"], *GROUPS["passwords"], *GROUPS["views"], "agency.exported")
PERIODS = (30, 90, 180, 365, 730)  # days it may be kept
AT_ONCE = 200


def group_of(kind: str) -> str:
    return _GROUP_OF[kind]


def entries(kinds: tuple[str, ...] = AUDITED, person: User | None = None) -> Select[Any]:
    """The newest first, those kept; of one person: what they did, and what was done to them."""
    asked = select(Event).where(Event.kind.in_(kinds), Event.at >= now() - kept())
    if person is not None:
        asked = asked.where(
            or_(
                Event.actor_id == person.id,
                (Event.subject_type == "User") & (Event.subject_id == person.id),
                Event.details["person"].as_string() == person.name,
                Event.details["email"].as_string() == person.email,
            )
        )
    return asked.order_by(Event.seq.desc())


def kept() -> timedelta:
    agency = Agency.here()
    return timedelta(days=agency.audit_days if agency else PERIODS[-2])


def forget_old() -> bool:
    """One batch of what is older than the log is kept; was there any?"""
    old = now() - kept()
    last = select(func.max(Event.seq)).scalar_subquery()  # the numbers go on from there
    gone = select(Event.seq).where(Event.kind.in_(ONLY_HERE), Event.at < old, Event.seq < last)
    known = select(Event.seq).where(Event.address.is_not(None), Event.at < old)
    with change():
        rows = list(db.session.scalars(gone.limit(AT_ONCE)))
        named = list(db.session.scalars(known.limit(AT_ONCE)))
        for statement in (
            delete(Event).where(Event.seq.in_(rows)),
            update(Event).where(Event.seq.in_(named)).values(address=None),
        ):
            db.session.execute(statement.execution_options(synchronize_session=False))
    return bool(rows or named)
