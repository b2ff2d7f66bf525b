"""Links as lines between bars, round the labels: points in pixels from ORIGIN, in one SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROW, MIDDLE = 31, 14.5
OUT, IN, TURN, TIP = 6.0, 8.0, 4.0, 8.5
LETTER, AROUND = 6.2, 14

Point = tuple[float, float]


@dataclass(slots=True, frozen=True)
class Box:
    """A bar as links see it: its row, its ends, and where its label lies (to the right)."""

    row: int
    left: float
    right: float
    is_milestone: bool = False
    label: int = 0  # letters

    @property
    def y(self) -> float:
        return self.row * ROW + MIDDLE + (2 if self.is_milestone else 0)


class Router:
    """Knows where all labels lie."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self.labels = {
            box.row: (box.right, box.right + box.label * LETTER + AROUND)
            for box in boxes
            if box.label
        }

    def route(self, one: Box, other: Box, kind: str) -> str:
        """The path of a link from one bar to another."""
        return path({"FS": self._fs, "SS": _ss, "FF": _ff, "SF": _sf}[kind](one, other))

    def _fs(self, one: Box, other: Box) -> list[Point]:
        if one.is_milestone:
            return _from_tip(one, other)
        begin, end = (one.right, one.y), (other.left, other.y)
        if other.left < one.right + 2 * OUT:
            return [begin, *_back(one.right + OUT, one, other.left - 7, other), end]
        x = self._free(one, other)
        return [begin, (x, one.y), (x, other.y), end]

    def _free(self, one: Box, other: Box) -> float:
        """After the predecessor, before the successor or half-way: where no label is crossed."""
        tries = (one.right + OUT, other.left - IN, (one.right + other.left) / 2)
        low, high = sorted((one.row, other.row))
        between = [self.labels[row] for row in range(low + 1, high) if row in self.labels]
        clear = (x for x in tries if not any(a <= x <= b for a, b in between))
        return next(clear, tries[0])


def _from_tip(one: Box, other: Box) -> list[Point]:
    """Out of the lower tip (the upper, when going up), so that the label stays free."""
    middle, down = (one.left + one.right) / 2, 1 if other.row > one.row else -1
    tip = (middle, one.y + down * TIP)
    if other.left > middle + OUT:
        return [tip, (middle, other.y), (other.left, other.y)]
    return [tip, *_back(middle, one, other.left - 7, other)[1:], (other.left, other.y)]


def _back(out: float, one: Box, into: float, other: Box) -> list[Point]:
    """To where time has already been: at once along the edge of the row."""
    edge = (one.row + (other.row > one.row)) * ROW
    return [(out, one.y), (out, edge), (into, edge), (into, other.y)]


def _ss(one: Box, other: Box) -> list[Point]:
    x = min(one.left, other.left) - 7
    return [(one.left, one.y), (x, one.y), (x, other.y), (other.left, other.y)]


def _ff(one: Box, other: Box) -> list[Point]:
    x = max(one.right, other.right) + IN
    return [(one.right, one.y), (x, one.y), (x, other.y), (other.right, other.y)]


def _sf(one: Box, other: Box) -> list[Point]:
    begin, end, x = (one.left, one.y), (other.right, other.y), one.left - OUT
    if x > other.right + OUT:
        return [begin, (x, one.y), (x, other.y), end]
    return [begin, *_back(x, one, other.right + 7, other), end]


def path(points: Sequence[Point]) -> str:
    """Straight pieces with round corners."""
    drawn = [f"M{_at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        drawn.append(f"L{_at(_near(corner, before))}Q{_at(corner)} {_at(_near(corner, after))}")
    return "".join([*drawn, f"L{_at(points[-1])}"])


def _near(corner: Point, other: Point) -> Point:
    """On the way from a corner to another point, as far as the corner is round."""
    across, down = other[0] - corner[0], other[1] - corner[1]
    length = abs(across) + abs(down)
    part = min(TURN, length / 2) / length if length else 0
    return corner[0] + across * part, corner[1] + down * part


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}".replace(".0", "")
