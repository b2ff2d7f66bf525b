"""Temporary files of one process, in a folder of its own that goes when the process has gone.

What prints keeps its fonts in files that only a kind end removes. A lock tells who still lives:
it ends with the process, however that ended, and no number of a process can be mistaken for it.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = "scratch"
own: list[Path] = []  # of this process


def settle(instance: Path) -> None:
    """From here on this process puts its temporary files there; those of the dead are removed."""
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    door = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(door, fcntl.LOCK_EX)  # nobody sweeps a folder whose owner has yet to lock it
        for left in folder.iterdir():
            sweep(left)
        tempfile.tempdir = tempfile.mkdtemp(dir=folder)
        own.append(Path(tempfile.tempdir))
        fcntl.flock(os.open(own[0], os.O_RDONLY), fcntl.LOCK_EX)  # open, so locked, until the end
    finally:
        os.close(door)


def leave() -> None:
    """A process that is about to end without a word takes its folder along."""
    for folder in own:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(left: Path) -> None:
    """Remove what its owner left behind, unless somebody still lives there."""
    try:
        opened = os.open(left, os.O_RDONLY)
    except FileNotFoundError:
        return  # its owner has this moment taken it along
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(left, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(opened)
