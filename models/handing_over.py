"""What is open of somebody who left goes to another: a reaction, a few tasks at a time.

Their access ended before, in the change that says who is to have them. A worker that dies between
two batches begins again there: what was handed over bears their name no more.
"""

from sqlalchemy import select

from models.base import change, db, in_turn
from models.event import Event
from models.project.membership import Membership
from models.reaction import Reaction
from models.sight_change import read
from models.task.assigning import open_tasks_of
from models.task.task import Task
from models.user.user import User

AT_ONCE = 4  # tasks in one transaction: the lock is held for milliseconds
LEAVING = ("membership.ended", "user.removed")


def hand_over() -> bool:
    """Some tasks of whoever left first; had anybody left?"""
    has_heir = Event.details["heir"].as_integer().is_not(None)
    come, left = Reaction.waiting("hand_over", 1, Event.kind.in_(LEAVING), has_heir)
    if not left:
        db.session.rollback()
        return False
    with change():
        if not _hand_over_some(left[0]):
            Reaction.go_on("hand_over", come, left[0].seq)
    return True


def _hand_over_some(left: Event) -> bool:
    """Wherever the heir can be given a task; the rest keeps the name of whoever left."""
    in_turn()
    heir = db.session.get_one(User, left.details["heir"])
    gone = left.details.get("user_id", left.subject_id)
    person = db.session.get_one(User, gone)
    if _is_back(person, left):
        return False
    for task in (some := read(_tasks(person, heir, left.project_id))):
        people = [heir if one.id == person.id else one for one in task.people]
        task.assign(people, by=left.actor)
    return bool(some)


def _is_back(person: User, left: Event) -> bool:
    """Who takes part again keeps what is theirs."""
    if left.project_id is None:
        return person.removed_at is None
    again = select(Membership.id).filter_by(project_id=left.project_id, user_id=person.id)
    return db.session.scalar(again) is not None


def _tasks(person: User, heir: User, project_id: int | None) -> list[int]:
    places = Membership.working(heir).with_only_columns(Membership.project_id)
    theirs = open_tasks_of(person, project_id).where(Task.project_id.in_(places))
    return list(
        db.session.scalars(theirs.with_only_columns(Task.id).order_by(Task.id).limit(AT_ONCE))
    )
