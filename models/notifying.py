"""Who is told of what happened: a reaction to events, after the commit and off everybody's path."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from models.audience import Viewer
from models.base import change, db
from models.comment import Comment
from models.delivery import Delivery
from models.event import KINDS, Event
from models.file import File
from models.history import made_responsible, may_know
from models.import_run import ImportRun
from models.noticing import forget, hidden_since
from models.notification import Notification, heaviest
from models.project.membership import Membership
from models.project.project import Project
from models.reaction import Reaction
from models.report_schedule import ReportSchedule
from models.status_report import StatusReport
from models.task.task import Task
from models.user.user import User

log = logging.getLogger("jalon.notifying")
AT_ONCE = 50
TRIES = 5  # after which what the database refuses each time is passed over
MOST_MOVED = 4  # tasks of one person that one change moves: beyond, they are told as one thing


def notify() -> bool:
    """Tell of some of what happened since the last time; was there any?"""
    come, events = Reaction.waiting("notify", AT_ONCE)
    if not events:
        db.session.rollback()
        return False
    try:
        _tell(come, events)
    except SQLAlchemyError:
        db.session.rollback()
        for event in events:
            _tell_alone(come, event)
            come = event.seq
    return True


def _tell(come: int, events: Sequence[Event]) -> None:
    news = list(Telling().of(events))
    gone, last = hidden_since(events), events[-1].seq
    with change():
        if Reaction.go_on("notify", come, last):
            Notification.tell(news)
            forget(gone)


_refused: Counter[int] = Counter()  # how often each was, since this worker began


def _tell_alone(come: int, event: Event) -> None:
    """One that is refused each time, though the database is there, keeps no letter from leaving."""
    seq, kind = event.seq, event.kind  # read anew: of a database that is away no try is counted
    try:
        _tell(come, [event])
    except OperationalError:
        raise  # a lock, a deadlock, a server that goes: it may be told another time
    except SQLAlchemyError:
        _refused[seq] += 1
        if _refused[seq] < TRIES:
            raise
        log.exception("What happened (%s) was refused %d times, and is passed over", kind, TRIES)
        del _refused[seq]
        with change():
            Reaction.go_on("notify", come, seq)
        with change():
            forget(hidden_since([event]))


class Telling:
    """Of a batch of events: whom each concerns, of those who may know of it."""

    def __init__(self) -> None:
        self.viewer = cache(Viewer.of)
        self.letter_due = cache(self._letter_due)

    def of(self, events: Sequence[Event]) -> Iterator[dict[str, Any]]:
        for event in events:
            try:
                yield from list(self._of_one(event))
            except SQLAlchemyError:
                raise  # it may be away for a moment: tried again
            except Exception:
                log.exception("What happened could not be told, and those after it are")

    def _of_one(self, event: Event) -> Iterator[dict[str, Any]]:
        for values in told(event):
            if values["user_id"] != event.actor_id or values["reason"] in OWN:
                yield from self._if_known(event, values)

    def _if_known(self, event: Event, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        viewer = self.viewer(values["user_id"])
        project = db.session.get(Project, values["project_id"])
        if viewer is None or project is None or not self._knows(viewer, project, event, values):
            return
        due = self.letter_due(viewer.id, project.id, event.at)
        yield values | {"seq": event.seq, "at": event.at, "mail_at": due}

    def _knows(self, viewer: Viewer, project: Project, event: Event, values: dict) -> bool:
        audience = viewer.audience(project)
        if audience is None or project.deleted_at or project.building:
            return False
        if values.get("report_id"):
            return viewer.can("write_reports", project)
        if not values.get("task_id"):
            return True
        task = db.session.get_one(Task, values["task_id"])
        comment = db.session.get(Comment, values.get("comment_id") or 0)
        if comment is not None and not comment.is_visible_to(audience):
            return False
        return task.is_visible_to(audience) and bool(may_know([event], audience, task))

    def _letter_due(self, user_id: int, project_id: int, at: datetime) -> datetime | None:
        return db.session.get_one(User, user_id).letter_due(at, project_id)


# Whom an event concerns, before anybody's sight is asked


def told(event: Event) -> Iterator[dict[str, Any]]:
    if event.kind in SPECIAL:
        yield from SPECIAL[event.kind](event)
    elif KINDS[event.kind].told == "people" and event.task_id:
        task = db.session.get(Task, event.task_id)
        if task is not None:
            yield from of_task(event, task)


def of_task(event: Event, task: Task) -> Iterator[dict[str, Any]]:
    comment = comment_of(event)
    why: dict[int, list[str]] = {}
    if event.kind not in ("comment.edited",):
        for person in people_on(task, event):
            why.setdefault(person, []).append("comment" if comment else "changed")
    for person in event.details.get("named", ()):
        why.setdefault(person, []).append("named")
    for person in made_responsible(event):
        why.setdefault(person, []).append("assigned")
    place = {"topic": f"task:{task.public_id}", "task_id": task.id, "project_id": task.project_id}
    for person, reasons in why.items():
        about = {"comment_id": comment.id} if comment else {}
        yield place | about | {"user_id": person, "reason": heaviest(reasons)}


def comment_of(event: Event) -> Comment | None:
    """The comment it is about, or that its file hangs on."""
    if event.subject_type == "Comment":
        return db.session.get(Comment, event.subject_id)
    if event.subject_type == "File":
        file = db.session.get(File, event.subject_id)
        return file.comment if file else None
    return None


def people_on(task: Task, event: Event) -> set[int]:
    """Who is on it or follows it; of what is said, also who wrote it or said something before."""
    people = {one.user_id for one in task.assignments if one.user_id}
    people |= {one.user_id for one in task.follows}
    if event.subject_type == "Comment":
        spoke = select(Comment.author_id).where(Comment.task_id == task.id)
        people |= {task.author_id, *db.session.scalars(spoke.distinct())} - {None}
    return people


def of_plan(event: Event) -> Iterator[dict[str, Any]]:
    """Each task that moved along, unless too many of one person's did."""
    ids = [move[0] for move in event.details.get("moves", ())]
    moved: dict[int, list[Task]] = {}
    for task in db.session.scalars(select(Task).where(Task.id.in_(ids))):
        for person in people_on(task, event):
            moved.setdefault(person, []).append(task)
    for person, tasks in moved.items():
        if len(tasks) > MOST_MOVED:
            plan = {"topic": f"plan:{tasks[0].project_id}", "reason": "moved"}
            yield plan | {"user_id": person, "project_id": tasks[0].project_id}
        for task in tasks if len(tasks) <= MOST_MOVED else ():
            place = {"topic": f"task:{task.public_id}", "task_id": task.id}
            about = {"project_id": task.project_id, "user_id": person, "reason": "changed"}
            yield place | about


