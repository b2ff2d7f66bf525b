"""Under the rows of a printed plan: each shape that stands on it, and its word."""

from fragments.plan.strokes import Strokes, diamond, rounded
from i18n import _

LETTER, GAP = 6.6, 22  # pixels


def legend(strokes: Strokes, x: float, y: float, marks: set[str]) -> None:
    """`marks` are the names of what stands on the plan."""
    for name, word in (one for one in _words() if one[0] in marks):
        _key(strokes, name, x, y)
        strokes.say(x + 32, y + 12, "key", word)
        x += 32 + len(word) * LETTER + GAP


def _words() -> list[tuple[str, str]]:
    """In the order of a legend."""
    return [
        ("task", _("Progress")),
        ("task-done", _("Done")),
        ("task-late", _("Late")),
        ("milestone", _("Milestone")),
        ("milestone-done", _("Milestone reached")),
        ("milestone-late", _("Milestone late")),
        ("due", _("Due")),
        ("link", _("Waits for")),
        ("broken", _("Link not kept")),
        ("holiday", _("Public holiday")),
        ("closed", _("Agency closed")),
        ("internal", _("Hidden from client")),
    ]


def _key(strokes: Strokes, name: str, x: float, y: float) -> None:
    noun, _dash, state = name.partition("-")
    kind = f"-{state}" if state else ""
    if noun == "task":
        strokes.add(f"key-bar{kind}", rounded(x, y, 26, 13, 3))
        strokes.add(f"key-past{kind}", rounded(x, y, 26 if state == "done" else 15, 13, 3))
    elif noun == "milestone":
        strokes.add(f"mark{kind}", diamond(x + 13, y + 6.5, 6.2))
    elif noun == "internal":
        strokes.lock(x + 14, y)
    elif noun in ("link", "broken"):
        strokes.add(f"key-{noun}", f"M{x:.1f} {y + 1:.1f}h9v10h14m-4 -3.2l4 3.2l-4 3.2")
    elif noun == "due":
        strokes.add("mark-late", f"M{x + 12:.1f} {y - 2:.1f}h2v17h-2v-10l-5 -3.5z")
    elif noun == "holiday":
        strokes.add("key-holiday", rounded(x, y, 26, 13, 1))
    elif noun == "closed":
        strokes.add("key-closed", "".join(f"M{x + s:.1f} {y + 13:.1f}l8 -13" for s in (0, 6, 12)))
