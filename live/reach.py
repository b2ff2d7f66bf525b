"""Which projects and people somebody may know of, and what of each: pages of no project show them.

Whoever may know of others now is told to look again, and nothing else.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from live.belonging import viewers_of
from live.rooms import Listener
from live.stamps import sealed
from models.audience import Viewer
from models.base import db
from models.client import Client
from models.event import Event
from models.project.project import Project
from models.showing import profiles
from models.user.user import User

REACHING = ("Client", "ImportRun", "Membership", "Override", "Project", "Team", "User")
LENDING = ("session.lent", "session.returned")
MEETING = ("Membership", "Team", "User")


def reach_of(viewer: Viewer) -> str:
    """A name for what they may know of: another one as soon as that is, and it tells nothing."""
    places = sorted((place.project_id, place.role) for place in viewer.places)
    return sealed(viewer.id, viewer.role, sorted(map(str, viewer.overrides)), places, _of(viewer))


def _of(viewer: Viewer) -> list[tuple[object, ...]]:
    seen = Project.visible_to(viewer).outerjoin(Client, Client.id == Project.client_id)
    archived = Project.archived_at.is_not(None)
    shown = seen.with_only_columns(Project.id, Project.name, archived, Client.name)
    return [tuple(row) for row in db.session.execute(shown.order_by(Project.id))]


def met_by(viewer: Viewer) -> str:
    """Likewise for the people they know, with what is open of a profile where they see most;
    owner and admin see all of everybody."""
    if viewer.is_wide:
        return sealed(viewer.id)
    inside = next((place for place in viewer.places if viewer.is_inside(place)), None)
    met = db.session.scalars(User.visible_to(viewer).order_by(User.id)).all()
    shown = profiles(met, viewer, inside)
    return sealed(viewer.id, [(one.id, one.name, shown[one.id]) for one in met])


def follow(events: Sequence[Event], listeners: Iterable[Listener]) -> None:
    if any(one.subject_type in REACHING or one.kind in LENDING for one in events):
        check(listeners, with_people=any(one.subject_type in MEETING for one in events))


def check(listeners: Iterable[Listener], with_people: bool = False) -> None:
    """Each is compared with what its page was made for. People change by no clock, and take as
    long to read as there are."""
    reach, meets = cache(reach_of), cache(met_by)
    for one, viewer in viewers_of([one for one in listeners if one.reach is not None]):
        if viewer is None:
            continue
        met = meets(viewer) if with_people and one.met is not None else one.met
        if (one.reach, one.met) != (reach(viewer), met):
            one.reach, one.met = reach(viewer), met
            one.tell("look")
    db.session.remove()
