"""Several tasks shown or hidden as one deed: what is foretold is what happens, and goes back."""

import random

import pytest
from sqlalchemy import select

from models import Event, Task, Team, Viewer, change, db
from models.sight import VISIBILITIES
from models.sight_change import AT_ONCE, SightChange, batches, done_together, hide_all, take_back
from models.user.roles import AGENCY_WIDE
from tests.cast import assignable

ALL = ("brief", "secret", "mockup", "listed", "launch")


def ids_of(cast, *names):
    return [cast.tasks[name].id for name in names]


def wanted(cast, names, visibility, **listed):
    return SightChange.of(cast.site, ids_of(cast, *names), visibility, **listed)


def foretold(showing):
    return {one.person.name.split()[0]: (one.gains, one.loses) for one in showing.shifts}


def seen_by(person, ids):
    mine = Task.visible_to(Viewer.of(person.id)).where(Task.id.in_(ids))
    return set(db.session.scalars(mine.with_only_columns(Task.id)))


def kinds_since(seq):
    return [e.kind for e in db.session.scalars(select(Event).where(Event.seq > seq))]


def test_who_gains_and_who_loses_is_said_by_name(cast):
    assert foretold(wanted(cast, ["secret"], "client")) == {"Rose": (1, 0), "Clara": (1, 0)}
    assert foretold(wanted(cast, ["brief", "mockup"], "team")) == {
        "Rose": (0, 3),
        "Clara": (0, 3),
    }
    alone = foretold(wanted(cast, ["brief"], "list", people=(cast.clara,)))
    assert alone == {"Mia": (0, 1), "Fay": (0, 1), "Rose": (0, 1)}


def test_what_lies_in_a_task_counts_too_once_and_only_where_it_really_changes(cast):
    with change():
        phase = Task.create(cast.site, "Phase", by=cast.max, kind="phase", visibility="client")
        for task in (cast.brief, cast.mockup, cast.secret):
            db.session.get_one(Task, task.id).nest(phase)
        Task.create(cast.site, "Jetée", by=cast.max, parent=phase, visibility="client").delete(
            by=cast.max
        )
    cast.tasks["phase"] = phase
    # the phase, two of its three cards, and the step in one of them
    assert foretold(wanted(cast, ["phase"], "team"))["Clara"] == (0, 4)
    assert foretold(wanted(cast, ["phase", "mockup", "step"], "team"))["Clara"] == (0, 4)
    assert foretold(wanted(cast, ["step"], "client")) == {}


def test_who_sees_as_much_as_before_is_not_named(cast):
    assert not wanted(cast, ["brief"], "client").shifts


@pytest.mark.parametrize("seed", range(6))
def test_what_is_foretold_is_what_happens(cast, seed):
    dice = random.Random(seed)
    people = list(cast.people.values())
    with change():
        team = Team.create("Atelier", "staff", by=cast.olga)
        team.join(cast.mia, by=cast.olga)
        phase = Task.create(cast.site, "Phase", by=cast.max, kind="phase", visibility="client")
        cast.tasks["phase"] = phase
        for name in ALL:
            task = db.session.get_one(Task, cast.tasks[name].id)
            task.nest(dice.choice((None, phase)))
            task.assign(assignable(cast.site, dice.sample(people, 2)), by=cast.max)
            task.hide(dice.choice(VISIBILITIES), by=cast.max, people=dice.sample(people, 2))
            task.follow(by=dice.choice(people))
    names = dice.sample((*ALL, "phase"), 3)
    listed = {"people": tuple(dice.sample(people, 2)), "teams": (team,)}
    ids = ids_of(cast, *cast.tasks)
    before = {person.name: seen_by(person, ids) for person in people}
    with change():
        showing = wanted(cast, names, dice.choice(VISIBILITIES), **listed)
        said = {one.person.name: (one.gains, one.loses) for one in showing.shifts}
        hide_all(showing, cast.max, "one")
    after = {person.name: seen_by(person, ids) for person in people}
    happened = {
        person.name: (
            len(after[person.name] - before[person.name]),
            len(before[person.name] - after[person.name]),
        )
        for person in people
    }
    assert said == {name: moved for name, moved in happened.items() if any(moved)}
    assert not {person.name for person in people if person.role in AGENCY_WIDE} & set(said)


def test_it_is_the_single_change_once_for_each_task_and_twice_is_nothing_new(cast):
    seq = db.session.scalar(select(Event.seq).order_by(Event.seq.desc()).limit(1))
    for _time in range(2):
        with change():
            hide_all(wanted(cast, ALL, "client"), cast.max, "one")
    assert sorted(kinds_since(seq)) == ["task.shown"] * 2
    with change():
        hide_all(wanted(cast, ALL, "team"), cast.max, "two")
    assert [e.kind for e in done_together(cast.site, "two", cast.max)] == ["task.hidden"] * 5


def test_all_of_it_is_taken_back_lists_of_people_and_teams_too(cast):
    with change():
        team = Team.create("Atelier", "staff", by=cast.olga)
        team.join(cast.mia, by=cast.olga)
        db.session.get_one(Task, cast.listed.id).hide(
            "list", by=cast.max, people=[cast.fay], teams=[team]
        )
    before = {name: db.session.get_one(Task, cast.tasks[name].id).facts() for name in ALL}
    with change():
        hide_all(wanted(cast, ALL, "client"), cast.max, "one")
    assert {db.session.get_one(Task, n).sight for n in ids_of(cast, *ALL)} == {"client"}
    with change():
        assert take_back(done_together(cast.site, "one", cast.max), cast.max) == 0
    db.session.expire_all()
    assert {name: db.session.get_one(Task, cast.tasks[name].id).facts() for name in ALL} == before
    listed = db.session.get_one(Task, cast.listed.id)
    assert listed.has_list and [row.team for row in listed.listings if row.team] == [team]


def test_what_somebody_changed_since_stays(cast):
    with change():
        hide_all(wanted(cast, ["brief", "mockup"], "team"), cast.max, "one")
    with change():
        db.session.get_one(Task, cast.brief.id).hide("list", by=cast.mia, people=[cast.fay])
    with change():
        assert take_back(done_together(cast.site, "one", cast.max), cast.max) == 1
    db.session.expire_all()
    kept = [db.session.get_one(Task, cast.tasks[n].id).visibility for n in ("brief", "mockup")]
    assert kept == ["list", "client"]


def test_nobody_takes_back_what_somebody_else_did(cast):
    with change():
        hide_all(wanted(cast, ["brief"], "team"), cast.max, "one")
    assert not done_together(cast.site, "one", cast.mia)
    assert not done_together(cast.elsewhere, "one", cast.max)


def test_another_look_is_asked_for_once_something_has_changed(cast):
    mark = wanted(cast, ["secret"], "client").mark
    assert wanted(cast, ["secret"], "client").mark == mark
    with change():
        db.session.get_one(Task, cast.secret.id).hide("client", by=cast.mia)
    assert wanted(cast, ["secret"], "client").mark != mark


def test_many_are_changed_a_few_at_a_time():
    assert [len(some) for some in batches(range(2 * AT_ONCE + 1))] == [AT_ONCE, AT_ONCE, 1]
