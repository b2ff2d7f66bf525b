"""Every address that can be opened, with some things in it."""

from collections.abc import Iterator
from itertools import product

from flask import Flask

NONE = "2345678923"
BLOCKS = ("title", "description", "labels", "checklists", "subtasks", "attachments", "comments")
EDITED = ("labels", "subtasks")
HX = {"HX-Request": "true"}


def addresses(app: Flask, things: dict[str, list[str]]) -> Iterator[str]:
    """With each of these things, by the first word of an address, in each of its places."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in ("static", "assets.show"):
            continue
        blocks = EDITED if rule.rule.endswith("/edit") else BLOCKS
        mine = things.get(rule.rule.split("/")[1]) or [NONE]
        names = sorted(rule.arguments)
        for filled in product(*(blocks if name == "block" else mine for name in names)):
            address = rule.rule
            for name, one in zip(names, filled, strict=True):
                address = address.replace(f"<{name}>", one).replace(f"<path:{name}>", one)
            yield address
