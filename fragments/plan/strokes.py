"""Strokes gathered by their ink: a page of a hundred shapes is ten paths, each taking its time."""

from collections import defaultdict
from typing import NamedTuple

# From the bottom to the top. Plain values, for print; those of the screen by day.
INKS = {
    "off": 'fill="#f3f1ec"',
    "holiday": 'fill="#fae8e3"',
    "closed": 'stroke="#d5d2ca" stroke-width="1.2"',
    "rule": 'stroke="#eceae4" stroke-width=".8"',
    "links": 'fill="none" stroke="#8b8e9c" stroke-width="1.25"',
    "arrows": 'fill="none" stroke="#6d7080" stroke-width="1.4"',
    "broken": 'fill="none" stroke="#b3291a" stroke-width="1.5" stroke-dasharray="5 3"',
    "arrows-broken": 'fill="none" stroke="#b3291a" stroke-width="1.5"',
    "bar": 'fill="#cbd5fc"',
    "bar-done": 'fill="#b9d3c4"',
    "bar-late": 'fill="#fec9bf"',
    "bar-phase": 'fill="#bfc0c8"',
    "past": 'fill="#5570d6"',
    "past-done": 'fill="#7faa90"',
    "past-late": 'fill="#da432f"',
    "past-phase": 'fill="#1d2033"',
    "today": 'stroke="#dc3b1f" stroke-width="1.6"',
    "due": 'fill="#b3291a"',
    "stop": 'fill="#ffffff" stroke="#1d2033" stroke-width="1.7" stroke-linejoin="round"',
    "stop-done": 'fill="#1f7a52" stroke="#1f7a52" stroke-width="1.7" stroke-linejoin="round"',
    "stop-late": 'fill="#b3291a" stroke="#b3291a" stroke-width="1.7" stroke-linejoin="round"',
    "cover": 'fill="#ffffff"',
    "group": 'fill="#f5f4f0"',
    "line": 'stroke="#e6e3dc" stroke-width=".9"',
    "lock": 'fill="none" stroke="#8a8d99" stroke-width="1.3"',
    "mark": 'fill="#ffffff" stroke="#1d2033" stroke-width="1.5" stroke-linejoin="round"',
    "mark-done": 'fill="#1f7a52"',
    "mark-late": 'fill="#b3291a"',
    "edge": 'stroke="#c9c6be" stroke-width="1"',
    "now": 'fill="#c8341d"',
    "key-link": 'fill="none" stroke="#6d7080" stroke-width="1.4"',
    "key-broken": 'fill="none" stroke="#b3291a" stroke-width="1.5" stroke-dasharray="5 3"',
    "key-closed": 'stroke="#b9b6ad" stroke-width="1.4"',
}
INKS |= {f"key-{name}": INKS[name] for name in INKS if name.startswith(("bar", "past", "holiday"))}


class Said(NamedTuple):
    """A word of the drawing."""

    x: float
    y: float
    look: str  # head, unit, now, date, before, key
    text: str


class Strokes:
    """What is drawn, and the words on it."""

    def __init__(self) -> None:
        self.paths: dict[str, list[str]] = defaultdict(list)
        self.words: list[Said] = []

    @property
    def inks(self) -> list[tuple[str, str]]:
        """Pairs of an ink and its path, from the bottom to the top."""
        return [(ink, "".join(self.paths[name])) for name, ink in INKS.items() if self.paths[name]]

    def add(self, ink: str, path: str) -> None:
        self.paths[ink].append(path)

    def say(self, x: float, y: float, look: str, text: str) -> None:
        self.words.append(Said(x, y, look, text))

    def paint(self, ink: str, x: float, y: float, wide: float, high: float) -> None:
        self.add(ink, f"M{x:.1f} {y:.1f}h{wide:.1f}v{high:.1f}h{-wide:.1f}z")

    def lock(self, x: float, y: float) -> None:
        self.add(
            "lock", f"{rounded(x, y + 5, 10, 7, 1.5)}M{x + 2:.1f} {y + 5:.1f}v-2q0 -3 3 -3t3 3v2"
        )


def rounded(x: float, y: float, wide: float, high: float, radius: float) -> str:
    """A box with round corners."""
    r = max(min(radius, wide / 2, high / 2), 0.1)
    across, down = max(wide - 2 * r, 0), high - 2 * r
    return (
        f"M{x + r:.1f} {y:.1f}h{across:.1f}q{r:.1f} 0 {r:.1f} {r:.1f}v{down:.1f}"
        f"q0 {r:.1f} {-r:.1f} {r:.1f}h{-across:.1f}q{-r:.1f} 0 {-r:.1f} {-r:.1f}v{-down:.1f}"
        f"q0 {-r:.1f} {r:.1f} {-r:.1f}z"
    )


def diamond(x: float, y: float, half: float) -> str:
    """A square on its tip."""
    return f"M{x:.1f} {y - half:.1f}l{half} {half}l{-half} {half}l{-half} {-half}z"
