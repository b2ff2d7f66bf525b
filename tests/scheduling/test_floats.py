"""Late dates, total and free float: worked by hand, and by letting things slip."""

from dataclasses import replace

from hypothesis import assume, given

from scheduling import Constraint, Link, Summary, floats, schedule
from tests.scheduling.plans import CALENDARS, DAY, OFFICE, at, often, plan, plans, task


def test_the_longest_way_is_critical_and_the_rest_has_float():
    one = plan(
        task("a", 2),
        task("b", 3),
        task("c"),
        task("d"),
        task("end", 0),
        links=["a FS b", "a FS c", "c FS d", "b FS end", "d FS end"],
    )
    found = floats(one)
    assert {name for name in found if found[name].is_critical} == {"a", "b", "end"}
    assert (found["c"].total_float, found["c"].free_float) == (DAY, 0)
    assert (found["d"].total_float, found["d"].free_float) == (DAY, DAY)
    assert (found["d"].late_start, found["d"].late_finish) == (at("6 08:00"), at("6 17:00"))


def test_lags_and_other_kinds_of_links_hold_back_too():
    one = plan(task("a"), task("b", 4), task("c"), links=["a SS b +1", "c FF b"])
    found = floats(one)
    assert found["a"].total_float == 0
    assert found["c"].total_float == 4 * DAY
    assert found["c"].late_finish == at("6 17:00")


def test_a_date_that_cannot_be_kept_is_negative_float():
    bound = task("b", constraint=Constraint.MSO, constraint_at=at("3 08:00"))
    one = plan(task("a", 3), bound, task("c", deadline=at("2 12:00")), links=["a FS b"])
    assert floats(one)["a"].total_float == -2 * DAY
    assert floats(one)["c"].total_float == -DAY // 2


def test_what_lies_in_a_phase_may_slip_as_far_as_the_phase():
    one = plan(
        Summary("phase"),
        task("a", 1, parent="phase"),
        task("b", 3, parent="phase"),
        task("next"),
        task("before"),
        links=["before FS phase", "phase FS next"],
    )
    found = floats(one)
    assert (found["a"].total_float, found["a"].free_float) == (2 * DAY, 2 * DAY)
    assert found["b"].total_float == found["before"].total_float == 0


def test_only_what_begins_a_phase_holds_those_who_wait_for_it_to_begin():
    one = plan(
        Summary("phase"),
        task("first", parent="phase"),
        task("second", parent="phase"),
        task("beside", 4),
        links=["first FS second", "phase SS beside"],
    )
    found = floats(one)
    assert found["first"].total_float == 0
    assert found["second"].total_float == 2 * DAY


def test_an_empty_phase_holds_nothing_back():
    late = Link("empty", "a", lag=50, percent=True)
    assert floats(plan(Summary("empty"), task("a"), links=[late]))["a"].total_float == 0


def test_what_is_manual_or_done_holds_those_before_it():
    manual = task("manual", manual=True, start=at("6 08:00"), finish=at("6 17:00"))
    one = plan(task("a"), manual, task("long", 20), links=["a FS manual"])
    assert floats(one)["a"].total_float == 3 * DAY


PHASES = ("outer", "inner")


def slipped(one, row, minutes):
    """The plan's dates if an activity begins so many minutes later."""
    start = OFFICE.later(schedule(one).dates[row.id][0], minutes)
    late = replace(row, constraint=Constraint.SNET, constraint_at=start)
    rows = tuple(late if other.id == row.id else other for other in one.activities)
    return schedule(replace(one, activities=rows))


@often
@given(plans(constraints=(), calendars=CALENDARS[:1], lags=(0, 0, 1, 5), most=6))
def test_within_its_float_nothing_is_late_and_past_it_the_project_is(one):
    # Those that begin a phase together each count as what others wait for, though one would do.
    assume(not any(link.predecessor in PHASES and link.kind[0] == "S" for link in one.links))
    now, found = schedule(one), floats(one)
    for row in one.activities:
        mine = found[row.id]
        assert mine.total_float >= mine.free_float >= 0
        if not row.duration:
            continue
        assert not later(now.finish, slipped(one, row, mine.total_float).finish)
        assert later(now.finish, slipped(one, row, mine.total_float + 60).finish)
        after = slipped(one, row, mine.free_float).dates
        for other in after.keys() - {row.id}:
            assert not later(now.dates[other][1], after[other][1])


def later(before, after):
    """By any work: a driven finish may move from the end of a morning to the afternoon."""
    return OFFICE.between(before, after) > 0
