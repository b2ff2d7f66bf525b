"""Notifications read as entries: many changes of one thing are one, told in words."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import aliased

import markdown
from fragments.told import Telling, Told
from models import Audience, Event, Notification, Project, StatusReport, Task, User, Viewer, db, now
from models.noticing import Known, known
from models.notification import EXPECTED, heaviest, stands
from models.task.assigning import people_met

ON_A_PAGE = 40
LOOKED_AT = 200  # notifications, for one page of entries
MOST_OF_ONE = 12  # changes that one entry tells
EXCERPT = 140
NARROWED: dict[str, Collection[str]] = {"named": ("named",), "expected": EXPECTED}
AWAY = "away"  # what was filed away, for good or for a while


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened, as its reader may know it; without an event it is a reminder."""

    row: Notification
    event: Event | None
    told: Told | None

    @property
    def reason(self) -> str:
        return self.row.reason

    @property
    def at(self) -> datetime:
        return self.row.at

    @property
    def actor(self) -> User | None:
        return self.event.actor if self.event and self.row.reason != "imported" else None

    @property
    def said(self) -> str:
        """The words of its comment, in one line."""
        body = self.row.comment.body if self.row.comment else ""
        words = " ".join(Markup(markdown.render(body)).striptags().split())
        return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is new about one thing, the newest first."""

    notices: Sequence[Notice]

    @property
    def last(self) -> Notice:
        return self.notices[0]

    @property
    def public_id(self) -> str:
        return self.last.row.public_id

    @property
    def key(self) -> str:
        """Of its place on the page, whatever comes to it."""
        thing = self.task or self.report or self.project
        return f"{thing.public_id}-plan" if self.last.reason == "moved" else thing.public_id

    @property
    def project(self) -> Project:
        return self.last.row.project

    @property
    def task(self) -> Task | None:
        return self.last.row.task

    @property
    def report(self) -> StatusReport | None:
        return self.last.row.report

    @property
    def title(self) -> str:
        return self.task.title if self.task else self.project.name

    @property
    def address(self) -> str:
        """Where the thing itself is."""
        if self.task:
            return f"/tasks/{self.task.public_id}"
        if self.report:
            return f"/reports/{self.report.public_id}"
        shown = "plan" if self.last.reason == "moved" else "board"
        return f"/projects/{self.project.public_id}/{shown}"

    @property
    def at(self) -> datetime:
        """When it came to the inbox; of what is not there, when it happened."""
        return self.last.at if self.is_away else self.comes_at or self.last.at

    @property
    def comes_at(self) -> datetime | None:
        return self.last.row.comes_at

    @property
    def is_away(self) -> bool:
        return self.comes_at is None or self.comes_at > now()

    @property
    def is_unread(self) -> bool:
        return any(one.row.read_at is None for one in self.notices)

    @property
    def foremost(self) -> Notice:
        """What its line says: of what is new, that which concerns its reader most."""
        new = [one for one in self.notices if one.row.read_at is None] or [self.last]
        weight = heaviest(one.reason for one in new)
        return next(one for one in new if one.reason == weight)

    @property
    def others(self) -> int:
        """How much else is new besides."""
        return max(0, sum(one.row.read_at is None for one in self.notices) - 1)

    @property
    def is_expected(self) -> bool:
        return any(one.reason in EXPECTED and one.row.read_at is None for one in self.notices)


def inbox_of(viewer: Viewer, narrowed: str = "", before: str = "") -> tuple[list[Entry], str]:
    """A page of entries, the newest first, and the last of them if there are more."""
    latest = _topics(viewer, narrowed, before)
    topics = list(dict.fromkeys(latest))
    entries = gathered(viewer, _rows(viewer, topics[:ON_A_PAGE], _there(narrowed), _when(narrowed)))
    is_cut = len(topics) > ON_A_PAGE or len(latest) == LOOKED_AT
    more = entries[-1].public_id if is_cut and entries else ""
    return entries, more


def entry_of(viewer: Viewer, public_id: str) -> Entry | None:
    """The entry that one of its notifications belongs to."""
    mine = Notification.visible_to(viewer).where(Notification.public_id == public_id)
    row = db.session.scalar(mine)
    entries = gathered(viewer, _rows(viewer, [row.topic])) if row else []
    return entries[0] if entries else None


def gathered(viewer: Viewer, rows: Sequence[Notification]) -> list[Entry]:
    """These as entries, less what their reader may not be told."""
    notices: dict[str, list[Notice]] = {}
    for notice in told(viewer, known(viewer, rows)):
        notices.setdefault(notice.row.topic, []).append(notice)
    return [Entry(some[:MOST_OF_ONE]) for some in notices.values()]


class Met(Container[int]):
    """Those whom an audience meets, looked for only if somebody is to be named."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def people(self) -> set[int]:
        return people_met(self.audience)

    def __contains__(self, person: object) -> bool:
        return person in self.people


