"""A plan on paper: what it shows of a row, and which rows and days stand on which page.

Lengths of a sheet are millimetres; what is drawn on it keeps the pixels of the screen, so that
links take the same ways. `PX` is how many of them a millimetre holds.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from fragments.plan.bands import tops
from fragments.plan.routes import ROW, Box, Router
from fragments.plan.scale import MOST, Scale, Unit, count, day_of

ROW_MM = 5.6
PX = ROW / ROW_MM
HEAD, FOOT = 46, 30  # pixels: two rows of heads; the legend
ABOVE, BELOW, EDGE = 20, 17, 10  # of a sheet, around the plan
DAYS = {"day": 4.5, "week": 2.0, "month": 0.9}  # wide on paper
NUMBERED, IN_WEEKS = 3.6, 1.1  # days so wide have numbers, weeks so wide have theirs
AROUND = 24  # how far a link may go beyond its bars
MOST_PAGES = 300


@dataclass(slots=True, frozen=True)
class Format:
    """A sheet of paper lying on its side; of it `name_wide` is for names, `left` for dates too."""

    name: str
    width: int
    height: int
    name_wide: float
    left: float
    above: int = ABOVE

    @property
    def right(self) -> float:
        return self.width - 2 * EDGE - self.left

    @property
    def rows(self) -> int:
        return int((self.height - self.above - BELOW - HEAD / PX) / ROW_MM)


FORMATS = {
    "A4": Format("A4", 297, 210, 50, 116),
    "A3": Format("A3", 420, 297, 78, 144),
    "report": Format("report", 297, 210, 59, 106, above=27),
}


@dataclass(slots=True, frozen=True)
class Strip:
    """What paper shows of a row; `s` and `d` as in `RowView`."""

    title: str
    kind: str
    level: int = 0
    who: str = ""
    start: date | None = None
    finish: date | None = None
    percent: int = 0
    state: str = ""  # done, late
    s: float | None = None
    d: float = 0.0
    internal: bool = False
    deadline: int | None = None
    id: str = ""


@dataclass(slots=True, frozen=True)
class Tie:
    """A link between two rows, by their places."""

    before: int
    after: int
    kind: str
    broken: bool = False  # not kept by where its ends lie


@dataclass(slots=True, frozen=True)
class Cut:
    """What one page shows: rows from `top`, days from `first`."""

    number: int
    scale: Scale
    top: int
    rows: int
    band: int
    column: int
    is_first: bool  # of its rows

    @property
    def place(self) -> str:
        """Where it belongs when all pages are laid out: B3 is the third to the right, one down."""
        return f"{_letters(self.band)}{self.column + 1}"


@dataclass(frozen=True)
class Layout:
    """A plan cut into pages. A page on which nothing would stand is left out."""

    strips: Sequence[Strip]
    ties: Sequence[Tie]
    format: Format
    zoom: str  # day, week, month; anything else: one page wide
    today: date
    off: Sequence[Unit] = field(default=())

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first day, and how many: whole weeks around the plan."""
        begins = [one.s for one in self.strips if one.s is not None] or [count(self.today)]
        ends = [one.s + one.d for one in self.strips if one.s is not None] or [count(self.today)]
        begin, end = int(min(begins)), int(max(ends)) + 1
        if abs(count(self.today) - begin) < 400:
            begin, end = min(begin, count(self.today)), max(end, count(self.today) + 1)
        first = (begin - 2) // 7 * 7
        return first, min(max(-(-(end + 5 - first) // 7) * 7, 28), MOST["month"])

    @cached_property
    def day(self) -> float:
        """How wide a day is, in millimetres."""
        return DAYS.get(self.zoom) or min(self.format.right / self.span[1], DAYS["day"])

    @property
    def width(self) -> float:
        """How wide a day is, in pixels."""
        return self.day * PX

    @property
    def heads(self) -> str:
        """The scale whose heads have room."""
        return "day" if self.day >= NUMBERED else "week" if self.day >= IN_WEEKS else "month"

    @cached_property
    def across(self) -> int:
        """Days on a page."""
        room = int(self.format.right / self.day + 0.01)
        return max(room // 7 * 7, 7) if self.zoom in DAYS else max(room // 7 * 7, self.span[1])

    @property
    def is_wide(self) -> bool:
        """Do its pages go on to the right?"""
        return self.span[1] > self.across

    @cached_property
    def has_people(self) -> bool:
        return any(one.who for one in self.strips)

    @cached_property
    def marks(self) -> set[str]:
        """What the legend has to explain."""
        found = {one.state for one in self.strips} | {one.kind for one in self.strips}
        found |= {f"{one.kind}-{one.state}" for one in self.strips}
        found |= {one.state for one in self.off}
        wanted = {"due": "deadline", "internal": "internal"}
        found |= {
            word for word, name in wanted.items() if any(getattr(o, name) for o in self.strips)
        }
        return found | {"broken" if tie.broken else "link" for tie, _path in self.links}

    @cached_property
    def boxes(self) -> dict[int, Box]:
        return {at: self._box(at, one) for at, one in enumerate(self.strips) if one.s is not None}

    @cached_property
    def links(self) -> list[tuple[Tie, str]]:
        """Each link whose two ends have a bar, with its path."""
        router = Router(self.boxes.values())
        return [
            (tie, router.route(self.boxes[tie.before], self.boxes[tie.after], tie.kind))
            for tie in self.ties
            if tie.before in self.boxes and tie.after in self.boxes
        ]

    @cached_property
    def tops(self) -> list[int]:
        """The first row of each band of pages."""
        return tops([(one.kind, one.level) for one in self.strips], self.format.rows)

    @cached_property
    def cuts(self) -> list[Cut]:
        """The pages, in the order of reading: across, then down."""
        held = sorted(self._held())
        found = []
        ends = [*self.tops[1:], len(self.strips)]
        for number, (band, column) in enumerate(held, 1):
            top, rows = self.tops[band], ends[band] - self.tops[band]
            is_first = number == 1 or held[number - 2][0] != band
            found.append(Cut(number, self._scale(column), top, rows, band, column, is_first))
        return found

    def is_on(self, cut: Cut, rows: tuple[int, int], left: float, right: float) -> bool:
        """Does a thing of these rows and pixels show on a page?"""
        begin = cut.column * self.across * self.width
        end = begin + self.across * self.width
        low, high = min(rows), max(rows)
        return low < cut.top + cut.rows and high >= cut.top and right > begin and left < end

    def reach(self, tie: Tie) -> tuple[float, float]:
        """From where to where a link goes at most."""
        one, other = self.boxes[tie.before], self.boxes[tie.after]
        left, right = min(one.left, other.left), max(one.right, other.right)
        return left - AROUND, right + AROUND

    def x(self, day: float) -> float:
        """Pixels from the first day of the plan to a day from ORIGIN."""
        return (day - self.span[0]) * self.width

    def _held(self) -> set[tuple[int, int]]:
        """Band and column of each page on which something stands."""
        found = set()
        for at, box in self.boxes.items():
            found |= set(self._pages((at, at), box.left, box.right))
        for tie, _path in self.links:
            one, other = self.boxes[tie.before], self.boxes[tie.after]
            ends = min(one.right, other.left), max(one.right, other.left)
            found |= set(self._pages((tie.before, tie.after), *ends))
        bands = set(range(len(self.tops))) - {band for band, _column in found}
        return found | {(band, 0) for band in bands}

    def _pages(self, rows: tuple[int, int], left: float, right: float) -> Iterator[tuple[int, int]]:
        wide, last = self.across * self.width, (self.span[1] - 1) // self.across
        begin, end = (max(0, min(int(x // wide), last)) for x in (left, right))
        high, low = (bisect_right(self.tops, at) for at in (min(rows), max(rows)))
        for band in range(high - 1, low):
            yield from ((band, column) for column in range(begin, end + 1))

    def _scale(self, column: int) -> Scale:
        first = self.span[0] + column * self.across
        return Scale(self.heads, day_of(first), self.across, self.today)

    def _box(self, at: int, one: Strip) -> Box:
        left = self.x(one.s or 0)
        if one.kind == "milestone":
            middle = left + self.width / 2
            return Box(at, middle - 9, middle + 8, is_milestone=True, label=9)
        return Box(at, left, left + max(one.d * self.width, 2))


def _letters(number: int) -> str:
    """A … Z, AA …"""
    rest = number // 26
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + number % 26)
