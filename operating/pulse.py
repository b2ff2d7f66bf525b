"""The worker's pulse: each of its threads touches a file now and then, so others see it lives.

A file and not a row: it costs no write lock, wakes no page, and tells even while the database is
away. It lies in the folder that web and worker share in any case.
"""

import time
from contextlib import suppress
from pathlib import Path

EVERY = 5.0  # seconds between two touches
# A server of letters may make us wait 20 seconds for each of nine answers.
SILENCE = 300.0
FOLDER = "pulse"


class Pulse:
    """Of one thread, known by its name."""

    def __init__(self, instance: Path, name: str) -> None:
        self.place = instance / FOLDER / name
        self.next = 0.0

    def beat(self) -> None:
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + EVERY
        with suppress(OSError):  # a full disk is told by `bin/jalon check`, and work goes on
            self.place.parent.mkdir(mode=0o700, exist_ok=True)
            self.place.touch(mode=0o600)


def silence(instance: Path) -> float | None:
    """Seconds since the thread that was quiet longest was seen; None if none ever was."""
    try:
        seen = [place.stat().st_mtime for place in (instance / FOLDER).iterdir()]
    except OSError:
        return None
    return max(0.0, time.time() - min(seen)) if seen else None


def is_alive(instance: Path) -> bool:
    quiet = silence(instance)
    return quiet is not None and quiet < SILENCE


def forget(instance: Path) -> None:
    """A worker that begins leaves no trace of threads that its version does not have."""
    with suppress(OSError):
        for place in (instance / FOLDER).iterdir():
            place.unlink(missing_ok=True)
