"""The plan: rows read for the engine, moves written back in one event, links, undo."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from models import (
    DayException,
    Event,
    Link,
    Project,
    Task,
    Viewer,
    Workweek,
    change,
    db,
)
from models.event import Changed
from models.project.planning import Outdated, plan_kept, plan_read
from scheduling import Change, Loop, minute_of, moment_of, schedule
from tests.asking import statements

MONDAY, TUESDAY, WEDNESDAY = (datetime(2027, 3, day) for day in (1, 2, 3))
OFFICE = [[480, 720], [780, 1020]]
WEEK = [OFFICE] * 5 + [[], []]


def hours(day, begin, end):
    return day.replace(hour=begin), day.replace(hour=end)


@pytest.fixture
def chain(cast):
    """Brief on Monday, mockup on Tuesday, launch at its end; each waits for the one before."""
    with change():
        for task, day in ((cast.brief, MONDAY), (cast.mockup, TUESDAY)):
            task.start, task.finish = hours(day, 8, 17)
            task.duration = 480
        cast.launch.start = cast.launch.finish = TUESDAY.replace(hour=17)
        cast.launch.duration = 0
    with change():
        cast.mockup.link(cast.brief, by=cast.max)
    with change():
        cast.launch.link(cast.mockup, by=cast.max)
    return cast


def dates(task):
    return task.start, task.finish


def last_event():
    return db.session.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()


def count(noun):
    return db.session.scalar(select(func.count()).select_from(noun))


def test_a_bar_moves_with_all_that_waits_for_it_in_one_event(chain):
    before = count(Event)
    with change():
        chain.brief.reschedule(by=chain.max, start=minute_of(TUESDAY.replace(hour=8)))
    assert dates(chain.brief) == hours(TUESDAY, 8, 17)
    assert dates(chain.mockup) == hours(WEDNESDAY, 8, 17)
    assert chain.launch.finish == WEDNESDAY.replace(hour=17)
    assert count(Event) == before + 1 and last_event().kind == "task.rescheduled"
    assert [move[0] for move in last_event().details["moves"]] == [
        chain.brief.id,
        chain.mockup.id,
        chain.launch.id,
    ]


def test_undone_all_of_them_stand_where_they_stood(chain):
    with change():
        chain.brief.reschedule(by=chain.max, start=minute_of(TUESDAY.replace(hour=8)))
    with change():
        last_event().undo(by=chain.max)
    assert dates(chain.brief) == hours(MONDAY, 8, 17)
    assert dates(chain.mockup) == hours(TUESDAY, 8, 17)
    with change():
        last_event().undo(by=chain.max)
    assert dates(chain.mockup) == hours(WEDNESDAY, 8, 17)


def test_a_move_is_not_undone_over_what_somebody_changed_since(chain):
    with change():
        chain.brief.reschedule(by=chain.max, start=minute_of(TUESDAY.replace(hour=8)))
    moved = last_event()
    with change():
        chain.mockup.date(by=chain.mia, finish=datetime(2027, 3, 9, 12))
    with pytest.raises(Changed), change():
        moved.undo(by=chain.max)
    assert dates(chain.brief) == hours(TUESDAY, 8, 17)


def test_moving_nowhere_does_nothing_new(chain):
    before = count(Event)
    with change():
        assert chain.brief.reschedule(by=chain.max, start=minute_of(chain.brief.start)) is None
    assert count(Event) == before


def test_dropped_later_than_its_link_asks_it_is_pinned_and_undo_frees_it(chain):
    with change():
        chain.mockup.reschedule(by=chain.max, start=minute_of(WEDNESDAY.replace(hour=8)))
    assert (chain.mockup.constraint, chain.mockup.constraint_at) == (
        "SNET",
        WEDNESDAY.replace(hour=8),
    )
    with change():
        last_event().undo(by=chain.max)
    assert (chain.mockup.constraint, chain.mockup.constraint_at) == ("ASAP", None)
    assert dates(chain.mockup) == hours(TUESDAY, 8, 17)


def test_this_bar_alone_becomes_manual(chain):
    with change():
        at = minute_of(WEDNESDAY.replace(hour=8))
        chain.brief.reschedule(by=chain.max, start=at, alone=True)
    assert chain.brief.manual and dates(chain.mockup) == hours(TUESDAY, 8, 17)


def test_a_ripple_computed_before_somebody_changed_the_plan_is_not_written(chain):
    found = plan_read(chain.site).after(
        Change(chain.brief.id, start=minute_of(TUESDAY.replace(hour=8)))
    )
    with change():
        chain.mockup.date(by=chain.mia, finish=TUESDAY.replace(hour=12))
    with pytest.raises(Outdated), change():
        chain.brief.reschedule(by=chain.max, replanned=found)
    assert dates(chain.brief) == hours(MONDAY, 8, 17)


def test_whole_days_stay_whole_days(cast):
    with change():
        cast.brief.start, cast.brief.finish = MONDAY, WEDNESDAY
    with change():
        cast.brief.reschedule(by=cast.max, start=minute_of(datetime(2027, 3, 4, 8)))
    # Thursday and Friday, up to the midnight that ends Friday
    assert dates(cast.brief) == (datetime(2027, 3, 4), datetime(2027, 3, 6))


def test_a_link_pushes_what_it_ties_and_both_are_undone_together(cast):
    with change():
        for task in (cast.brief, cast.mockup):
            task.start, task.finish = hours(MONDAY, 8, 17)
    with change():
        cast.mockup.link(cast.brief, by=cast.max, lag=480)
    assert dates(cast.mockup) == hours(WEDNESDAY, 8, 17)
    link = cast.mockup.links[0]
    assert (link.predecessor, link.kind, link.lag, link.unit) == (cast.brief, "FS", 480, "working")
    with change():
        last_event().undo(by=cast.max)
    assert cast.mockup.links == [] and dates(cast.mockup) == hours(MONDAY, 8, 17)


def test_unlinked_it_comes_back_on_undo_with_its_kind_and_its_lag(chain):
    with change():
        chain.mockup.link(chain.brief, by=chain.max, kind="SS", lag=60, unit="elapsed")
    with change():
        chain.mockup.unlink(chain.brief, by=chain.max)
    assert chain.mockup.links == [] and last_event().kind == "task.unlinked"
    with change():
        last_event().undo(by=chain.max)
    link = chain.mockup.links[0]
    assert (link.kind, link.lag, link.unit) == ("SS", 60, "elapsed")


def test_linking_twice_does_nothing_new_and_otherwise_changes_the_one_link(chain):
    before = count(Event)
    with change():
        assert chain.mockup.link(chain.brief, by=chain.max) is None
    assert count(Event) == before
    with change():
        chain.mockup.link(chain.brief, by=chain.max, kind="FF")
    assert [one.kind for one in chain.mockup.links] == ["FF"]
    with change():
        last_event().undo(by=chain.max)
    assert [one.kind for one in chain.mockup.links] == ["FS"]


def test_a_loop_is_refused_by_the_names_of_what_lies_on_it(chain):
    with pytest.raises(Loop) as refused, change():
        chain.brief.link(chain.launch, by=chain.max)
    assert set(refused.value.names) == {chain.brief.title, chain.mockup.title, chain.launch.title}
    assert set(refused.value.ids) == {chain.brief.id, chain.mockup.id, chain.launch.id}
    assert count(Link) == 2


def test_a_link_is_seen_by_those_who_see_both_its_ends(chain):
    with change():
        chain.secret.link(chain.brief, by=chain.max)
    clara, mia = Viewer.of(chain.clara.id), Viewer.of(chain.mia.id)
    secret = chain.secret.links[0]
    for viewer, seen in ((clara, 2), (mia, 3)):
        links = db.session.scalars(Link.visible_to(viewer)).all()
        assert len(links) == seen
        assert secret.is_visible_to(viewer.audience(chain.site)) == (secret in links)


def test_progress_begins_ends_and_is_undone(chain):
    with change():
        chain.brief.progress(40, by=chain.mia)
    assert (chain.brief.percent, chain.brief.actual_start) == (40, MONDAY.replace(hour=8))
    with change():
        chain.brief.progress(100, by=chain.mia)
    assert chain.brief.is_closed and chain.brief.column.kind == "done"
    with change():
        last_event().undo(by=chain.mia)
    assert chain.brief.done_percent == 40 and not chain.brief.is_closed
    assert chain.brief.column is chain.columns["todo"] and chain.brief.actual_finish is None


def test_what_was_closed_on_the_board_is_done_and_opened_again_it_is_not(chain):
    with change():
        chain.brief.close(by=chain.mia)
    assert chain.brief.done_percent == 100
    with change():
        assert chain.brief.progress(100, by=chain.mia) is None
        chain.brief.reopen(by=chain.mia)
    assert chain.brief.done_percent == 0


def test_the_plan_is_read_in_a_handful_of_statements(chain):
    asked = statements(lambda: plan_read(chain.site))
    assert len([one for one in asked if one.startswith("SELECT")]) <= 6


def test_phases_archived_tasks_and_calendars_come_as_the_engine_wants_them(chain):
    with change():
        site = chain.site
        agency = Workweek(project_id=site.id, name="Agence", week=WEEK, is_default=True)
        db.session.add(agency)
        db.session.flush()
        holiday = DayException(workweek_id=agency.id, first=date(2027, 3, 3), last=date(2027, 3, 3))
        mias = Workweek(
            project_id=site.id, name="Mia", base_id=agency.id, week=[None] * 7, user=chain.mia
        )
        mias.exceptions = [DayException(first=date(2027, 3, 2), last=date(2027, 3, 2))]
        db.session.add_all([holiday, mias])
        phase = Task.create(site, "Conception", by=chain.max, kind="phase")
        chain.mockup.nest(phase)
        chain.launch.archive(by=chain.max)
    plan = plan_read(chain.site).plan
    parents = {one.id: one.parent for one in plan.activities}
    assert (parents[chain.brief.id], parents[chain.mockup.id]) == (None, phase.id)
    assert chain.launch.id not in parents
    assert [one.id for one in plan.summaries] == [phase.id]
    # Tuesday Mia is away, Wednesday everybody is
    found = schedule(plan).dates[chain.mockup.id]
    assert found == tuple(map(minute_of, hours(datetime(2027, 3, 4), 8, 17)))


def test_what_bears_on_the_plan_counts_its_version_and_the_rest_does_not(chain):
    def version():
        return db.session.scalar(select(Project.plan_version).where(Project.id == chain.site.id))

    first = version()
    with change():
        chain.brief.retitle("Autre", by=chain.mia)
        chain.brief.place(chain.columns["doing"], None, by=chain.mia)
    assert version() == first
    with change():
        chain.brief.date(by=chain.mia, finish=WEDNESDAY)
    with change():
        chain.secret.delete(by=chain.max)
    with change():
        Task.create(chain.site, "Une de plus", by=chain.mia, column=chain.columns["todo"])
    assert version() == first + 3


def test_another_start_of_the_project_is_in_the_plan_that_is_kept(cast):
    """Of what has no date the plan went on computing from the old start."""
    for day in (date(2026, 11, 2), date(2027, 1, 4)):
        with change():
            db.session.get(Project, cast.site.id).change(by=cast.max, start=day)
        start = plan_kept(db.session.get(Project, cast.site.id)).plan.start
        assert moment_of(start).date() == day
