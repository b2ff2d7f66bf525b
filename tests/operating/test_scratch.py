"""A worker prints with fonts in temporary files: none may be left, however it ends."""

import os
import subprocess
import sys
from contextlib import contextmanager

from operating import scratch
from settings import HERE

# As the worker prints: fonts in files, until somebody writes a line; then it ends as told.
PRINTING = """
import os, sys
from pathlib import Path
from operating import scratch
scratch.settle(Path(sys.argv[1]))
from reports.printing import warm_up
warm_up()
print("printed", flush=True)
sys.stdin.readline()
scratch.leave()
os._exit(0)
"""


@contextmanager
def printing(instance, elsewhere):
    process = subprocess.Popen(
        [sys.executable, "-c", PRINTING, instance],
        cwd=HERE,
        env=os.environ | {"TMPDIR": str(elsewhere)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout.readline() == b"printed\n"
        yield process


def fonts_in(instance):
    return [place.parent.parent.name for place in instance.glob("scratch/*/weasyprint-*/*")]


def test_a_process_that_ends_leaves_no_temporary_file(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with printing(tmp_path, elsewhere) as process:
        assert fonts_in(tmp_path)
        process.stdin.write(b"end\n")
    assert list(tmp_path.glob("scratch/*")) == []
    assert list(elsewhere.iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next_and_the_living_keep_theirs(tmp_path):
    with printing(tmp_path, tmp_path) as living:
        kept = set(fonts_in(tmp_path))
        with printing(tmp_path, tmp_path) as killed:
            left = set(fonts_in(tmp_path)) - kept
            killed.kill()
        assert left <= set(fonts_in(tmp_path))
        with printing(tmp_path, tmp_path) as following:
            found = set(fonts_in(tmp_path))
            assert kept < found
            assert not left & found
            following.stdin.write(b"end\n")
        living.stdin.write(b"end\n")
    assert fonts_in(tmp_path) == []
    assert left


def test_nothing_is_removed_where_nobody_settled():
    assert scratch.own == []
    scratch.leave()


def test_a_folder_whose_owner_takes_it_along_at_that_moment_stops_nobody(tmp_path):
    """Listed, then gone: a worker that started at that moment ended at once."""
    scratch.sweep(tmp_path / "gone")
    (tmp_path / "left").mkdir()
    scratch.sweep(tmp_path / "left")
    assert list(tmp_path.iterdir()) == []
