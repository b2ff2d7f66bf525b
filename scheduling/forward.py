"""The forward pass: where each activity stands if all begin as soon as they may.

The numbered rules are those of `../shared/scheduling.md`, learnt from real Microsoft Project plans.
"""

from __future__ import annotations

from scheduling.plan import Activity, Constraint, Id, Link, Plan, Summary
from scheduling.span import Dates, beginning, constrained, ending, given
from scheduling.working_time import ELAPSED, WorkingTime


class Timetable:
    """Start and finish of each node of a plan's network, as far as they have been filled in.

    Activities have both. A summary's opening has the start and the finish that its links ask of
    what it holds, or None; its closing has the span of that, or None where it holds nothing.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan, self.network = plan, plan.network
        self.activities = list(plan.activities)
        self.starts: list = [None] * len(self.network.rows)
        self.finishes: list = [None] * len(self.network.rows)
        # How late those activities begin that are to do so as late as possible.
        self.latest: dict[int, int] = {}

    @property
    def finish(self) -> int:
        """The last finish of all; the project's start if there is nothing in it."""
        return max(self.finishes[: self.network.count], default=self.plan.start)

    def dates(self) -> dict[Id, Dates]:
        """Start and finish of each activity by its id."""
        ids = (one.id for one in self.plan.activities)
        return dict(zip(ids, zip(self.starts, self.finishes, strict=True), strict=False))

    def fill(self) -> None:
        """Place every node, predecessors first."""
        for node in self.network.order:
            self.starts[node], self.finishes[node] = self.placed(node)

    def stand(self) -> None:
        """Take activities as they stand; compute summaries, and what stands nowhere yet."""
        for node in self.network.order:
            one = self.activities[node] if node < self.network.count else None
            if one is None or one.is_fixed or one.start is None or one.finish is None:
                self.starts[node], self.finishes[node] = self.placed(node)
            else:
                self.starts[node], self.finishes[node] = one.start, one.finish

    def at(self, node: int) -> tuple:
        """Start and finish of a node."""
        return self.starts[node], self.finishes[node]

    def copied(self, plan: Plan) -> Timetable:
        """The same dates in a plan with the same rows."""
        table = Timetable(plan)
        table.starts[:], table.finishes[:] = self.starts, self.finishes
        return table

    def placed(self, node: int) -> tuple:
        """Where a node belongs, as its predecessors stand now."""
        one = self.row(node)
        if isinstance(one, Summary):
            return self._summary(node, one)
        if one.is_fixed:
            return given(one, self.plan.start)
        begin, end = self._bounds(node, one)
        start, finish = beginning(one, self._from(node, one, begin, end))
        if end is not None and end > finish:
            start, finish = ending(one, end)
        return constrained(one, start, finish)

    def row(self, node: int) -> Activity | Summary:
        """The activity or the summary at a node."""
        return self.activities[node] if node < self.network.count else self.network.rows[node]

    def asked(self, before: int, link: Link, after: int) -> tuple:
        """What a link asks of its successor, two nodes: (start, None) or (None, finish)."""
        instant = self.finishes[before] if link.kind[0] == "F" else self.starts[before]
        if link.lag and instant is not None:
            instant = self._lagged(before, instant, link, after)
        return (instant, None) if link.kind[1] == "S" else (None, instant)

    def lag(self, before: int, link: Link) -> int:
        """A link's lag in minutes; a percentage is rounded to the minute."""
        if not link.percent:
            return int(link.lag)
        if before < self.network.count:
            duration = self.activities[before].duration
        else:
            duration = self.plan.calendar.between(self.starts[before], self.finishes[before])
        return round(duration * link.lag / 100)

    def clock(self, link: Link, after: int) -> WorkingTime:
        """The time a link's lag counts in: the successor's calendar, unless elapsed (rule 6)."""
        if link.elapsed:
            return ELAPSED
        return self.activities[after].calendar if after < self.network.count else self.plan.calendar

    def _lagged(self, before: int, instant: int, link: Link, after: int) -> int:
        moved = self.clock(link, after).later(instant, self.lag(before, link))
        if link.lag > 0:
            return moved
        return max(moved, min(self.plan.start, self.starts[before]))  # rule 1

    def asked_of(self, node: int) -> tuple:
        """The latest start and the latest finish that links and floors ask of a node, or None."""
        begin = end = None
        for before, _after, link in self.network.incoming[node]:
            if link is None:
                start, finish = self.at(before)
            else:
                start, finish = self.asked(before, link, node)
            if start is not None and (begin is None or start > begin):
                begin = start
            if finish is not None and (end is None or finish > end):
                end = finish
        return begin, end

    def is_driven(self, node: int) -> bool:
        """Is there a link, a floor or a constraint that says where it belongs?"""
        return self._bounds(node, self.activities[node]) != (None, None)

    def _bounds(self, node: int, one: Activity) -> tuple:
        """The earliest start and the earliest finish by links, floors and constraint, or None."""
        begin, end = self.asked_of(node)
        kind = one.constraint
        if kind is Constraint.ASAP:
            return begin, end
        if kind is Constraint.FNET:
            return begin, _later(end, one.constraint_at)
        least = one.constraint_at if kind is Constraint.SNET else self.latest.get(node)
        return _later(begin, least), end

    def _from(self, node: int, one: Activity, begin: int | None, end: int | None) -> int:
        """From when on it may begin: undriven where it stands, else with the project (rule 1)."""
        if begin is None:
            if end is None and one.start is not None:
                return one.start
            before = (self.starts[before] for before, _, _ in self.network.incoming[node])
            begin = min([self.plan.start, *(start for start in before if start is not None)])
        if not one.levelling_delay:
            return begin
        return beginning(one, begin)[0] + one.levelling_delay  # elapsed, after the links: rule 8

    def _summary(self, node: int, one: Summary) -> tuple:
        """What is asked of a summary goes to all it holds; manual, it has dates of its own (4)."""
        closes = self.network.closes(node)
        if one.manual:
            return one.start, one.finish if closes else None
        if not closes:
            begin, end = self.asked_of(node)
            return _later(begin, one.start_no_earlier), end
        inside = [self.at(before) for before, _, _ in self.network.incoming[node]]
        inside = [dates for dates in inside if dates[0] is not None]
        if not inside:
            return None, None
        return min(start for start, _ in inside), max(finish for _, finish in inside)


def _later(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)
