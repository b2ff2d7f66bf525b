"""What happened to one card, from its making to its end."""

from collections.abc import Iterator
from functools import partial

from models import Attachment, Column, Comment, Task, User
from sample.content import Card, Part, Said
from sample.story import Step, Story

OUTSIDE = ("client", "guest", "reader")


class Told:
    """One card of a story."""

    def __init__(self, story: Story, number: int, card: Card) -> None:
        self.story, self.number, self.card = story, number, card
        self.people = story.people
        self.moment = story.calendar.moment
        # not all cards of a day at the same minute
        self.minutes = 30 + number % 25

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

    @property
    def end(self) -> int:
        """The day from which it stands where it stands."""
        return self.card.closed if self.card.closed is not None else (self.card.moved or 0)

    # The steps

    def steps(self) -> Iterator[Step]:
        yield self.moment(self.card.made, f"09:{self.minutes}"), self.create
        yield from self._parts()
        yield from self._work()
        yield from self._moves()
        for said in self.card.said:
            yield self.moment(said.day, said.at), partial(self.say, said)

    def _parts(self) -> Iterator[Step]:
        for part in self.card.parts:
            made = self.moment(self.card.made, f"10:{self.minutes}")
            yield made, partial(self.divide, part)
            if part.done:
                yield self.moment(min(part.day, 0), "12:15"), partial(self.finish, part)

    def _work(self) -> Iterator[Step]:
        """Links and ticks, one after the other until it was closed, or today."""
        links, items = self.card.links, self.card.items
        for number, line in enumerate(links):
            yield (
                self.moment(self._between(number, len(links)), "15:20"),
                partial(self.link, line),
            )
        for number, (_text, ticked) in enumerate(items):
            if ticked:
                day = self._between(number, len(items))
                yield self.moment(day, "16:05"), partial(self.tick, number)

    def _moves(self) -> Iterator[Step]:
        card, clock = self.card, f"11:{self.minutes}"
        if card.moved_on is not None:
            yield self.moment(card.moved_on, clock), self.move_on
        if card.column != self.story.first:
            if card.closed is not None and self.story.doing and card.closed - card.made > 1:
                yield self.moment((card.made + card.closed) // 2, clock), self.begin
            yield self.moment(self.end, clock), self.place
        if card.archived is not None:
            yield self.moment(card.archived, clock), self.put_away

    def _between(self, number: int, count: int) -> int:
        end = self.card.closed if self.card.closed is not None else -1
        return self.card.made + max(0, end - self.card.made) * (number + 1) // (count + 1)

    # What each of them does

    def create(self) -> None:
        card, days = self.card, self.story.calendar
        deadline = card.deadline if card.promised is None else card.promised
        self.story.tasks[self.number] = task = Task.create(
            self.story.project,
            card.title,
            by=self.author,
            column=self._first_column(),
            kind=card.kind,
            visibility=card.visibility,
            description=card.description.strip(),
            priority=card.priority,
            start=days.start_of(card.start) if card.start is not None else None,
            deadline=days.end_of(deadline) if deadline is not None else None,
        )
        self._tie(task)
        if card.checklist:
            checklist = task.add_checklist(card.checklist[0], by=self.author)
            for text, _ticked in card.items:
                checklist.add(text, by=self.author)

    def _first_column(self) -> Column:
        stays = self.card.moved is None and self.card.closed is None
        return self.story.columns[self.card.column if stays else self.story.first]

    def _tie(self, task: Task) -> None:
        card = self.card
        if card.only:
            task.hide("list", by=self.author, people=[self.people[key] for key in card.only])
        task.assign([self.people[key] for key in card.people], by=self.author)
        for key in card.followers:
            task.follow(by=self.people[key])
        task.label([self.story.labels[name] for name in card.labels], by=self.author)

    def divide(self, part: Part) -> None:
        subtask = Task.create(
            self.story.project,
            part.title,
            by=self.worker,
            parent=self.task,
            visibility="team" if part.internal else self.task.visibility,
            deadline=self.story.calendar.end_of(part.day),
        )
        subtask.assign([self.people[part.who]], by=self.worker)

    def finish(self, part: Part) -> None:
        subtask = next(task for task in self.task.children if task.title == part.title)
        subtask.close(by=self.people[part.who])

    def link(self, line: str) -> None:
        name, url = line.split(" | ")
        Attachment.add(self.task, name, url, by=self.worker)

    def tick(self, number: int) -> None:
        self.task.checklists[0].items[number].check(by=self.worker)

    def move_on(self) -> None:
        deadline = self.story.calendar.end_of(self.card.deadline or 0)
        self.task.date(by=self.worker, deadline=deadline)

    def begin(self) -> None:
        self.task.place(self.story.columns[self.story.doing or ""], None, by=self.worker)

    def place(self) -> None:
        self.task.place(self.story.columns[self.card.column], None, by=self.worker)

    def put_away(self) -> None:
        self.task.archive(by=self.worker)

    def say(self, said: Said) -> None:
        hidden = said.internal or self.task.visibility != "client"
        Comment.write(self.task, said.body, self.people[said.who], "team" if hidden else "client")
