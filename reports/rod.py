"""The rod of a project: bands between milestones, as long as the time between them.

Every other one is red, or what a client has chosen in place of red."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from reports.facts import Facts, Milestone

WIDTH = 174.0  # millimetres, the text width of the page
LABEL = 1.62  # millimetres a letter of a label takes, on average
PAPER_FAINT, RED_FAINT = 0.13, 0.22


@dataclass(frozen=True)
class Band:
    """The way to one milestone: reached, under way (`elapsed` of it is past), or to come."""

    x: float
    width: float
    is_red: bool
    state: Literal["reached", "now", "coming"]
    elapsed: float = 0

    @property
    def opacity(self) -> float:
        """Of what is not past: solid once reached, faint before."""
        faint = RED_FAINT if self.is_red else PAPER_FAINT
        return 1 if self.state == "reached" else faint


@dataclass(frozen=True)
class Tick:
    """A milestone on the rod."""

    x: float
    title: str
    on: date
    anchor: str = "middle"
    is_labelled: bool = True


@dataclass(frozen=True)
class Rod:
    """The project drawn as one rod, its milestones from first to last."""

    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    reached: int

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """For a letter, which has no drawing: each part's share in percent, and 0 for reached,
        1 for what is past of the one under way, 2 for to come."""
        parts = []
        for band in self.bands:
            parts += [(band.elapsed, 1), (band.width - band.elapsed, band.state != "reached" and 2)]
        return [(max(1, round(100 * width / WIDTH)), int(state)) for width, state in parts if width]

    @property
    def total(self) -> int:
        return len(self.ticks)


def rod_of(facts: Facts) -> Rod | None:
    """None without milestones: there is nothing to aim at."""
    stops = sorted(facts.milestones, key=lambda stop: (stop.forecast, stop.title))
    if not stops:
        return None
    start = min(filter(None, (facts.started, facts.period_from, stops[0].forecast)))
    if start == stops[-1].forecast:
        start = date.fromordinal(start.toordinal() - 1)
    scale = WIDTH / (stops[-1].forecast - start).days
    bands = _bands(stops, start, facts.today, scale)
    reached = sum(stop.reached for stop in stops)
    return Rod(tuple(bands), _labelled(stops, start, scale), reached)


def _bands(stops: list[Milestone], start: date, today: date, scale: float) -> list[Band]:
    bands, left = [], start
    for index, stop in enumerate(stops):
        x, width = (left - start).days * scale, (stop.forecast - left).days * scale
        red = index % 2 == 0
        if stop.reached:
            bands.append(Band(x, width, red, "reached"))
        elif left <= today < stop.forecast:
            bands.append(Band(x, width, red, "now", (today - left).days * scale))
        else:
            bands.append(Band(x, width, red, "coming"))
        left = stop.forecast
    return bands


def _labelled(stops: list[Milestone], start: date, scale: float) -> tuple[Tick, ...]:
    """The last milestone and the next one are always named, the others where there is room."""
    places = [(stop.forecast - start).days * scale for stop in stops]
    spans = [_span(place, stop.title) for place, stop in zip(places, stops, strict=True)]
    coming = next((n for n, stop in enumerate(stops) if not stop.reached), 0)
    named: list[int] = []
    for index in dict.fromkeys([len(stops) - 1, coming, *range(len(stops))]):
        if all(_apart(spans[index], spans[other]) for other in named):
            named.append(index)
    return tuple(
        Tick(place, stop.title, stop.forecast, _anchor(place, stop.title), index in named)
        for index, (place, stop) in enumerate(zip(places, stops, strict=True))
    )


def _anchor(place: float, title: str) -> str:
    half = len(title) * LABEL / 2
    return "start" if place < half else "end" if place + half > WIDTH else "middle"


def _span(place: float, title: str) -> tuple[float, float]:
    room = max(len(title), 12) * LABEL
    left = {"start": place, "middle": place - room / 2, "end": place - room}[_anchor(place, title)]
    return left, left + room


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] + 2 < other[0] or other[1] + 2 < one[0]
