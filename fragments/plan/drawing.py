"""One page of a plan as a drawing."""

from collections.abc import Iterator
from dataclasses import dataclass

from formats import date_short, inner
from fragments.plan.legend import legend
from fragments.plan.paper import FOOT, HEAD, PX, Cut, Layout, Strip
from fragments.plan.routes import ROW, Box
from fragments.plan.scale import Unit
from fragments.plan.strokes import Said, Strokes, diamond, rounded
from i18n import _

SHADED = 4.0  # pixels: days narrower than that have no weekends
INDENT = 16.6  # pixels a level: 3 mm
LABEL = 60.0  # pixels that a date beside a milestone takes
NAMED = 30.0  # pixels that the name of a month takes


@dataclass(slots=True, frozen=True)
class Drawing:
    """`wide` and `high` are millimetres; `inks` are pairs of an ink and its path."""

    view: str
    wide: float
    high: float
    inks: list[tuple[str, str]]
    words: list[Said]
    told: str


class Painter(Strokes):
    """Draws what stands on one page."""

    def __init__(self, layout: Layout, cut: Cut) -> None:
        super().__init__()
        self.layout, self.cut = layout, cut
        self.left = layout.format.left * PX
        self.wide = layout.across * layout.width
        self.high = cut.rows * ROW
        self.x0 = cut.column * self.wide
        self.y0 = cut.top * ROW

    def drawing(self) -> Drawing:
        self.shade()
        for at in range(self.cut.top, self.cut.top + self.cut.rows):
            self.strip(at, self.layout.strips[at])
        waits = list(self.links())
        self.heads()
        below = self.y0 + self.high
        self.paint("cover", self.x0 - self.left, below + 1, self.left + self.wide, FOOT)
        legend(self, self.x0 - self.left + 6, below + 10, self.layout.marks)
        wide, high = self.left + self.wide, HEAD + self.high + FOOT
        view = f"{self.x0 - self.left:.1f} {self.y0 - HEAD:.1f} {wide:.1f} {high:.1f}"
        size = round(wide / PX, 2), round(high / PX, 2)
        return Drawing(view, *size, self.inks, self.words, self.told(waits))

    def told(self, waits: list[str]) -> str:
        """What a reader hears instead: the table beside says names, dates and progress."""
        scale = self.cut.scale
        first, last = (date_short(day, year=True) for day in (scale.first, scale.last))
        days = _("Bars from %(first)s to %(last)s", first=first, last=last)
        return f"{days}. {'; '.join(waits)}" if waits else days

    # Time

    def shade(self) -> None:
        layout, scale = self.layout, self.cut.scale
        first = scale.from_origin
        for day in range(first, first + scale.days) if layout.width >= SHADED else ():
            if day % 7 == 0:
                self.upright("rule", layout.x(day))
            if day % 7 == 5:
                self.paint("off", layout.x(day), self.y0, 2 * layout.width, self.high)
        for one in layout.off:
            if one.s < first + scale.days and one.s + one.d > first:
                self.off(one)
        if scale.now is not None:
            self.upright("today", layout.x(scale.now + 0.5))

    def off(self, one: Unit) -> None:
        left, wide = self.layout.x(one.s), one.d * self.layout.width
        if one.state == "holiday":
            return self.paint("holiday", left, self.y0, wide, self.high)
        rise = min(wide, 8.0)
        for step in range(0, int(self.high), 8):
            self.add("closed", f"M{left:.1f} {self.y0 + step + rise:.1f}l{wide:.1f} {-rise:.1f}")

    def heads(self) -> None:
        """Above the rows, over whatever comes up from them."""
        top, middle = self.y0 - HEAD, self.y0 - HEAD / 2
        self.paint("cover", self.x0 - self.left, top, self.left + self.wide, HEAD)
        self.paint("cover", self.x0 - self.left, top, self.left, HEAD + self.high)
        for one in self.cut.scale.heads:
            self.head(one, top)
        for one in self.cut.scale.units:
            self.unit(one, middle)
        self.now()
        self.add("edge", f"M{self.x0 - self.left:.1f} {self.y0:.1f}h{self.left + self.wide:.1f}")
        self.add("edge", f"M{self.x0:.1f} {top:.1f}v{HEAD + self.high:.1f}")

    def head(self, one: Unit, top: float) -> None:
        left, wide = self.layout.x(one.s), one.d * self.layout.width
        self.add("edge", f"M{left:.1f} {top:.1f}v{HEAD / 2}")
        said = f"{one.label} {one.note}".strip()
        if wide >= len(one.label) * 8:
            said = said if wide >= len(said) * 7.4 else one.label
            self.say(left + 5, top + 16, "head", said)

    def unit(self, one: Unit, middle: float) -> None:
        left, wide = self.layout.x(one.s), one.d * self.layout.width
        self.add("rule", f"M{left:.1f} {middle:.1f}v{HEAD / 2}")
        if wide >= NAMED:
            self.say(left + wide / 2, middle + 16, "unit", one.label)

    def now(self) -> None:
        """Today among the days in a box; where there are none, a point over its line."""
        scale, layout, middle = self.cut.scale, self.layout, self.y0 - HEAD / 2
        if scale.now is None:
            return
        x = layout.x(scale.now + 0.5)
        if scale.zoom != "day":
            return self.add("now", rounded(x - 3, self.y0 - 6, 6, 6, 3))
        wide = max(layout.width, 18)
        self.add("now", rounded(x - wide / 2 + 1, middle + 3, wide - 2, 18, 4))
        self.say(x, middle + 16, "now", str(scale.today.day))

    # Rows

    def strip(self, at: int, one: Strip) -> None:
        y = at * ROW
        if one.kind == "phase":
            self.paint("group", self.x0 - self.left, y, self.left, ROW)
        self.add("rule", f"M{self.x0:.1f} {y + ROW:.1f}h{self.wide:.1f}")
        self.add("line", f"M{self.x0 - self.left:.1f} {y + ROW:.1f}h{self.left:.1f}")
        if one.kind == "milestone":
            kind = f"mark-{one.state}" if one.state else "mark"
            self.add(kind, diamond(self.x0 - self.left + 11 + one.level * INDENT, y + 15.5, 4.6))
        if one.internal:
            self.lock(self.x0 - self.left + self.layout.format.name_wide * PX - 13, y + 10)
        box = self.layout.boxes.get(at)
        if box is None or not self.layout.is_on(self.cut, (at, at), box.left, box.right + 60):
            return
        if one.kind == "milestone":
            self.stop(one, box)
        elif one.kind == "phase":
            self.phase(one, box)
        else:
            self.bar(one, box)
        if one.deadline is not None:
            self.due(self.layout.x(one.deadline + 1), y)

    def bar(self, one: Strip, box: Box) -> None:
        kind = f"-{one.state}" if one.state else ""
        y, wide = box.row * ROW + 7, box.right - box.left - 1
        self.add(f"bar{kind}", rounded(box.left, y, wide, 15, 3.5))
        if one.percent:
            self.add(f"past{kind}", rounded(box.left, y, wide * one.percent / 100, 15, 3.5))

    def phase(self, one: Strip, box: Box) -> None:
        y, wide = box.row * ROW + 11, box.right - box.left - 1
        self.add("bar-phase", rounded(box.left, y, wide, 7, 1.5))
        self.add("past-phase", rounded(box.left, y, wide * one.percent / 100, 7, 1.5))
        left, right = box.left, box.left + wide
        self.add("past-phase", f"M{left:.1f} {y}h4l-4 11zM{right:.1f} {y}h-4l4 11z")

    def stop(self, one: Strip, box: Box) -> None:
        middle, y = (box.left + box.right) / 2, box.y - 0.5
        self.add(f"stop-{one.state}" if one.state else "stop", diamond(middle, y, 7.2))
        if one.finish and self.x0 <= middle < self.x0 + self.wide:
            fits = middle + LABEL < self.x0 + self.wide
            x, look = (middle + 12, "date") if fits else (middle - 12, "before")
            self.say(x, y + 4.4, look, date_short(one.finish, False))

    def due(self, x: float, y: float) -> None:
        self.add("due", f"M{x - 2:.1f} {y + 4}h2v22h-2v-15l-5 -3.5z")

    def links(self) -> Iterator[str]:
        """What waits for what, in words, for those that end on this page."""
        strips = self.layout.strips
        for tie, path in self.layout.links:
            if not self.layout.is_on(self.cut, (tie.before, tie.after), *self.layout.reach(tie)):
                continue
            self.add("broken" if tie.broken else "links", path)
            if self.cut.top <= tie.after < self.cut.top + self.cut.rows:
                self.arrow(path, "arrows-broken" if tie.broken else "arrows")
                name, before = (inner(strips[at].title) for at in (tie.after, tie.before))
                named = {"name": name, "before": before}
                if tie.broken:
                    yield _("‘%(name)s’ waits for ‘%(before)s’ (link not kept)", **named)
                else:
                    yield _("‘%(name)s’ waits for ‘%(before)s’", **named)

    def arrow(self, path: str, ink: str) -> None:
        """Where a path ends, in the direction of its last piece."""
        end = path.rpartition("L")
        x, y = map(float, end[2].split())
        before = float(end[0].replace("Q", " ").replace("L", " ").split()[-2])
        back = -4 if x >= before else 4
        self.add(ink, f"M{x + back:.1f} {y - 3.2:.1f}L{x:.1f} {y:.1f}l{back} 3.2")

    def upright(self, ink: str, x: float) -> None:
        self.add(ink, f"M{x:.1f} {self.y0:.1f}v{self.high:.1f}")
