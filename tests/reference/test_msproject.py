"""Real Microsoft Project plans: all rows come in with their dates, counted without our reader."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from imports.operator import rehearsed
from models import Project, Task, db
from models.project.planning import plan_read
from models.workweek import calendars_of
from scheduling import minute_of, schedule
from tests.reference.mspdi import Mspdi

ROOT = Path(__file__).parents[2]
PLANS = ROOT.parent / "shared" / "data" / "mspdi"
NAMES = sorted(path.stem for path in PLANS.glob("*.xml"))
ABSENT = "the reference plans are not beside this repository"
SPACE = "{http://schemas.microsoft.com/project}"
NOBODY = ("0", "-65535")
# Levelled or split by hand: where they stand is kept, and not computed again.
HARD = ("HARD-levelled-split50", "HARD-levelled38")

pytestmark = pytest.mark.skipif(not PLANS.is_dir(), reason=ABSENT)


@cache
def account(name: str) -> dict[str, Any]:
    """What the operator's command prints, and what is then in the database it forgets."""
    return rehearsed("msproject", PLANS / f"{name}.xml")


class Raw:
    """The file itself, by nothing but its own fields."""

    def __init__(self, name: str):
        self.root = ET.parse(PLANS / f"{name}.xml").getroot()

    def all(self, path: str) -> list[ET.Element]:
        return self.root.findall(SPACE + path.replace("/", f"/{SPACE}"))

    @property
    def tasks(self) -> list[ET.Element]:
        rows = self.all("Tasks/Task")
        return [one for one in rows if said(one, "UID") != "0" and said(one, "IsNull") != "1"]

    @property
    def resources(self) -> list[ET.Element]:
        return [one for one in self.all("Resources/Resource") if said(one, "UID") not in NOBODY]

    def counts(self) -> dict[str, int]:
        levels = [int(said(one, "OutlineLevel")) for one in self.tasks] + [0]
        phases = [
            one for one, two in zip(self.tasks, pairwise(levels), strict=True) if two[1] > two[0]
        ]
        milestones = [one for one in self.tasks if said(one, "Milestone") == "1"]
        theirs = {said(one, "CalendarUID") for one in self.resources}
        calendars = self.all("Calendars/Calendar")
        known = {said(one, "UID") for one in self.tasks}
        links = [one for task in self.tasks for one in task.findall(f"{SPACE}PredecessorLink")]
        assignments = self.all("Assignments/Assignment")
        return {
            "tasks": len(self.tasks),
            "milestones": len([one for one in milestones if one not in phases]),
            "phases": len(phases),
            "links": len([one for one in links if said(one, "PredecessorUID") in known]),
            "resources": len(self.resources),
            "assignments": len([a for a in assignments if said(a, "ResourceUID") not in NOBODY]),
            "calendars": len(
                [
                    c
                    for c in calendars
                    if said(c, "IsBaseCalendar") == "1" or said(c, "UID") in theirs
                ]
            ),
        }


def said(element: ET.Element, name: str) -> str:
    return (element.findtext(SPACE + name) or "").strip()


@pytest.mark.parametrize("name", NAMES)
def test_each_count_is_whole(name):
    assert account(name)["imported"] == Raw(name).counts()


@pytest.mark.parametrize("name", NAMES)
def test_every_row_keeps_start_and_finish_to_the_minute(name):
    expected = [
        (
            int(said(one, "UID")),
            said(one, "Name"),
            said(one, "Start")[:16],
            said(one, "Finish")[:16],
        )
        for one in Raw(name).tasks
    ]
    built = [
        (row["uid"], row["name"], row["start"], row["finish"]) for row in account(name)["tasks"]
    ]
    assert built == expected


def test_the_command_prints_the_account_as_json(tmp_path):
    plan = str(PLANS / "swpm45.xml")
    told = subprocess.run(
        [sys.executable, "cli.py", "import", "msproject", plan, "--dry-run", "--json"],
        cwd=ROOT,
        env={**os.environ, "JALON_INSTANCE": str(tmp_path)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    printed = json.loads(told.stdout)
    assert list(printed) == ["imported", "tasks", "lost"]
    assert printed["imported"] == account("swpm45")["imported"]
    assert set(printed["tasks"][0]) == {"uid", "name", "start", "finish"}


@pytest.fixture
def built(app, tmp_path):
    """A plan imported into this database: its project, and its tasks by their numbers."""
    from imports.operator import carried_out
    from models import Agency, change

    def build(name: str) -> tuple[Project, dict[str | None, Task]]:
        with change() as session:
            session.add(Agency(name="Jalon", language="en"))
        carried_out("msproject", PLANS / f"{name}.xml", tmp_path)
        project = db.session.scalars(select(Project)).one()
        tasks = {one.imported_uid: one for one in db.session.scalars(select(Task))}
        return project, tasks

    return build


@pytest.mark.parametrize("name", NAMES)
def test_dates_are_kept_as_they_came_with_their_seconds(built, name):
    _project, tasks = built(name)
    for one in Raw(name).tasks:
        task = tasks[said(one, "UID")]
        assert task.imported_start.isoformat() == said(one, "Start")
        assert task.imported_finish.isoformat() == said(one, "Finish")
        assert task.percent == int(said(one, "PercentComplete") or 0)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in HARD])
def test_the_engine_finds_an_imported_plan_at_rest(built, name):
    project, _tasks = built(name)
    plan = plan_read(project).plan
    found = schedule(plan).dates
    moved = [
        (one.name, one.start, one.finish, found[one.id])
        for one in plan.activities
        if found[one.id] != (one.start, one.finish)
    ]
    assert moved == []


@pytest.mark.parametrize("name", NAMES)
def test_calendars_work_when_those_of_the_file_do(built, name):
    """Compared with the other reader, which takes exceptions as they are written out by day."""
    project, _tasks = built(name)
    theirs = Mspdi(PLANS / f"{name}.xml")
    days = [minute_of(datetime(year, 1, 1)) // 1440 for year in (2000, 2035)]
    for row, calendar in calendars_of(project.id):
        expected = theirs.calendar(row.imported_uid)
        assert list(calendar.days(*days)) == list(expected.days(*days)), row.name
