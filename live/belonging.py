"""Who may still listen: looked at after events that say so, and by the clock."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from live.rooms import Listener
from models.audience import Viewer
from models.base import db
from models.event import Event
from models.project.membership import Membership
from models.project.project import Project
from models.session import Session
from models.viewing import eyes

# After these a project may be there no more for anybody, or only be read, or be worked on again.
CLOSING = (
    "project.archived",
    "project.restored",
    "project.imported",
    "project.deleted",
    "import_run.undone",
)


def touched_by(events: Sequence[Event], listening: Sequence[Listener]) -> set[Listener]:
    """The listeners whose session, person, membership or list these events change; all of them
    where the agency's settings do, which leave those alone whose rights they are not."""
    if not listening or not events:
        return set()
    people = {person for event in events for person in _people(event)}
    if any(event.kind == "agency.ruled" for event in events):
        return set(listening)
    closed = {e.project_id for e in events if e.kind in CLOSING}
    return {one for one in listening if one.people & people or one.project_id in closed}


def _people(event: Event) -> set[int]:
    changed = set(event.details.get("changed", ()))
    match event.subject_type:
        case "User":
            return changed | {event.subject_id or 0}
        case "Session":
            return changed | ({_owner(Session, event)} if event.kind == "session.closed" else set())
        case "Membership":
            return changed | {_owner(Membership, event), event.details.get("user_id", 0)}
    return changed


def _owner(noun: type[Session] | type[Membership], event: Event) -> int:
    row: Any = db.session.get(noun, event.subject_id)
    return row.user_id if row else 0


def check(listeners: Iterable[Listener]) -> None:
    """Send on those whose audience or role is another now, and away those who have none."""
    for one, viewer in viewers_of(listeners):
        _check(one, viewer)
    db.session.remove()


def viewers_of(listeners: Iterable[Listener]) -> Iterator[tuple[Listener, Viewer | None]]:
    """Through whose eyes each looks now; None where the session is closed or the person gone."""
    listeners = list(listeners)
    if not listeners:
        return
    db.session.rollback()
    looks = Session.eyes_of({one.session_id for one in listeners})
    known: dict[tuple[Any, ...], Viewer | None] = {}
    for one in listeners:
        as_whom = looks.get(one.session_id)
        if as_whom is None:
            yield one, None
            continue
        if (one.user_id, *as_whom) not in known:
            own = Viewer.of(one.user_id)
            known[(one.user_id, *as_whom)] = own and eyes(own, *as_whom)
        yield one, known[(one.user_id, *as_whom)]


def _check(one: Listener, viewer: Viewer | None) -> None:
    room = one.room
    if viewer is not None and room is None:
        return
    project = _project_seen(one, viewer)
    if viewer is None or project is None or room is None:
        end(one)
        return
    if _stands_as(one, viewer, project) != (room.audience, room.today, one.stood):
        one.leave()
        one.tell("rejoin")


def _stands_as(one: Listener, viewer: Viewer, project: Project) -> tuple[Any, ...]:
    """What their page was made for. Rights besides: of two that see the same, one does more."""
    audience = viewer.audience(project, viewer.language or one.language)
    return audience, viewer.today, rights_of(viewer, project)


def rights_of(viewer: Viewer, project: Project) -> tuple[Any, ...]:
    """All that the tools on their page are made of: their part, what the agency's settings leave
    to it, and an archived project, in which most are put away."""
    rights = tuple(viewer.rights(project))
    return (*viewer.stands_in(project.id), rights, project.archived_at is not None)


def _project_seen(one: Listener, viewer: Viewer | None) -> Project | None:
    if viewer is None:
        return None
    return db.session.scalar(Project.visible_to(viewer).where(Project.id == one.project_id))


def end(one: Listener) -> None:
    """For good: the page leaves, and the socket with it."""
    one.leave()
    one.tell("end")
    one.socket.close(wait=False)
