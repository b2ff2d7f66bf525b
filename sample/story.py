"""A project told in the order it happened: each step is a verb and the instant it was done."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from models import Client, Column, Label, Membership, Project, Task, User, db
from sample.content import Card, Work
from sample.days import Calendar

Step = tuple[datetime, Callable[[], Any]]
OPENING = "09:10"
OUTSIDE = ("client", "guest", "reader")


class Story:
    """One project, its people by their short names, and the steps that make it."""

    project: Project

    def __init__(self, work: Work, people: dict[str, User], calendar: Calendar) -> None:
        self.work = work
        self.people = people
        self.calendar = calendar
        self.columns: dict[str, Column] = {}
        self.labels: dict[str, Label] = {}
        self.phases: dict[int, Task] = {}
        self.tasks: dict[int, Task] = {}

    def steps(self) -> Iterator[Step]:
        from sample.planned import Planned
        from sample.reporting import reported
        from sample.told import Told

        yield self.calendar.moment(self.work.made, OPENING), self.open
        for place, (number, card) in enumerate(self.work.numbered()):
            yield from Told(self, place, number, card).steps()
        yield from Planned(self).steps()
        yield from reported(self)

    @property
    def manager(self) -> User:
        return self.people[next(iter(self.work.members))]

    def worker(self, card: Card) -> User:
        """Who moves it: the first of its people on our side."""
        inside = [key for key in card.people if self.people[key].role not in OUTSIDE]
        return self.people[inside[0]] if inside else self.manager

    @property
    def first(self) -> str:
        """The column in which cards begin."""
        return next(iter(self.work.columns))

    @property
    def doing(self) -> str | None:
        """The column through which finished cards went."""
        rules = self.work.columns.items()
        return next((name for name, rule in rules if rule.startswith("doing")), None)

    def open(self) -> None:
        """The project, its members, its columns and its labels."""
        work, days = self.work, self.calendar
        self.project = Project.create(
            work.name,
            by=self.manager,
            client=self._client(),
            bare=True,
            hue=work.hue,
            timezone=work.timezone,
            language=work.language,
            preset=work.preset,
            start=days.day(work.start),
            due=days.day(work.due),
        )
        self.project.key = work.key
        db.session.flush()
        for key, part in work.members.items():
            self._welcome(self.people[key], *part.split())
        for name, rule in work.columns.items():
            self._add_column(name, *rule.split())
        for name, hue in work.labels.items():
            self.labels[name] = Label.create(self.project, name, hue, by=self.manager)

    def _client(self) -> Client | None:
        found = (person.client for person in self.people.values() if person.client)
        return next((client for client in found if client.name == self.work.client), None)

    def _welcome(self, person: User, role: str, *more: str) -> None:
        """`more` may say a last day."""
        last = next(map(int, more), None)
        until = None if last is None else self.calendar.end_of(last)
        Membership.grant(
            self.project,
            person,
            role,
            by=self.manager,
            expires_at=until.replace(tzinfo=self.calendar.zone) if until else None,
        )

    def _add_column(self, name: str, kind: str, limit: str = "") -> None:
        column = Column.create(self.project, name, kind, by=self.manager)
        db.session.flush()
        self.columns[name] = column
        if limit:
            column.limit(int(limit), by=self.manager)
