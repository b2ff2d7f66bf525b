"""The backward pass: how late each node of a plan may stand."""

from __future__ import annotations

from scheduling.forward import Timetable
from scheduling.plan import Activity, Constraint, Link
from scheduling.span import Dates, beginning, ending


class Latest:
    """The latest start and finish of each node of a computed timetable.

    Of an activity those that leave the project's finish, its own dates to keep and all that follows
    in place. Of a summary's opening and closing what they pass on to those before them, or None.
    With `as_they_stand`, activities keep the dates they have: then `limits` says how far each may
    slip without moving another.
    """

    def __init__(self, table: Timetable, as_they_stand: bool = False) -> None:
        self.table, self.network = table, table.network
        self.starts: list = [None] * len(self.network.rows)
        self.finishes: list = [None] * len(self.network.rows)
        self._project_finish = table.finish
        for node in reversed(self.network.order):
            if node >= self.network.count:
                dates = self.limits(node)
            elif as_they_stand:
                dates = table.starts[node], table.finishes[node]
            else:
                dates = self._placed(node)
            self.starts[node], self.finishes[node] = dates

    def limits(self, node: int) -> tuple:
        """The latest start and the latest finish that what follows leaves, or None."""
        begin = end = None
        for edge in self.network.outgoing[node]:
            start, finish = self._left(*edge)
            if start is not None and (begin is None or start < begin):
                begin = start
            if finish is not None and (end is None or finish < end):
                end = finish
        return begin, end

    def _left(self, node: int, after: int, link: Link | None) -> tuple:
        start, finish = self.starts[after], self.finishes[after]
        if link is None:
            # Only what begins first in a summary holds those who wait for it to begin.
            begins_later = self.table.starts[node] != self.table.starts[after]
            return None if self.network.closes(after) and begins_later else start, finish
        instant = start if link.kind[1] == "S" else finish
        if link.lag and None not in (instant, self.table.starts[node]):
            lag = self.table.lag(node, link)
            instant = self.table.clock(link, after).later(instant, -lag)
        return (None, instant) if link.kind[0] == "F" else (instant, None)

    def _placed(self, node: int) -> Dates:
        one = self.table.activities[node]
        if one.manual or one.percent >= 100 or one.actual_finish is not None:
            return self.table.starts[node], self.table.finishes[node]
        begin, end = self.limits(node)
        begin, end = _bounded(one, begin, self._project_finish if end is None else end)
        start, finish = ending(one, one.measure.previous_finish(end) if one.duration else end)
        return (start, finish) if begin is None or start <= begin else beginning(one, begin)


def _bounded(one: Activity, begin: int | None, end: int) -> tuple[int | None, int]:
    """The limits narrowed to the dates an activity has to keep."""
    kind, at = one.constraint, one.constraint_at
    if one.deadline is not None:
        end = min(end, one.deadline)
    if at is not None and kind in (Constraint.FNLT, Constraint.MFO):
        end = min(end, at)
    elif at is not None and kind in (Constraint.SNLT, Constraint.MSO):
        begin = at if begin is None else min(begin, at)
    return begin, end
