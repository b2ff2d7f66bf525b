"""What one change moves: only what can be reached from the changed bar is computed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from heapq import heapify, heappop, heappush
from itertools import chain

from scheduling.change import Change, freed, held, reshaped
from scheduling.forward import Timetable
from scheduling.plan import Activity, Constraint, Id, Link, Plan, PlanError
from scheduling.span import Dates, beginning


@dataclass(frozen=True, slots=True)
class Move:
    """An activity's start and finish before and after.

    `by` is how many minutes of its calendar its start moves (its finish, if the start stays),
    `days` how many working days its finish does, as read from the dates; earlier is negative.
    """

    id: Id
    before: Dates
    after: Dates
    by: int
    days: int


@dataclass(frozen=True, slots=True)
class Ripple:
    """All that a change does; nothing of it is done yet.

    `activity` is the changed one as it is to be kept, None if only links changed; `pinned` is the
    "start no earlier than" that it was given. `moves` come predecessors first, the changed one's
    own among them; `finish_before` and `finish` are the plan's last finish; `broken` are the links
    from and to all that moved, and the new ones, that are not kept now.
    """

    activity: Activity | None
    pinned: int | None
    moves: tuple[Move, ...]
    finish_before: int
    finish: int
    broken: tuple[Link, ...]


def ripple(plan: Plan, change: Change) -> Ripple:
    """What `change` moves in a plan whose activities stand at their `start` and `finish`.

    A successor moves forward when the change breaks its link, and back when it stood exactly where
    its drivers put it: a first link pulls nothing back. What is manual, started or levelled never
    follows. An automatic bar dropped later than its predecessors ask is pinned there; dropped
    earlier it stands at its driver, free of any older pin. Raises `Loop` for links that lead back
    to where they began, `PlanError` for ids that are unknown or a finish before its start,
    `NoWorkingTime` for a bar nobody can work on.
    """
    wave = _Wave(plan, change)
    wave.put()
    wave.run()
    return Ripple(
        activity=wave.activity(),
        pinned=wave.pinned,
        moves=tuple(wave.moves()),
        finish_before=wave.before.finish,
        finish=wave.after.finish,
        broken=tuple(wave.broken()),
    )


def broken_links(plan: Plan) -> tuple[Link, ...]:
    """The links of a plan that ask for more than they get, as its activities stand.

    Raises `Loop` and `PlanError` as `ripple` does.
    """
    table = Timetable(plan)
    table.stand()
    return tuple(_unkept(table, chain.from_iterable(table.network.incoming)))


def _last_minute(finish: int) -> int:
    """Midnight belongs to the day before it; nothing lies before the first."""
    return max(finish - 1, 0)


class _Wave:
    """A change on its way through the network, from where things stood to where they will."""

    def __init__(self, plan: Plan, change: Change) -> None:
        self.change = change
        self.before = Timetable(plan)
        self.before.stand()
        self.after = self.before.copied(_relinked(plan, change))
        self.network = self.after.network
        self.node = self._node(change.activity)
        self.pinned: int | None = None
        self.moved: set[int] = set()
        entries, ends = self.network.entries, (one.successor for one in change.link + change.unlink)
        self.reached = {entries[one] for one in ends if one in entries}

    def put(self) -> None:
        """Put the changed activity where it will stand; on from there unless it is to be alone."""
        node, change = self.node, self.change
        if node is None:
            return
        one, stood = self.before.activities[node], self.before.at(node)
        if one.manual or one.is_started or change.alone:
            one = replace(held(one, stood, change), manual=one.manual or change.alone)
            dates = one.start, one.finish
        elif change.start is not None:
            one, dates = self._dropped(node, one, change.start)
        else:
            was, one = one, reshaped(one, stood[0], change)
            dates = self._following(node, one, stood if one == was else beginning(one, stood[0]))
        self.after.activities[node] = one
        self._move(node, dates)
        self.reached.add(node)
        if not change.alone:
            self.reached |= {after for _, after, _ in self.network.outgoing[node]}

    def run(self) -> None:
        """Through all that is reached, predecessors first, and on from what moves."""
        rank = self.network.rank
        waiting = [(rank[node], node) for node in self.reached if node != self.node]
        heapify(waiting)
        while waiting:
            node = heappop(waiting)[1]
            if not self._move(node, self._now(node)):
                continue
            for _, after, _ in self.network.outgoing[node]:
                if after not in self.reached:
                    self.reached.add(after)
                    heappush(waiting, (rank[after], after))

    def activity(self) -> Activity | None:
        """The changed activity as it will stand."""
        if self.node is None:
            return None
        start, finish = self.after.at(self.node)
        return replace(self.after.activities[self.node], start=start, finish=finish)

    def moves(self) -> Iterator[Move]:
        """What moved, predecessors first."""
        for node in sorted(self.moved, key=self.network.rank.__getitem__):
            if node < self.network.count:
                one = self.after.activities[node]
                before, after = self.before.at(node), self.after.at(node)
                end = 1 if before[0] == after[0] else 0
                by = one.measure.between(before[end], after[end])
                days = one.measure.days_between(*map(_last_minute, (before[1], after[1])))
                yield Move(one.id, before, after, by, days)

    def broken(self) -> Iterator[Link]:
        """Links of what moved, and new ones, that ask for more than they get."""
        network = self.network
        edges = {edge for node in self.moved for edge in network.incoming[node]}
        edges |= {edge for node in self.moved for edge in network.outgoing[node]}
        for new in self.change.link:
            into = network.incoming[network.entries[new.successor]]
            edges |= {edge for edge in into if edge[2] == new}
        return _unkept(self.after, sorted(edges, key=lambda edge: edge[:2]))

    def _node(self, one: Id | None) -> int | None:
        node = None if one is None else self.network.entries.get(one, self.network.count)
        if node is not None and node >= self.network.count:
            raise PlanError(f"unknown activity: {one}")
        return node

    def _dropped(self, node: int, one: Activity, at: int) -> tuple[Activity, Dates]:
        """An automatic bar where it was dropped: pinned if its links would have it earlier, or if
        nothing drives it but the constraint it had."""
        start = beginning(one, at)[0]
        one_free = freed(reshaped(one, start, self.change), start)
        self.after.activities[node] = one_free
        is_driven, dates = self.after.asked_of(node) != (None, None), self.after.placed(node)
        if start <= dates[0] and (is_driven or one.constraint_at is None):
            return one_free, dates
        self.pinned = start
        one_pinned = replace(one_free, constraint=Constraint.SNET, constraint_at=start)
        self.after.activities[node] = one_pinned
        return one_pinned, self.after.placed(node)

    def _now(self, node: int) -> tuple:
        if node >= self.network.count:
            return self.after.placed(node)
        return self._following(node, self.after.activities[node], self.before.at(node))

    def _following(self, node: int, one: Activity, stay: Dates) -> Dates:
        """Where an activity goes that has been reached, as it is now: perhaps it stays."""
        was = self.before.activities[node]
        if was.is_fixed or was.is_levelled:
            return stay
        self.after.activities[node] = one
        before, now = self.before.placed(node), self.after.placed(node)
        is_there = self.before.starts[node] == before[0]
        stood_at_its_driver = is_there and self.before.is_driven(node)
        is_pushed = now > before and now > stay
        return now if now != before and (stood_at_its_driver or is_pushed) else stay

    def _move(self, node: int, dates: tuple) -> bool:
        self.after.starts[node], self.after.finishes[node] = dates
        if dates == self.before.at(node):
            return False
        self.moved.add(node)
        return True


def _relinked(plan: Plan, change: Change) -> Plan:
    """The plan with the links of the change; the same if there are none."""
    if not change.link and not change.unlink:
        return plan
    links = dict.fromkeys(one for one in plan.links if one not in change.unlink)
    return replace(plan, links=tuple(links | dict.fromkeys(change.link)))


def _unkept(table: Timetable, edges: Iterable[tuple]) -> Iterator[Link]:
    """Those links among edges of a network that are not kept."""
    earliest = cache(partial(_earliest, table))
    for before, after, link in edges:
        if link is None:
            continue
        two = zip(earliest(after), table.asked(before, link, after), strict=True)
        if any(None not in dates and dates[0] < dates[1] for dates in two):
            yield link


def _earliest(table: Timetable, node: int) -> tuple:
    """The earliest start and finish of an activity, or of those that a summary holds."""
    network, inside = table.network, [node]
    for one in inside:
        if one >= network.count:
            inside += [after for _, after, _ in network.outgoing[one]]
    dates = [table.at(one) for one in inside if one < network.count]
    if not dates:
        return None, None
    return min(start for start, _ in dates), min(finish for _, finish in dates)
