"""What happened to one card, from its making to its end."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from io import BytesIO

from files.keeping import keep
from models import Attachment, Column, Comment, File, Task, User
from sample.content import Card, Part, Said
from sample.papers import paper
from sample.story import Step, Story


class Told:
    """One card of a story."""

    def __init__(self, story: Story, place: int, number: int, card: Card) -> None:
        self.story, self.number, self.card = story, number, card
        self.row = story.work.rows.get(number)
        self.people = story.people
        self.moment = story.calendar.moment
        # not all cards of a day at the same minute
        self.minutes = 30 + place * 25 // len(story.work.tasks)

    @property
    def task(self) -> Task:
        return self.story.tasks[self.number]

    @property
    def author(self) -> User:
        return self.people[self.card.author]

    @property
    def worker(self) -> User:
        return self.story.worker(self.card)

    @property
    def end(self) -> int:
        """The day from which it stands where it stands."""
        return self.card.closed if self.card.closed is not None else (self.card.moved or 0)

    @property
    def begun(self) -> int:
        """The day on which work on it began."""
        card, planned = self.card, self.row.start if self.row else None
        days = [day for day in (card.begun, planned, card.made) if day is not None]
        return max(card.made, min(days[0], -1 if card.closed is None else card.closed))

    @property
    def is_handed_over(self) -> bool:
        """Does it come to the client's people only later than it is planned?"""
        theirs = any(self.people[key].role == "client" for key in self.card.people)
        return theirs and (self.row is not None or self.card.moved is not None)

    @property
    def asked(self) -> int:
        """The day on which it comes to the client's people."""
        card = self.card
        return card.moved if card.moved is not None else (self.begun + self.end) // 2

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
        if card.column != self.story.first:
            if card.closed is not None and self.story.doing and card.closed - card.made > 1:
                began = self.begun if self.row else (card.made + card.closed) // 2
                yield self.moment(began, clock), self.begin
            yield self.moment(self.end, clock), self.place
        if self.is_handed_over:
            yield self.moment(self.asked, clock), self.hand_over
        if card.archived is not None:
            yield self.moment(card.archived, clock), self.put_away

    def _between(self, number: int, count: int) -> int:
        end = self.card.closed if self.card.closed is not None else -1
        return self.begun + max(0, end - self.begun) * (number + 1) // (count + 1)

    # What each of them does

    def create(self) -> None:
        card, days, row = self.card, self.story.calendar, self.row
        self.story.tasks[self.number] = task = Task.create(
            self.story.project,
            card.title,
            by=self.author,
            parent=self.story.phases[row.phase] if row else None,
            kind=card.kind,
            visibility=card.visibility,
            description=card.description.strip(),
            priority=card.priority,
            deadline=days.end_of(card.deadline) if card.deadline is not None else None,
            **self._planned(),
        )
        task.put_at_end(self._first_column())
        self._tie(task)
        if card.checklist:
            checklist = task.add_checklist(card.checklist[0], by=self.author)
            for text, _ticked in card.items:
                checklist.add(text, by=self.author)

    def _planned(self) -> dict[str, datetime]:
        """Whole days for work, the end of a day for a milestone."""
        days, row, start = self.story.calendar, self.row, self.card.start
        if row is None:
            return {} if start is None else {"start": days.start_of(start)}
        if row.start is None:
            return {"start": days.close_of(row.finish), "finish": days.close_of(row.finish)}
        return {"start": days.start_of(row.start), "finish": days.end_of(row.finish)}

    def _first_column(self) -> Column:
        stays = self.card.moved is None and self.card.closed is None
        return self.story.columns[self.card.column if stays else self.story.first]

    def _tie(self, task: Task) -> None:
        card = self.card
        if card.only:
            task.hide("list", by=self.author, people=[self.people[key] for key in card.only])
        task.assign(self._first_people(), by=self.author)
        for key in card.followers:
            task.follow(by=self.people[key])
        task.label([self.story.labels[name] for name in card.labels], by=self.author)

    def _first_people(self) -> list[User]:
        people = [self.people[key] for key in self.card.people]
        return [one for one in people if not self.is_handed_over or one.role != "client"]

    def hand_over(self) -> None:
        self.task.assign([self.people[key] for key in self.card.people], by=self.worker)

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
        """A link to what lies elsewhere, or a paper that lies here."""
        name, _, url = line.partition(" | ")
        if url:
            Attachment.add(self.task, name, url, by=self.worker)
        else:
            File.attach(self.task, name, keep(BytesIO(paper(name))), by=self.worker)

    def tick(self, number: int) -> None:
        self.task.checklists[0].items[number].check(by=self.worker)

    def begin(self) -> None:
        self.task.place(self.story.columns[self.story.doing or ""], None, by=self.worker)

    def place(self) -> None:
        self.task.place(self.story.columns[self.card.column], None, by=self.worker)

    def put_away(self) -> None:
        self.task.archive(by=self.worker)

    def say(self, said: Said) -> None:
        hidden = said.internal or self.task.visibility != "client"
        Comment.write(self.task, said.body, self.people[said.who], "team" if hidden else "client")
