"""Labels, which three generations of exports write in three ways."""

from __future__ import annotations

from typing import Any

from imports.draft import DraftLabel
from imports.shapes import dicts, key, keys, line, mapping

HUES = {
    "green": "sapin", "yellow": "safran", "orange": "brique", "red": "brique",
    "purple": "iris", "blue": "azur", "sky": "canard", "lime": "olive", "pink": "prune",
    "black": "azur",
}  # fmt: skip


class Labels:
    """The board's labels, those of `labelNames` where a file has no others, and, last, any that
    only a card knows."""

    def __init__(self, board: dict[str, Any]):
        self.all: list[DraftLabel] = []
        self.known: dict[str, str] = {}
        own = board.get("labels")
        for one in dicts(own):
            self._add(key(one.get("id")), line(one.get("name")), key(one.get("color")))
        if not own:
            self._read_names(mapping(board.get("labelNames")), even_unnamed=own is None)

    def _read_names(self, names: dict[str, Any], *, even_unnamed: bool) -> None:
        for colour, name in names.items():
            if even_unnamed or line(name):
                self._add(f"colour:{key(colour)}", line(name), key(colour))

    def _add(self, identity: str, name: str, colour: str) -> str:
        identity = identity or f"{colour}:{name}"
        if identity not in self.known:
            self.known[identity] = name
            shade = colour.removesuffix("_dark").removesuffix("_light")
            self.all.append(DraftLabel(identity, name, HUES.get(shade, "azur")))
        return identity

    def on(self, card: dict[str, Any]) -> list[str]:
        worn = [one for one in keys(card.get("idLabels")) if one in self.known]
        for one in dicts(card.get("labels")):
            worn.append(self._recognised(one))
        return list(dict.fromkeys(worn))

    def _recognised(self, one: dict[str, Any]) -> str:
        identity, colour = key(one.get("id")), key(one.get("color"))
        by_colour = f"colour:{colour}"
        if identity not in self.known and self.known.get(by_colour) == line(one.get("name")):
            return by_colour
        return self._add(identity, line(one.get("name")), colour)