def of_membership(event: Event) -> Iterator[dict[str, Any]]:
    part = db.session.get(Membership, event.subject_id)
    if part is not None:
        yield of_project(part.project_id, part.user_id, "invited")


def of_import(event: Event) -> Iterator[dict[str, Any]]:
    run = db.session.scalar(select(ImportRun).filter_by(public_id=event.details.get("run")))
    if run is not None and run.by_id and event.project_id:
        yield of_project(event.project_id, run.by_id, "imported")


def of_project(project_id: int, person: int, reason: str) -> dict[str, Any]:
    topic = f"project:{project_id}"
    return {"topic": topic, "project_id": project_id, "user_id": person, "reason": reason}


def of_report(event: Event) -> Iterator[dict[str, Any]]:
    """One that a schedule drafted waits for its author."""
    report = db.session.get(StatusReport, event.subject_id)
    by_hour = select(ReportSchedule.id).where(ReportSchedule.report_id == event.subject_id)
    if report is not None and db.session.scalar(by_hour):
        own = {"topic": f"report:{report.public_id}", "report_id": report.id, "reason": "report"}
        yield own | {"project_id": report.project_id, "user_id": report.author_id}


def of_letter(event: Event) -> Iterator[dict[str, Any]]:
    """One of a report that did not arrive is told to whoever sent it, else to its author."""
    letter = db.session.get(Delivery, event.subject_id)
    report = db.session.get(StatusReport, letter.report_id) if letter and letter.report_id else None
    if report is None:
        return
    own = {"topic": f"report:{report.public_id}", "report_id": report.id, "reason": "returned"}
    sender = report.released_by_id or report.sent_by or report.author_id
    yield own | {"project_id": report.project_id, "user_id": sender}


OWN = ("imported", "report")  # done in one's name, while one was away
SPECIAL: dict[str, Callable[[Event], Iterator[dict[str, Any]]]] = {
    "task.rescheduled": of_plan,
    "membership.granted": of_membership,
    "project.imported": of_import,
    "status_report.drafted": of_report,
    "delivery.refused": of_letter,
    "delivery.bounced": of_letter,
}
