"""Events as one audience reads them: who, when, and what it was before and after, in words."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from fragments.lines import Line, both, moved_dates, plain_lines
from fragments.values import said
from models import (
    Audience,
    Column,
    Comment,
    Delivery,
    Event,
    Label,
    Project,
    Task,
    User,
    Viewer,
    db,
)
from models.history import gives, moved, sees_ends
from models.showing import address_seen


@dataclass(slots=True)
class Told:
    """One event with what may be said of it: what its sentence and its lines are made of."""

    event: Event
    kind: str
    task: Task | None
    details: dict[str, Any]
    lines: list[Line] = field(default_factory=list)

    @property
    def actor(self) -> User | None:
        return self.event.actor

    @property
    def before(self) -> dict[str, Any]:
        return self.event.before

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def sentence(self) -> str:
        """The name of its sentence in templates/events/sentences.html."""
        return self.kind.replace(".", "_")

    @property
    def icon(self) -> str:
        return self.event.icon


class Telling:
    """Makes a page of events readable: what they name is read once for all of them.

    `people`: those whose names this audience may meet, None for everybody.
    """

    def __init__(
        self,
        events: Sequence[Event],
        audience: Audience,
        people: Container[int] | None,
        viewer: Viewer,
    ) -> None:
        self.events, self.audience, self.people = events, audience, people
        self.viewer = viewer

    def told(self, of: Task | None = None) -> list[Told]:
        return [self._tell(event, of) for event in self.events]

    def _tell(self, event: Event, of: Task | None) -> Told:
        task = of or self._tasks.get(event.task_id or 0)
        kind = event.kind
        if task is not None and self._is_only_moved(event, task):
            kind = "task.rescheduled"
        lines = list(self._lines(event, kind, task))
        return Told(event, kind, task, event.details | self._addressed(event), lines)

    def _addressed(self, event: Event) -> dict[str, str]:
        """Where a letter to somebody without a name went, if its address may be seen."""
        letter = self._letters.get(event.subject_id or 0)
        if event.subject_type != "Delivery" or event.details.get("to") != "" or not letter:
            return {}
        project = db.session.get(Project, event.project_id)
        return {"to": address_seen(letter.to_address, self.viewer, project)}

    def _is_only_moved(self, event: Event, task: Task) -> bool:
        """By another's change, or by a link whose other end is hidden: dates are facts."""
        if event.task_id != task.id:
            return True
        linking = event.kind in ("task.linked", "task.unlinked")
        return linking and moved(event, task.id) and not sees_ends(event, self.audience)

    def _lines(self, event: Event, kind: str, task: Task | None) -> Iterable[Line]:
        if kind in ("task.rescheduled", "task.linked", "task.unlinked") and task is not None:
            yield from moved_dates(event, task.id)
        if kind in ("task.linked", "task.unlinked"):
            yield from self._links(event)
        if kind in SPECIAL:
            yield from SPECIAL[kind](self, event)
        yield from plain_lines(event)

    def _placed(self, event: Event) -> Iterable[Line]:
        """A column that was put away since is not named to those who see no archive."""
        was = event.details.get("column_was")
        known = self.audience.sees_profiles or event.before.get("column_id") in self._standing
        if was and known and was != event.details.get("column"):
            yield Line(said("field", "column"), was, event.details["column"])

    def _assigned(self, event: Event) -> Iterable[Line]:
        if "name" in event.before:
            yield Line(said("field", "people"), event.before["name"], "")
        else:
            was, now = (self._names(part.get("people", ())) for part in both(event))
            yield Line(said("field", "people"), "" if gives(event, self.audience) else was, now)

    def _labelled(self, event: Event) -> Iterable[Line]:
        parts = [[self._labels.get(id_) for id_ in part.get("labels", ())] for part in both(event)]
        was, now = (", ".join(filter(None, names)) for names in parts)
        if was != now:
            yield Line(said("field", "labels"), was, now)

    def _seen_by(self, event: Event) -> Iterable[Line]:
        was, now = (self._readers(part) for part in both(event))
        yield Line(said("field", "visibility"), was, now)

    def _readers(self, part: dict[str, Any]) -> str:
        words = said("visibility", part.get("visibility"))
        named = self._names(part.get("listed", ())) if self.audience.sees_profiles else ""
        return f"{words} ({named})" if named else words

    def _wording(self, event: Event) -> Iterable[Line]:
        """What a comment said until then, and what it says since, to those who still read it."""
        comment = self._comments.get(event.subject_id or 0)
        if comment is not None and "body" in event.before:
            yield Line(said("field", "body"), event.before["body"], self._next_wording(event))

    def _next_wording(self, event: Event) -> str:
        later = (Event.kind == "comment.edited", Event.subject_id == event.subject_id)
        following = select(Event).where(*later, Event.seq > event.seq).order_by(Event.seq).limit(1)
        edited = db.session.scalar(following)
        return edited.before["body"] if edited else self._comments[event.subject_id or 0].body

    def _links(self, event: Event) -> Iterable[Line]:
        ends = [part.get("link") for part in both(event)]
        was, now = (self._predecessor(end) for end in ends)
        if was != now:
            yield Line(said("field", "predecessor"), was, now)

    def _predecessor(self, tie: dict[str, Any] | None) -> str:
        end = db.session.get(Task, tie["predecessor_id"]) if tie else None
        return end.title if end is not None and end.is_visible_to(self.audience) else ""

    def _names(self, ids: Iterable[int]) -> str:
        allowed = (id_ for id_ in ids if self.people is None or id_ in self.people)
        return ", ".join(self._everybody[id_] for id_ in allowed if id_ in self._everybody)

    def _passed(self, event: Event) -> Iterable[Line]:
        """What the scan finds is told to those alone who may send."""
        if self.viewer.can("send_reports", db.session.get(Project, event.project_id)):
            for name in ("words", "reason"):
                yield Line(said("field", name), None, event.details[name])

    # What the events name, read at the first question

    @cached_property
    def _tasks(self) -> dict[int, Task]:
        return by_id(Task, {event.task_id for event in self.events})

    @cached_property
    def _letters(self) -> dict[int, Delivery]:
        ids = {event.subject_id for event in self.events if event.subject_type == "Delivery"}
        return by_id(Delivery, ids)

    @cached_property
    def _comments(self) -> dict[int, Comment]:
        ids = {event.subject_id for event in self.events if event.subject_type == "Comment"}
        seen = Comment.visible_to(self.audience).where(Comment.id.in_(ids - {None}))
        return {one.id: one for one in db.session.scalars(seen)}

    @cached_property
    def _everybody(self) -> dict[int, str]:
        ids = {id_ for e in self.events for part in both(e) for id_ in named(part)}
        return {one.id: one.name for one in by_id(User, ids).values()}

    @cached_property
    def _labels(self) -> dict[int, str]:
        seen = Label.visible_to(self.audience)
        return {one.id: one.name for one in db.session.scalars(seen)}

    @cached_property
    def _standing(self) -> set[int]:
        its = select(Column.id).where(Column.project_id == self.audience.project_id)
        return set(db.session.scalars(its.where(Column.archived_at.is_(None))))


Special = Callable[[Telling, Event], Iterable[Line]]
SPECIAL: dict[str, Special] = {
    "task.placed": Telling._placed,
    "task.assigned": Telling._assigned,
    "task.labelled": Telling._labelled,
    "task.hidden": Telling._seen_by,
    "task.shown": Telling._seen_by,
    "comment.edited": Telling._wording,
    "status_report.passed": Telling._passed,
}


def named(part: dict[str, Any]) -> list[int]:
    return [*part.get("people", ()), *part.get("listed", ())]


def by_id(noun: Any, ids: Iterable[int | None]) -> dict[int, Any]:
    found = db.session.scalars(select(noun).where(noun.id.in_({*ids} - {None})))
    return {one.id: one for one in found}
