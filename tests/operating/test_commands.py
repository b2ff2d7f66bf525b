"""The operator's commands, as typed in a terminal, and killed in the middle."""

import json
import signal

import migrations
from operating import pulse

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


def test_each_question_is_a_line_and_a_failure_is_in_the_exit_code(jalon):
    assert jalon("home", "migrate").returncode == 0
    told = jalon("home", "check")
    assert told.returncode == 1  # nobody started a worker
    lines = [line.split() for line in told.stdout.splitlines()]
    assert [words[1] for words in lines] == [
        *("settings", "modes", "database", "clock", "worker", "mail", "disk", "fonts")
    ]
    failed = [words for words in lines if words[0] == "fails"]
    assert [words[1] for words in failed] == ["worker"]
    assert "→" in failed[0]


def test_a_program_reads_the_same_as_json(jalon, tmp_path):
    assert jalon("home", "migrate").returncode == 0
    for name in ("letters", "rest"):
        pulse.Pulse(tmp_path / "home", name).beat()
    asked = jalon("home", "check", "--json")
    told = json.loads(asked.stdout)
    assert (asked.returncode, told["well"]) == (0, True)
    assert {one["state"] for one in told["findings"]} <= {"ok", "note"}


def test_a_setting_that_cannot_be_used_is_the_only_line(jalon):
    told = jalon("home", "check", HOST="0.0.0.0")
    assert told.returncode == 1
    assert told.stdout.startswith("fails settings")
    assert "BASE_URL=" in told.stdout


def test_a_check_changes_nothing(jalon, tmp_path):
    jalon("home", "check")
    assert not (tmp_path / "home" / "jalon.db").exists()


def test_the_database_goes_back_to_a_step_and_forward_again(jalon):
    first = migrations.steps()[0]
    assert jalon("home", "migrate").returncode == 0
    assert jalon("home", "migrate", "--to", first).returncode == 0
    unknown = jalon("home", "migrate", "--to", "0815")
    assert unknown.returncode == 1 and first in unknown.stderr
    assert jalon("home", "migrate").returncode == 0


KILLED_AT = """
import os, signal, sys
from pathlib import Path
import {module}
from settings import load
{module}.{last_step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
{module}.{verb}(load(), Path({file!r}))
"""


def test_a_backup_that_is_killed_never_bears_the_name_of_a_whole_one(jalon, python, tmp_path):
    file = tmp_path / "ott.zip"
    jalon("old", *OWNER)
    place = {"module": "operating.backup", "last_step": "add_rows", "verb": "back_up"}
    killed = python("old", KILLED_AT.format(file=str(file), **place))
    assert killed.returncode == -signal.SIGKILL
    assert not file.exists()
    assert jalon("old", "backup", str(file)).returncode == 0


def test_a_restore_that_is_killed_is_begun_again(jalon, python, tmp_path):
    file = tmp_path / "ott.zip"
    jalon("old", *OWNER)
    jalon("old", "backup", str(file))
    place = {"module": "operating.restore", "last_step": "go_on_from", "verb": "restore"}
    killed = python("new", KILLED_AT.format(file=str(file), **place))
    assert killed.returncode == -signal.SIGKILL
    again = jalon("new", "restore", str(file))
    assert (again.returncode, again.stderr) == (0, "")
    assert "already" in jalon("new", *OWNER).stderr