def told(viewer: Viewer, those: Known) -> list[Notice]:
    """Each with its words, which are made for its reader's audience of its project."""
    said: dict[tuple[int, int | None], Told] = {}
    for project in {row.project for row, _event in those}:
        audience = viewer.audience(project)
        assert audience is not None
        people = None if audience.sees_profiles else Met(audience)
        own = [(row, event) for row, event in those if row.project_id == project.id and event]
        plain = [event for row, event in own if event.task_id in (None, row.task_id)]
        for one in Telling(plain, audience, people, viewer).told():
            said[one.event.seq, one.event.task_id] = one
        for row, event in own:
            if row.task and event.task_id != row.task_id:  # it moved this task with another
                telling = Telling([event], audience, people, viewer)
                (said[event.seq, row.task_id],) = telling.told(row.task)
    return [Notice(row, event, said.get((row.seq or 0, row.task_id))) for row, event in those]


def _topics(viewer: Viewer, narrowed: str, before: str) -> list[str]:
    """Those of the latest notifications; what had later ones came on a page before."""
    when = _when(narrowed)
    latest = _latest(viewer, narrowed).order_by(when.desc(), Notification.id.desc())
    ends = select(when, Notification.id).where(
        Notification.public_id == before, Notification.user_id == viewer.id
    )
    end = db.session.execute(ends).first() if before else None
    if end:  # with the number, for what one change brought has one instant
        later = aliased(Notification)
        newer = select(later.id).where(
            later.user_id == viewer.id,
            later.topic == Notification.topic,
            _there(narrowed, later),
            tuple_(_when(narrowed, later), later.id) >= tuple(end),
        )
        earlier = tuple_(when, Notification.id) < tuple(end)
        latest = latest.where(earlier, ~newer.exists())
    return list(db.session.scalars(latest.limit(LOOKED_AT)))


def _latest(viewer: Viewer, narrowed: str) -> Select[Any]:
    mine = Notification.visible_to(viewer).where(_there(narrowed))
    seen: Select[Any] = mine.with_only_columns(Notification.topic)
    if narrowed not in NARROWED:
        return seen
    seen = seen.where(Notification.reason.in_(NARROWED[narrowed]))
    done = select(Task.id).where(Task.id == Notification.task_id, Task.closed_at.is_not(None))
    return seen if narrowed == "named" else seen.where(~done.exists())


def _there(narrowed: str, row: Any = Notification) -> ColumnElement[bool]:
    """Is it where one looks: in the inbox, or among what was filed away?"""
    return or_(row.comes_at.is_(None), ~stands(row)) if narrowed == AWAY else stands(row)


def _when(narrowed: str, row: Any = Notification) -> Any:
    """What its place follows: who files away the old does not look for it among the new."""
    return row.at if narrowed == AWAY else row.comes_at


def _rows(
    viewer: Viewer,
    topics: Sequence[str],
    there: ColumnElement[bool] | None = None,
    when: Any = Notification.at,
) -> Sequence[Notification]:
    mine = Notification.visible_to(viewer).where(Notification.topic.in_(topics))
    found = mine if there is None else mine.where(there)
    return db.session.scalars(found.order_by(when.desc(), Notification.id.desc()).limit(500)).all()
