"""What was drawn is kept, the most recently used of it, bounded by its bytes."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

LARGEST = 64 * 1024 * 1024
AROUND = 300  # what Python needs beside the bytes


class Drawn(Protocol):
    """Anything drawn, that knows how many bytes it holds."""

    @property
    def size(self) -> int: ...


@dataclass(slots=True, frozen=True)
class Card:
    """A rendered card."""

    public_id: str
    version: str
    html: str

    @property
    def size(self) -> int:
        return len(self.html) + AROUND


@dataclass(slots=True, frozen=True)
class Noted:
    """Something worked out, that holds so many things."""

    content: Any
    things: int

    @property
    def size(self) -> int:
        return AROUND * self.things


class Kept:
    """The most recently used, bounded by their bytes."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest, self.size = largest, 0
        self.drawn: OrderedDict[Hashable, Drawn] = OrderedDict()
        self.lock = threading.Lock()

    def many(self, keys: Sequence[Hashable]) -> list[Any]:
        with self.lock:
            found = [self.drawn.get(key) for key in keys]
            for key, one in zip(keys, found, strict=True):
                if one is not None:
                    self.drawn.move_to_end(key)
        return found

    def keep(self, key: Hashable, one: Drawn) -> None:
        with self.lock:
            if key in self.drawn:
                return
            self.drawn[key] = one
            self.size += one.size
            while self.size > self.largest:
                _, oldest = self.drawn.popitem(last=False)
                self.size -= oldest.size

    def clear(self) -> None:
        with self.lock:
            self.drawn.clear()
            self.size = 0


kept = Kept()
