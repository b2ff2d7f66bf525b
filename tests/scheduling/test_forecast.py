"""Where a plan ends when what should be over goes on from today."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scheduling import forecast
from tests.scheduling.plans import DAY, MONDAY, at, at_rest, often, plan, plans, task


def ends(one, status):
    return {id: finish for id, (_start, finish) in forecast(one, at(status)).items()}


def test_what_is_late_goes_on_for_as_long_as_is_left_and_takes_along_what_waits():
    rows = task("a", 2), task("b"), task("end", 0), task("aside", 20)
    relay = at_rest(plan(*rows, links=["a FS b", "b FS end"]))
    found = forecast(relay, at("9 00:00"))
    assert found["a"] == (at("9 08:00"), at("10 17:00"))
    assert found["b"] == (at("11 08:00"), at("11 17:00"))
    assert found["end"] == (at("11 17:00"), at("11 17:00"))
    assert found["aside"] == (at("2 08:00"), at("27 17:00")), "it is not late"


def test_what_has_begun_keeps_its_start_and_what_is_done_stays():
    done, begun = task("a", 2, percent=100), task("b", 4, percent=75)
    found = forecast(at_rest(plan(done, begun)), at("16 00:00"))
    assert found["a"] == (at("2 08:00"), at("3 17:00"))
    assert found["b"] == (at("2 08:00"), at("16 17:00"))


def test_a_milestone_that_is_late_waits_for_the_next_day_of_work():
    assert ends(at_rest(plan(task("end", 0))), "14 00:00") == {"end": at("16 08:00")}


def test_what_waits_with_room_to_spare_stays():
    late, far = task("a", 2), task("b", start=at("20 08:00"), finish=at("20 17:00"))
    relay = plan(replace(late, start=at("2 08:00"), finish=at("3 17:00")), far, links=["a FS b"])
    assert ends(relay, "9 00:00") == {"a": at("10 17:00"), "b": at("20 17:00")}
    assert ends(relay, "20 00:00")["b"] == at("24 17:00")


def test_what_has_only_to_be_ready_by_a_day_is_late_after_it():
    assert ends(plan(task("a", deadline=at("4 00:00"))), "9 00:00") == {"a": at("9 17:00")}


@often
@given(plans(), st.integers(-10, 40))
def test_no_work_that_is_left_lies_in_the_past_and_nothing_comes_earlier(one, days):
    one, status = at_rest(one), MONDAY + days * DAY * 3
    found = forecast(one, status)
    for row in one.activities:
        start, finish = found[row.id]
        assert (start, finish) >= (row.start, row.finish)
        assert finish >= status
        assert start >= status or (start, finish) == (row.start, row.finish)
    if all(row.finish > status for row in one.activities):
        assert all(found[row.id] == (row.start, row.finish) for row in one.activities)
