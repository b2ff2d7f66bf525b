"""The plan as a network of numbered nodes, in an order in which all predecessors come first.

Each activity is a node. A summary is two: its *opening*, the floor that its links put under all
that lies in it, and its *closing*, the span of all that, for those who follow it. A link between
phases of 500 activities is thus one edge and not 250,000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduling.plan import Activity, Id, Link, Plan, Summary

# From one node to another by a link; between a row and its summary there is none.
Edge = tuple[int, int, "Link | None"]


class Loop(ValueError):
    """Links that lead back to where they began: `ids` and `names` on the loop, in order."""

    def __init__(self, ids: list[Id], names: list[str]) -> None:
        super().__init__(" → ".join([*names, names[0]]))
        self.ids, self.names = ids, names


class Network:
    """A plan's nodes: `incoming` and `outgoing` edges of each, their `order`, and the `rank` in it.

    Of n activities, the k-th is node k; of the summaries, the k-th opens at n + 2k and closes at
    n + 2k + 1. Nothing here is recursive: chains may be as long as they like. Raises `Loop`.
    """

    def __init__(self, plan: Plan) -> None:
        self.count = len(plan.activities)
        nodes = (row for row in plan.summaries for _opens_and_closes in range(2))
        self.rows: tuple[Activity | Summary, ...] = (*plan.activities, *nodes)
        self.entries = {row.id: at for at, row in enumerate(plan.activities)}
        self.exits = dict(self.entries)
        for at, row in enumerate(plan.summaries):
            self.entries[row.id] = self.count + 2 * at
            self.exits[row.id] = self.count + 2 * at + 1
        self.incoming: list[list[Edge]] = [[] for _ in self.rows]
        self.outgoing: list[list[Edge]] = [[] for _ in self.rows]
        self._join(plan)
        self.order = self._sorted()
        self.rank = {node: rank for rank, node in enumerate(self.order)}

    def closes(self, node: int) -> bool:
        """Is this where a summary closes?"""
        return node >= self.count and (node - self.count) % 2 == 1

    def _join(self, plan: Plan) -> None:
        entries, exits = self.entries, self.exits
        edges: list[Edge] = []
        edges += [(exits[one.predecessor], entries[one.successor], one) for one in plan.links]
        for row in plan.rows:
            if row.parent is not None:
                edges.append((entries[row.parent], entries[row.id], None))
                edges.append((exits[row.id], exits[row.parent], None))
        for edge in edges:
            self.outgoing[edge[0]].append(edge)
            self.incoming[edge[1]].append(edge)

    def _sorted(self) -> list[int]:
        """All nodes, predecessors first (A. B. Kahn, 1962)."""
        waiting = [len(edges) for edges in self.incoming]
        order = [node for node, count in enumerate(waiting) if not count]
        for node in order:
            for _before, after, _link in self.outgoing[node]:
                waiting[after] -= 1
                if not waiting[after]:
                    order.append(after)
        if len(order) < len(waiting):
            raise self._loop(waiting)
        return order

    def _loop(self, waiting: list[int]) -> Loop:
        """The loop one comes to by walking back from any node that still waits."""
        node = next(node for node, count in enumerate(waiting) if count)
        path: dict[int, None] = {}
        while node not in path:
            path[node] = None
            node = next(before for before, _, _ in self.incoming[node] if waiting[before])
        walked = list(path)
        rows = [self.rows[node] for node in reversed(walked[walked.index(node) :])]
        names = {row.id: row.name or str(row.id) for row in rows}
        return Loop(list(names), list(names.values()))
