"""A project told in the order it happened: each step is a verb and the instant it was done."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from models import (
    Attachment,
    Client,
    Column,
    Comment,
    Label,
    Membership,
    Project,
    Task,
    User,
    db,
)
from sample.content import Card, Part, Work
from sample.days import Calendar

Step = tuple[datetime, Callable[[], Any]]
OUTSIDE = ("client", "guest", "reader")
OPENING = "09:10"


class Story:
    """One project, its people by their short names, and the steps that make it."""

    def __init__(self, work: Work, people: dict[str, User], calendar: Calendar) -> None:
        self.work = work
        self.people = people
        self.calendar = calendar
        self.columns: dict[str, Column] = {}
        self.labels: dict[str, Label] = {}
        self.tasks: dict[int, Task] = {}

    def steps(self) -> Iterator[Step]:
        yield self.calendar.moment(self.work.made, OPENING), self.open
        for number, card in enumerate(self.work.tasks):
            yield from Told(self, number, card).steps()

    @property
    def manager(self) -> User:
        return self.people[next(iter(self.work.members))]

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

    def _welcome(self, person: User, role: str, whole: str = "") -> None:
        membership = Membership.grant(self.project, person, role, by=self.manager)
        # a freelancer of given tasks is one who is not told to see the whole project
        membership.whole = role != "freelancer" or bool(whole)

    def _add_column(self, name: str, kind: str, limit: str = "") -> None:
        column = Column.create(self.project, name, kind, by=self.manager)
        db.session.flush()
        self.columns[name] = column
        if limit:
            column.limit(int(limit), by=self.manager)


class Told:
    """What happened to one card."""

    def __init__(self, story: Story, number: int, card: Card) -> None:
        self.story, self.number, self.card = story, number, card
        self.people = story.people
        self.moment = story.calendar.moment

    @property
    def task(self) -> Task:
        return self.story.tasks[self.number]

    @property
    def author(self) -> User:
        return self.people[self.card.author]

    @property
    def worker(self) -> User:
        """Who moves the card: the first of its people on our side."""
        inside = [key for key in self.card.people if self.people[key].role not in OUTSIDE]
        return self.people[inside[0]] if inside else self.story.manager

    def steps(self) -> Iterator[Step]:
        card, minutes = self.card, 30 + self.number % 25
        yield self.moment(card.made, f"09:{minutes}"), self.create
        for number in range(len(card.parts)):
            yield self.moment(card.made, f"10:{minutes}"), lambda n=number: self.divide(n)
        yield from self._work(f"11:{minutes}")
        for said in card.said:
            visible = card.visibility != "team" and not said.internal
            yield (
                self.moment(said.day, said.at),
                lambda s=said, v="client" if visible else "team": Comment.write(
                    self.task, s.body, self.people[s.who], v
                ),
            )

    def _work(self, clock: str) -> Iterator[Step]:
        """Links, ticks and moves, spread between its making and its end."""
        card = self.card
        end = card.closed if card.closed is not None else (card.moved or 0)
        for number, line in enumerate(card.links):
            name, url = line.split(" | ")
            yield (
                self.moment(self._between(number, len(card.links)), "15:20"),
                lambda n=name, u=url: Attachment.add(self.task, n, u, by=self.worker),
            )
        for number, (_text, ticked) in enumerate(card.items):
            if ticked:
                day = self._between(number, len(card.items))
                yield self.moment(day, "16:05"), lambda n=number: self.tick(n)
        for part in card.parts:
            if part.done:
                yield self.moment(min(part.day, 0), "12:15"), lambda p=part: self.finish(p)
        if card.column != self.first:
            begun = self._doing
            if card.closed is not None and begun and end - card.made > 1:
                yield (
                    self.moment((card.made + end) // 2, clock),
                    lambda: self.task.place(self.story.columns[begun], None, by=self.worker),
                )
            yield self.moment(end, clock), self.place
        if card.archived is not None:
            yield self.moment(card.archived, clock), lambda: self.task.archive(by=self.worker)

    @property
    def first(self) -> str:
        return next(iter(self.story.work.columns))

    @property
    def _doing(self) -> str | None:
        rules = self.story.work.columns.items()
        return next((name for name, rule in rules if rule.startswith("doing")), None)

    def _between(self, number: int, count: int) -> int:
        """The day of one of `count` steps, the last one before the card was closed or today."""
        end = self.card.closed if self.card.closed is not None else -1
        return self.card.made + max(0, end - self.card.made) * (number + 1) // (count + 1)

    def create(self) -> None:
        card, days = self.card, self.story.calendar
        task = Task.create(
            self.story.project,
            card.title,
            by=self.author,
            column=self._start_column(),
            kind=card.kind,
            visibility=card.visibility,
            description=card.description.strip(),
            priority=card.priority,
            start=days.start_of(card.start) if card.start is not None else None,
            deadline=days.end_of(card.deadline) if card.deadline is not None else None,
        )
        self.story.tasks[self.number] = task
        self._people(task)
        task.label([self.story.labels[name] for name in card.labels], by=self.author)
        if card.checklist:
            checklist = task.add_checklist(card.checklist[0], by=self.author)
            for text, _ticked in card.items:
                checklist.add(text, by=self.author)

    def _start_column(self) -> Column:
        kept = self.card.moved is None and self.card.closed is None
        return self.story.columns[self.card.column if kept else self.first]

    def _people(self, task: Task) -> None:
        card = self.card
        if card.only:
            task.hide("list", by=self.author, people=[self.people[key] for key in card.only])
        task.assign([self.people[key] for key in card.people], by=self.author)
        for key in card.followers:
            task.follow(by=self.people[key])

    def divide(self, number: int) -> None:
        part: Part = self.card.parts[number]
        days = self.story.calendar
        subtask = Task.create(
            self.story.project,
            part.title,
            by=self.worker,
            parent=self.task,
            visibility="team" if part.internal else self.task.visibility,
            deadline=days.end_of(part.day),
        )
        subtask.assign([self.people[part.who]], by=self.worker)

    def tick(self, number: int) -> None:
        self.task.checklists[0].items[number].check(by=self.worker)

    def finish(self, part: Part) -> None:
        subtask = next(task for task in self.task.children if task.title == part.title)
        subtask.close(by=self.people[part.who])

    def place(self) -> None:
        self.task.place(self.story.columns[self.card.column], None, by=self.worker)
