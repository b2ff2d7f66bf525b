"""A plan of our own that holds all that the import of Microsoft Project promises, written."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

import imports.run as worker
from imports.counting import built
from models import (
    Ancestry,
    Audience,
    Baseline,
    BaselineTask,
    DayException,
    Event,
    ImportRun,
    Link,
    Project,
    Task,
    User,
    Viewer,
    Workweek,
    change,
    db,
)
from models.base import random_id
from models.project.planning import plan_read
from scheduling import minute_of

PLAN = Path(__file__).parents[1] / "imports" / "vitrine.xml"
SPRING = {"name": "Vitrine", "language": "fr", "timezone": "Europe/Paris"}
MORNING, AFTERNOON = [540, 750], [810, 1020]


def uploaded(folder: Path, by: User, plan: Path = PLAN) -> ImportRun:
    place = folder / f"{random_id()}.file"
    shutil.copyfile(plan, place)
    with change():
        run = ImportRun.upload(plan.name, str(place), by=by, kind="msproject")
    worker.work_once()
    return db.session.get_one(ImportRun, run.id, populate_existing=True)


def finished(run: ImportRun, by: User, **choices) -> ImportRun:
    people = {
        one["key"]: {"as": "user", "user": one["user"]}
        for one in run.preview["people"]
        if one["user"]
    }
    with change():
        run = db.session.get_one(ImportRun, run.id)
        run.start({**SPRING, "people": people, **choices}, by=by)
    while worker.work_once() or ImportRun.next_in_line():
        pass
    return db.session.get_one(ImportRun, run.id, populate_existing=True)


@pytest.fixture
def ines(cast) -> User:
    """Known by the address in the plan, whatever her name."""
    with change() as session:
        person = User(name="I. Laurent", email="ines@bleu.example", role="member")
        session.add(person)
    return person


@pytest.fixture
def run(cast, ines, tmp_path) -> ImportRun:
    return finished(uploaded(tmp_path, cast.ada), cast.ada)


def row(title: str) -> Task:
    return db.session.scalars(select(Task).where(Task.title == title)).one()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_preview_says_what_the_file_holds_before_anything_is_written(cast, ines, tmp_path):
    run = uploaded(tmp_path, cast.ada)
    assert (run.state, run.preview["source"], run.preview["name"]) == (
        "preview",
        "msproject",
        "Vitrine de printemps",
    )
    assert run.preview["counts"] == {
        "tasks": 12,
        "phases": 2,
        "milestones": 1,
        "links": 7,
        "resources": 4,
        "assignments": 6,
        "calendars": 3,
        "exceptions": 8,
        "constraints": 7,
        "deadlines": 1,
        "baselines": 2,
    }
    assert run.preview["announced"]["links"] == 8
    assert [(one["name"], one["user"], one["cards"]) for one in run.preview["people"]] == [
        ("Inès Laurent", ines.public_id, 2),
        ("Thomas Bergé", None, 2),
    ]
    assert run.preview["shown"]["cards"] == 12
    assert db.session.scalar(select(func.count(Task.id)).where(Task.import_run_id == run.id)) == 0


def test_all_that_was_previewed_is_built(run):
    assert run.state == "done"
    assert built(run) == run.account["built"] == run.preview["counts"]


def test_rows_keep_their_outline_and_summaries_are_phases(run):
    assert run.project.plan_start == at("2027-03-01T09:00")
    tasks = db.session.scalars(
        select(Task).where(Task.project_id == run.project_id).order_by(Task.id)
    )
    assert [
        (task.imported_uid, task.kind, task.parent.title if task.parent else None) for task in tasks
    ] == [
        ("1", "phase", None),
        ("2", "task", "Conception"),
        ("3", "task", "Conception"),
        ("5", "milestone", "Conception"),
        ("6", "phase", None),
        ("7", "task", "Fabrication"),
        ("8", "task", "Fabrication"),
        ("9", "task", "Fabrication"),
        ("10", "task", "Fabrication"),
        ("11", "task", None),
        ("12", "task", None),
        ("13", "task", None),
    ]
    above = select(Ancestry.depth).where(Ancestry.task_id == row("Maquette").id)
    assert sorted(db.session.scalars(above)) == [0, 1]


def test_tasks_stand_in_columns_by_what_is_done_and_phases_in_none(run):
    columns = {one.name: one.kind for one in run.project.columns}
    assert columns == {"À faire": "todo", "En cours": "doing", "Terminé": "done"}
    kinds = {
        title: row(title).column.kind for title in ("Esquisses", "Maquette", "Découpe", "Sans date")
    }
    assert kinds == {
        "Esquisses": "done",
        "Maquette": "doing",
        "Découpe": "todo",
        "Sans date": "todo",
    }
    assert (row("Conception").column, row("Conception").rank) == (None, None)
    paris = ZoneInfo("Europe/Paris")
    assert row("Esquisses").closed_at == datetime(2027, 3, 3, 17, tzinfo=paris).astimezone(UTC)
    assert [row(title).percent for title in ("Conception", "Esquisses", "Maquette")] == [
        66,
        100,
        40,
    ]


def test_dates_are_kept_to_the_second_and_shown_to_the_minute(run):
    task = row("Maquette")
    assert (task.imported_start, task.imported_finish) == (
        at("2027-03-04T09:00:30"),
        at("2027-03-09T17:00:45"),
    )
    assert (task.start, task.finish) == (at("2027-03-04T09:00"), at("2027-03-09T17:00"))
    assert (task.deadline, task.actual_start) == (at("2027-03-12T17:00"), at("2027-03-04T09:00"))
    assert (row("Sans date").start, row("Sans date").finish) == (None, None)
    assert row("Esquisses").actual_finish == at("2027-03-03T17:00")


def test_durations_are_minutes_of_work_or_of_the_clock(run):
    assert [
        (row(title).duration, row(title).elapsed)
        for title in ("Esquisses", "Maquette", "Séchage", "Maquette validée", "Sans date")
    ] == [(1260, False), (1470, False), (2880, True), (0, False), (None, False)]


def test_links_of_four_kinds_keep_their_lag_and_its_unit(run):
    links = db.session.scalars(select(Link).order_by(Link.id))
    assert [
        (one.predecessor.title, one.successor.title, one.kind, one.lag, one.unit) for one in links
    ] == [
        ("Esquisses", "Maquette", "FS", 421, "working"),  # 420.5 minutes, the half up
        ("Maquette", "Maquette validée", "FF", 0, "working"),
        ("Conception", "Fabrication", "FS", 0, "working"),
        ("Maquette validée", "Découpe", "SS", -480, "elapsed"),
        ("Découpe", "Séchage", "SF", 50, "percent"),
        ("Séchage", "Impression", "FS", 25, "elapsed_percent"),
        ("Fabrication", "Pose", "FS", 0, "working"),
    ]


def test_constraints_modes_and_what_levelling_did_come_in(run):
    titles = ("Séchage", "Impression", "Pose", "Fabrication", "Avant", "Découpe", "Au plus tard")
    assert [(row(title).constraint, row(title).constraint_at) for title in titles] == [
        ("ALAP", None),
        ("MSO", at("2027-03-15")),
        ("MFO", at("2027-04-30T17:00")),
        ("SNET", at("2027-03-10T09:00")),
        ("SNLT", at("2027-03-02T09:00")),
        ("FNET", at("2027-03-12T17:00")),
        ("FNLT", at("2027-03-02T17:00")),
    ]
    assert [row(one).manual for one in ("Fabrication", "Impression", "Découpe")] == [
        True,
        True,
        False,
    ]
    assert (row("Impression").active, row("Découpe").active) == (False, True)
    assert row("Découpe").levelling_delay == 1440
    assert row("Découpe").ignores_people and row("Découpe").calendar.name == "Impression 24 h"


def test_what_lasts_longer_than_its_duration_is_kept_as_split(run):
    assert row("Découpe").segments == [["2027-03-10T09:00", "2027-03-12T17:00"]]
    assert row("Pose").segments is None
    split = next(one for one in plan_read(run.project).plan.activities if one.name == "Découpe")
    assert split.is_fixed


def test_calendars_keep_their_week_and_their_exceptions(run):
    agency, print_shop, ines = db.session.scalars(select(Workweek).order_by(Workweek.id))
    assert agency.is_default and agency.week == [[MORNING, AFTERNOON]] * 5 + [[], []]
    assert [
        (one.name, one.first, one.last, one.shifts, one.recurrence) for one in agency.exceptions
    ] == [
        ("Ascension", date(2027, 5, 6), date(2027, 5, 6), [], None),
        (
            "Fête du travail",
            date(2027, 5, 1),
            date(2030, 5, 1),
            [],
            {"unit": "year", "month": 5, "day": 1, "count": 4},
        ),
        (
            "Nocturne",
            date(2027, 3, 1),
            date(2027, 4, 30),
            [[780, 1260]],
            {"unit": "week", "every": 2, "days": [3]},
        ),
        (
            "Inventaire",
            date(2027, 1, 1),
            date(2027, 12, 31),
            [],
            {"unit": "month", "every": 3, "position": 4, "of": [4]},
        ),
        (
            "Été",
            date(2027, 7, 1),
            date(2027, 8, 31),
            [[540, 780]],
            {"unit": "week", "every": 1, "days": [4]},
        ),
    ]
    assert print_shop.week == [[[0, 1440]]] * 7
    assert [(one.first, one.last, one.shifts) for one in print_shop.exceptions] == [
        (date(2027, 12, 25), date(2027, 12, 26), []),
        (date(2027, 12, 24), date(2027, 12, 24), [[480, 720]]),
    ]
    assert (ines.base_id, ines.week) == (agency.id, [None, None, [], None, None, None, None])
    assert [(one.first, one.last) for one in ines.exceptions] == [
        (date(2027, 3, 15), date(2027, 3, 19))
    ]


def test_people_are_recognised_and_the_others_stay_names(run, ines):
    assert [one.name for one in run.people] == [
        "Inès Laurent",
        "Thomas Bergé",
        "Vinyle",
        "Transport",
    ]
    parts = {
        title: [
            (one.user, one.name, one.units, one.work, one.delay, one.responsible)
            for one in row(title).assignments
        ]
        for title in ("Esquisses", "Maquette", "Découpe", "Séchage", "Pose")
    }
    assert parts == {
        "Esquisses": [(ines, None, 100, 1260, 0, True)],
        "Maquette": [(ines, None, 50, 735, 480, True), (None, "Thomas Bergé", 100, 1470, 0, True)],
        "Découpe": [(None, "Vinyle", 1200, 0, 0, False)],
        "Séchage": [],
        "Pose": [
            (None, "Thomas Bergé", 100, 2100, 0, True),
            (None, "Transport", 100, 0, 0, False),
        ],
    }
    assert db.session.scalars(select(Workweek).where(Workweek.user_id == ines.id)).one()


def test_whoever_joins_under_a_name_takes_over_their_calendar_too(cast, tmp_path):
    run = finished(uploaded(tmp_path, cast.ada), cast.ada)
    theirs = db.session.scalars(select(Workweek).where(Workweek.user_name == "Inès Laurent")).one()
    with change() as session:
        person = User(name="Inès Laurent", email="ines@bleu.example", role="member")
        session.add(person)
        session.flush()
        next(one for one in run.people if one.name == person.name)._become(person)
    db.session.expire_all()
    assert (theirs.user, theirs.user_name) == (person, None)
    assert row("Esquisses").people == [person]


def test_baselines_keep_dates_duration_and_work(run):
    numbers = {one.id: one.number for one in db.session.scalars(select(Baseline))}
    kept = db.session.scalars(
        select(BaselineTask).where(BaselineTask.task_id == row("Esquisses").id)
    )
    assert sorted(
        (numbers[one.baseline_id], one.start, one.finish, one.duration, one.work) for one in kept
    ) == [
        (0, at("2027-02-22T09:00"), at("2027-02-24T17:00"), 1260, 1260),
        (1, at("2027-03-01T09:00"), at("2027-03-03T17:00"), 1260, 630),
    ]


def test_notes_and_addresses_come_in(run):
    task = row("Esquisses")
    assert task.description == "Trois pistes,\npas plus."
    links = {
        title: [(one.name, one.url) for one in _links(row(title))]
        for title in ("Esquisses", "Pose")
    }
    assert links == {"Esquisses": [("Les pistes", "https://atelier.example/pistes")], "Pose": []}


def _links(task):
    from models import Attachment

    return db.session.scalars(select(Attachment).where(Attachment.task_id == task.id))


def test_what_is_not_taken_is_said_line_by_line(run):
    assert sorted(
        (kind, card, detail, count) for kind, card, detail, count, _key in run.account["losses"]
    ) == [
        ("plan_assignment", "Découpe", "77", 1),
        ("plan_cost", "Sans date", "", 1),
        ("plan_effort", "Maquette", "", 1),
        ("plan_field", "", "Atelier", 1),
        ("plan_group", "", "Thomas Bergé: Atelier", 1),
        ("plan_link", "Pose", "", 1),
        ("plan_material", "", "Transport", 1),
        ("plan_material", "", "Vinyle", 1),
        ("plan_priority", "Découpe", "800", 1),
        ("plan_rate", "", "Inès Laurent", 1),
        ("plan_rounded", "", "", 4),
        ("plan_split", "Découpe", "", 1),
        ("plan_status_date", "", "2027-03-05T17:00:00", 1),
        ("plan_timephased", "Pose", "", 1),
    ]


def test_the_engine_reads_it_as_it_stands(run):
    plan = plan_read(run.project).plan
    names = {one.name: one for one in plan.activities}
    assert "Impression" not in names  # inactive
    assert names["Maquette"].assignments and not names["Découpe"].assignments
    assert names["Découpe"].start == minute_of(at("2027-03-10T09:00"))
    assert names["Esquisses"].is_started and names["Séchage"].elapsed
    fabrication = next(one for one in plan.summaries if one.name == "Fabrication")
    assert fabrication.manual and len(plan.links) == 6


def test_the_client_sees_nothing_of_it_unless_the_switch_says_so(cast, ines, tmp_path):
    for shown, count in ((False, 0), (True, 12)):
        run = finished(uploaded(tmp_path, cast.ada), cast.ada, shown=shown)
        seen = Task.visible_to(Audience.client_of(run.project))
        assert len(db.session.scalars(seen).all()) == count
        links = db.session.scalars(Link.visible_to(Audience.client_of(run.project))).all()
        assert len(links) == (7 if shown else 0)


def test_one_event_tells_of_it_and_nobody_sees_it_before(cast, run):
    told = db.session.scalars(select(Event).where(Event.kind == "project.imported")).all()
    assert [one.project_id for one in told] == [run.project_id]
    own = select(func.count(Event.seq)).where(Event.project_id == run.project_id)
    assert db.session.scalar(own) == 1
    assert run.project in db.session.scalars(Project.visible_to(Viewer.of(cast.ada.id))).all()


def test_undone_nothing_of_it_is_left(cast, run):
    project_id, run_id = run.project_id, run.id
    with change():
        db.session.get_one(ImportRun, run_id).undo(by=cast.ada)
    while worker.work_once():
        pass
    run = db.session.get_one(ImportRun, run_id, populate_existing=True)
    assert (run.state, run.project_id) == ("undone", None)
    for noun in (Link, Workweek, DayException, Baseline, BaselineTask):
        assert db.session.scalar(select(func.count()).select_from(noun)) == 0
    assert db.session.get(Project, project_id, populate_existing=True) is None
