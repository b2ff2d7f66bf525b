"""A child process that kills itself at a commit of its own: a crash that never comes too late."""

import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Literal

from settings import HERE

KILLED_AT = """
import itertools, os, signal
from sqlalchemy import event
from sqlalchemy.orm import Session

commits = itertools.count(1)

@event.listens_for(Session, "{moment}")
def die(session):
    if next(commits) == {number}:
        os.kill(os.getpid(), signal.SIGKILL)

"""


def kill_at(
    moment: Literal["before_commit", "after_commit"],
    number: int,
    program: str,
    environ: Mapping[str, str],
) -> None:
    """Run the program until just before or after its commit of that number."""
    source = KILLED_AT.format(moment=moment, number=number) + program
    ended = subprocess.run([sys.executable, "-c", source], cwd=HERE, env=environ, timeout=180)
    assert ended.returncode == -signal.SIGKILL, "it ended before that commit"
