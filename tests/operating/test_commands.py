"""The operator's commands, as typed in a terminal."""

import os
import subprocess
import sys

import pytest

from settings import HERE


@pytest.fixture
def jalon(tmp_path):
    """`jalon("home", "check")`: a command in the instance of that name."""

    def run(name, *arguments, **environ):
        place = {"JALON_INSTANCE": str(tmp_path / name), "PORT": "8000"}
        inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        return subprocess.run(
            [sys.executable, HERE / "cli.py", *arguments],
            env={**inherited, **place, **environ},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


OWNER = (
    *("create-owner", "--name", "Ana Ott", "--email", "ana@ott.example"),
    *("--password", "pont-vert-lune-7", "--agency", "Atelier Ott"),
)


def test_an_instance_is_kept_and_brought_back_by_two_commands(jalon, tmp_path):
    file = str(tmp_path / "ott.zip")
    assert jalon("old", *OWNER).returncode == 0
    kept = jalon("old", "backup", file)
    assert (kept.returncode, kept.stderr) == (0, "")
    assert "events up to number 2" in kept.stdout
    again = jalon("new", "restore", file)
    assert (again.returncode, again.stderr) == (0, "")
    assert "Restored" in again.stdout
    twice = jalon("new", "restore", file)
    assert twice.returncode == 1
    assert "Atelier Ott" in twice.stderr and "Traceback" not in twice.stderr
    owner = jalon("new", *OWNER)
    assert "already" in owner.stderr, "the owner did not come along"


def test_a_backup_of_nothing_is_a_sentence_and_makes_nothing(jalon, tmp_path):
    refused = jalon("empty", "backup", str(tmp_path / "b.zip"))
    assert refused.returncode == 1
    assert "nothing to keep" in refused.stderr
    assert [place.name for place in tmp_path.iterdir()] == ["empty"]
    assert not (tmp_path / "empty" / "jalon.db").exists()
