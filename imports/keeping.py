"""Where the files of imports lie, and that they do not lie there longer than needed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def place_for(folder: Path, name: str) -> Path:
    """The file of an import, by a random name: never the one it came with."""
    return folder / f"import-{name}.file"


def write_privately(place: Path, text: str) -> None:
    """Whole or not at all, and for nobody else to read."""
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(place)


def forget(*places: Path | str | None) -> None:
    """Remove them; harmless where they are gone."""
    for place in [one for one in places if one]:
        with suppress(OSError):
            Path(place).unlink(missing_ok=True)
