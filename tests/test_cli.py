"""The operator's command, as typed in a terminal."""

import json
import os
import subprocess
import sys

import pytest

from settings import HERE

OWNER = ["create-owner", "--name", "Ana Ott", "--email", "ana@ott.example"]
SECRET = ["--password", "pont-vert-lune-7"]


@pytest.fixture
def jalon(tmp_path):
    def run(*arguments):
        environ = dict(os.environ, JALON_INSTANCE=str(tmp_path / "instance"))
        environ.pop("DATABASE_URL", None)
        return subprocess.run(
            [sys.executable, HERE / "cli.py", *arguments],
            env=environ,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_help_names_every_command_of_the_operator(jalon):
    told = jalon("--help").stdout
    for name in (
        "backup",
        "check",
        "create-owner",
        "import",
        "migrate",
        "report",
        "restore",
        "sample",
    ):
        assert name in told


def test_an_owner_and_the_agency_are_made_once(jalon):
    first = jalon(*OWNER, *SECRET, "--agency", "Atelier Ott")
    assert (first.returncode, first.stderr) == (0, "")
    assert "ana@ott.example" in first.stdout
    again = jalon(*OWNER, *SECRET)
    assert again.returncode == 1
    assert "already" in again.stderr


def test_a_weak_password_is_refused_with_a_sentence(jalon):
    refused = jalon(*OWNER, "--password", "aaaa", "--agency", "Atelier Ott")
    assert refused.returncode == 1
    assert "password:" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_setting_that_cannot_be_used_is_a_sentence_too(jalon, monkeypatch):
    monkeypatch.setenv("HOST", "0.0.0.0")
    refused = jalon("migrate")
    assert refused.returncode == 2
    assert "BASE_URL=" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_import_that_is_only_tried_leaves_no_trace_in_the_instance(jalon, tmp_path):
    """On a new instance it used to make a database first, which took longer than the import."""
    board = HERE / "tests" / "imports" / "atelier.json"
    tried = jalon("import", "trello", board, "--dry-run", "--json")
    assert json.loads(tried.stdout)["imported"]["cards"] > 0
    assert not list((tmp_path / "instance").glob("*"))


def test_an_import_speaks_to_the_one_who_typed_it(jalon, tmp_path):
    """A missing file was to be ‘chosen again’, and a French agency’s losses came in French."""
    missing = jalon("import", "trello", "nothere.json")
    assert missing.returncode == 2 and "'nothere.json' does not exist" in missing.stderr
    jalon(*OWNER, *SECRET, "--agency", "Atelier Ott", "--language", "fr")
    told = jalon("import", "trello", HERE / "tests" / "imports" / "atelier.json").stdout
    assert "Imported:" in told and "Stickers" in told


def test_boards_are_made_for_the_benchmarks_and_told_as_json(jalon):
    made = jalon("sample", "--board", "5", "--board", "7", "--json")
    told = json.loads(made.stdout)
    assert [board["cards"] for board in told["boards"]] == [5, 7]
    assert {account["role"] for account in told["accounts"]} == {
        "owner",
        "member",
        "freelancer",
        "client",
    }
    again = jalon("sample")
    assert again.returncode == 1
    assert "/welcome" in again.stderr and not again.stdout
