"""The worker draws small pictures of files, one at a time."""

import subprocess
import sys
from pathlib import Path

from files.keeping import DRAFT, picture_of, place_of
from models import File, db
from settings import HERE

PATIENCE = 20  # seconds


def draw_one() -> bool:
    """Draw the oldest file that waits for it; was there one?"""
    taken = File.take_undrawn()
    if taken is None:
        return False
    file = db.session.get_one(File, taken.id)
    source, target, media_type = place_of(file.key), picture_of(file.key), file.media_type
    db.session.rollback()
    File.drawn(taken, draw(source, target, media_type))
    return True


def draw(source: Path, target: Path, media_type: str) -> bool:
    """In a process that may fail without harm; did it draw something?"""
    draft = target.with_name(f"{target.name}{DRAFT}")
    command = [sys.executable, "-I", str(HERE / "files" / "drawing.py")]
    try:
        done = subprocess.run(
            [*command, str(source), str(draft), media_type],
            env={},  # none of our secrets
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode == 0 and draft.is_file():
            draft.replace(target)
            return True
    except subprocess.TimeoutExpired:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return False
