"""The plan of a story: phases laid down, links drawn, work that advances, dates that slip."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from models import Task, User
from sample.schedules import Row, Slip, Tie, number_of
from sample.story import Step, Story
from scheduling import minute_of

A_DAY = 480  # minutes of work


class Planned:
    """The plan's part of a story."""

    def __init__(self, story: Story) -> None:
        self.story, self.work, self.calendar = story, story.work, story.calendar
        self.phases: list[Task] = []

    def steps(self) -> Iterator[Step]:
        moment = self.calendar.moment
        for place, phase in enumerate(self.work.phases):
            yield moment(phase.made, "09:20"), partial(self.lay, place)
        for number, row in self.work.rows.items():
            for tie in row.after:
                yield moment(row.made, "11:50"), partial(self.tie, number, tie)
            yield from self._progress(number, row)
        for slip in self.work.slips:
            yield moment(slip.day, slip.at), partial(self.slip, slip)

    def _progress(self, number: int, row: Row) -> Iterator[Step]:
        """Told twice: half-way since it began, and lately."""
        if not row.percent or row.start is None:
            return
        clock = f"17:{10 + number % 40}"
        begun = self.work.tasks[number].begun or row.start
        if begun < -2:
            half = partial(self.progress, number, row.percent // 10 * 5)
            yield self.calendar.moment((begun - 1) // 2, clock), half
        yield self.calendar.moment(-1, clock), partial(self.progress, number, row.percent)

    # What each of them does

    def lay(self, place: int) -> None:
        story = self.story
        story.phases[place] = Task.create(
            story.project,
            self.work.phases[place].name,
            by=story.manager,
            kind="phase",
            visibility="client",
        )

    def tie(self, number: int, tie: Tie) -> None:
        task, driver = self.story.tasks[number], self.story.tasks[tie.number]
        task.link(driver, by=self.story.manager, kind=tie.kind, lag=tie.lag * A_DAY)

    def progress(self, number: int, percent: int) -> None:
        self.story.tasks[number].progress(percent, by=self.worker(number))

    def worker(self, number: int) -> User:
        return self.story.worker(self.work.tasks[number])

    def slip(self, slip: Slip) -> None:
        number = number_of(slip.task, [card.title for card in self.work.tasks])
        task, days, change = self.story.tasks[number], self.calendar, dict[str, Any]()
        if slip.start is not None:
            change["start"] = minute_of(days.start_of(slip.start))
        if slip.to is not None and task.kind == "milestone":
            change["start"] = minute_of(days.close_of(slip.to))
        elif slip.to is not None:
            change["finish"] = minute_of(days.end_of(slip.to))
        task.reschedule(by=self.story.people[slip.who], **change)
