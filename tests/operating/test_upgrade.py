"""Upgrade and rollback as docs/operating.md says, with two versions of the code side by side."""

import json
import shutil

import pytest

import migrations
from settings import HERE
from tests.operating.conftest import CLI
from tests.operating.test_backup import STEP
from tests.operating.test_commands import OWNER

OWN = ("cli.py", "migrations", "tests", "instance")


@pytest.fixture
def newer(tmp_path):
    """The command of a version that brings one more step of the database."""
    folder = tmp_path / "newer"
    folder.mkdir()
    for place in HERE.iterdir():
        if place.name not in OWN and not place.name.startswith("."):
            (folder / place.name).symlink_to(place)
    shutil.copytree(migrations.HERE, folder / "migrations")
    last = migrations.steps()[-1]
    number = f"{int(last) + 1:04d}"
    step = STEP.format(number=number, before=last)
    (folder / "migrations" / "versions" / f"{number}_motto.py").write_text(step)
    return str(shutil.copy(CLI, folder))


def says_of_the_database(checked):
    found = json.loads(checked.stdout)["findings"]
    return next(one["state"] for one in found if one["what"] == "database")


def test_a_version_comes_and_goes_again_by_the_documented_commands(jalon, python, newer, tmp_path):
    before, after = (str(tmp_path / f"{name}.zip") for name in ("upgrade", "rollback"))
    old = migrations.steps()[-1]
    assert jalon("home", *OWNER).returncode == 0
    assert jalon("home", "backup", before).returncode == 0

    assert says_of_the_database(python("home", newer, "check", "--json")) == "fails"
    assert python("home", newer, "migrate").returncode == 0  # as jalon-web.service begins
    assert says_of_the_database(python("home", newer, "check", "--json")) == "ok"

    refused = jalon("home", "migrate")
    assert refused.returncode == 1
    assert "newer Jalon" in refused.stderr and "Traceback" not in refused.stderr

    assert python("home", newer, "backup", after).returncode == 0
    assert python("home", newer, "migrate", "--to", old).returncode == 0
    assert says_of_the_database(jalon("home", "check", "--json")) == "ok"
    assert "already" in jalon("home", *OWNER).stderr, "what people did has gone"

    assert jalon("elsewhere", "restore", before).returncode == 0
    too_new = jalon("another", "restore", after)
    assert too_new.returncode == 1 and "newer Jalon" in too_new.stderr
    assert python("another", newer, "restore", after).returncode == 0
