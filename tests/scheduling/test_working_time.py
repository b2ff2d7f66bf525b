"""Working time: one bisect must say what walking from minute to minute says."""

from datetime import date, datetime, timedelta
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling import (
    ELAPSED,
    Calendar,
    DatedShifts,
    NoWorkingTime,
    WorkingTime,
    minute_of,
    moment_of,
    working_time,
)
from tests.scheduling.plans import MONDAY, OFFICE, at, often, shifts_on

FIRST, DAYS = MONDAY - 10 * 1440, 40


@st.composite
def shifts(draw):
    ends = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(zip(ends[::2], ends[1::2], strict=False))


@st.composite
def exceptions(draw):
    first = date(2026, 3, 2) + timedelta(draw(st.integers(-8, 20)))
    return DatedShifts(first, first + timedelta(draw(st.integers(0, 4))), draw(shifts()))


@st.composite
def calendars(draw, base=None):
    days = shifts() if base is None else st.none() | shifts()
    week = [draw(days) for _ in range(7)]
    return Calendar(tuple(week), tuple(draw(st.lists(exceptions(), max_size=3))), base)


@st.composite
def several(draw):
    base = draw(calendars())
    return [base, *(draw(calendars(base)) for _ in range(draw(st.integers(0, 2))))][-2:]


def working_minutes(calendar):
    """The minutes of some weeks in which a calendar works, found day by day."""
    found = set()
    for day in range(DAYS):
        midnight = FIRST + day * 1440
        for begin, end in shifts_on(calendar, moment_of(midnight).date()):
            found |= set(range(midnight + begin, midnight + end))
    return found


@often
@given(several(), st.integers(0, 14 * 1440), st.integers(1, 900))
def test_every_conversion_says_what_counting_minutes_says(family, offset, minutes):
    together = set.intersection(*(working_minutes(one) for one in family))
    working, instant = WorkingTime(*family), MONDAY + offset
    after = sorted(minute for minute in together if minute >= instant)
    before = sorted(minute for minute in together if minute < instant)
    later = instant + 3 * minutes
    assert working.between(instant, later) == sum(instant <= one < later for one in together)
    if after:
        assert working.next_start(instant) == after[0]
    if before:
        assert working.previous_finish(instant) == before[-1] + 1
    if len(after) >= minutes:
        assert working.finish_after(instant, minutes) == after[minutes - 1] + 1
    if len(before) >= minutes:
        assert working.start_before(instant, minutes) == before[-minutes]


@often
@given(calendars(), st.integers(-200_000, 200_000), st.integers(1, 20_000))
def test_there_and_back_is_the_same_place(calendar, offset, minutes):
    if not any(calendar.week):
        return
    working = WorkingTime(calendar)
    start = working.next_start(MONDAY + offset)
    finish = working.finish_after(start, minutes)
    assert working.between(start, finish) == minutes
    assert working.previous_finish(finish) == finish
    assert working.start_before(finish, minutes) == start


@given(st.datetimes(datetime(1800, 1, 1), datetime(2300, 1, 1)))
def test_an_instant_is_its_wall_clock_without_the_seconds(moment):
    assert moment_of(minute_of(moment)) == moment.replace(second=0, microsecond=0)


def test_friday_evening_ends_a_week_and_monday_morning_begins_the_next():
    friday, monday = at("6 17:00"), at("9 08:00")
    assert OFFICE.next_start(friday) == monday
    assert OFFICE.previous_finish(monday) == friday
    assert OFFICE.next_start(monday) == monday
    assert OFFICE.previous_finish(friday) == friday
    assert OFFICE.finish_after(friday, 480) == at("9 17:00")
    assert OFFICE.start_before(monday, 480) == at("6 08:00")


def test_a_lag_goes_forward_to_an_end_and_back_to_a_beginning():
    assert OFFICE.later(at("5 17:00"), 480) == at("6 17:00")
    assert OFFICE.later(at("6 17:00"), -480) == at("6 08:00")
    assert OFFICE.later(at("7 11:00"), 0) == at("7 11:00")


def test_a_shift_until_midnight_ends_at_24_and_goes_on_at_0():
    night = WorkingTime(Calendar(week=(((1320, 1440),), ((0, 360),), (), (), (), (), ())))
    assert night.finish_after(at("2 22:00"), 120) == at("3 00:00")
    assert night.next_start(at("3 00:00")) == at("3 00:00")
    assert night.finish_after(at("2 22:00"), 480) == at("3 06:00")


def test_a_calendar_takes_what_it_does_not_say_from_its_base():
    holiday = DatedShifts(date(2026, 3, 4), date(2026, 3, 4))
    base = Calendar(exceptions=(holiday,))
    part_time = Calendar(week=(None, None, ((540, 720),), None, (), None, None), base=base)
    working = WorkingTime(part_time)
    assert working.between(at("2 00:00"), at("9 00:00")) == 3 * 480
    assert working.between(at("9 00:00"), at("16 00:00")) == 3 * 480 + 180


def test_of_two_exceptions_on_a_day_the_first_wins_and_ones_own_before_those_of_the_base():
    day = date(2026, 3, 4)
    off, short, long = (DatedShifts(day, day, ((0, n),) if n else ()) for n in (0, 60, 120))
    base = Calendar(exceptions=(off, long))
    assert WorkingTime(base).between(at("4 00:00"), at("5 00:00")) == 0
    own = Calendar(week=(None,) * 7, exceptions=(short,), base=base)
    assert WorkingTime(own).between(at("4 00:00"), at("5 00:00")) == 60


@pytest.mark.parametrize(
    "calendars",
    [
        [Calendar(week=((),) * 7)],
        [Calendar(), Calendar(week=((),) * 5 + (((480, 720),),) * 2)],
        [Calendar(week=((),) * 7, exceptions=(DatedShifts(date(2026, 3, 2), date(2026, 3, 2)),))],
    ],
)
def test_looking_for_work_where_there_is_none_is_an_error_and_no_endless_loop(calendars):
    working = WorkingTime(*calendars)
    with pytest.raises(NoWorkingTime, match="no working time"):
        working.next_start(MONDAY)
    with pytest.raises(NoWorkingTime):
        working.previous_finish(MONDAY)
    with pytest.raises(NoWorkingTime):
        working.finish_after(MONDAY, 1)


def test_a_single_working_day_is_used_up_and_then_no_more():
    only = WorkingTime(
        Calendar(
            week=((),) * 7,
            exceptions=(DatedShifts(date(2026, 3, 4), date(2026, 3, 4), ((480, 960),)),),
        )
    )
    assert only.finish_after(at("2 00:00"), 480) == at("4 16:00")
    assert only.start_before(at("9 00:00"), 480) == at("4 08:00")
    with pytest.raises(NoWorkingTime):
        only.finish_after(at("2 00:00"), 481)


def test_what_was_counted_stays_counted_when_the_table_grows_on_both_sides():
    working = WorkingTime(Calendar())
    before = working.worked(at("2 12:00"))
    working.next_start(minute_of(datetime(2060, 1, 1)))
    working.next_start(minute_of(datetime(1980, 1, 1)))
    assert working.worked(at("2 12:00")) == before
    years = minute_of(datetime(1980, 1, 1)), minute_of(datetime(2060, 1, 1))
    assert working.between(*years) == 480 * sum(
        moment_of(minute).weekday() < 5 for minute in range(*years, 1440)
    )


def test_a_date_of_another_age_is_an_error_and_spoils_nothing_for_others():
    working = WorkingTime(Calendar())
    for year in (206, 1899, 2150, 9999):
        with pytest.raises(NoWorkingTime):
            working.next_start(minute_of(datetime(year, 1, 1)))
    assert working.next_start(minute_of(datetime(1900, 1, 1))) == 8 * 60
    assert working.next_start(at("7 12:00")) == at("9 08:00")
    with pytest.raises(NoWorkingTime):
        working.finish_after(at("2 08:00"), 10**9)
    assert working.finish_after(at("2 08:00"), 480) == at("2 17:00")


def test_threads_that_let_a_table_grow_together_get_the_same_answers():
    working, expected, found = WorkingTime(Calendar()), WorkingTime(Calendar()), []
    asked = [MONDAY + years * 366 * 1440 for years in (-30, 5, 40, -60, 0, 70)]

    def ask(instant):
        found.append((instant, working.finish_after(instant, 100_000)))

    threads = [Thread(target=ask, args=(instant,)) for instant in asked * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {(one, expected.finish_after(one, 100_000)) for one in asked}


def test_days_are_counted_as_one_reads_them_from_dates():
    assert OFFICE.days_between(at("5 08:00"), at("10 08:00")) == 3
    assert OFFICE.days_between(at("10 08:00"), at("5 17:00")) == -3
    assert OFFICE.days_between(at("6 17:00"), at("8 12:00")) == 0
    assert ELAPSED.days_between(at("6 17:00"), at("8 12:00")) == 2


def test_whole_days_are_clipped_to_working_time_and_milestones_are_not():
    assert OFFICE.clipped(at("2 00:00"), at("7 00:00")) == (at("2 08:00"), at("6 17:00"))
    assert OFFICE.clipped(at("7 00:00"), at("8 00:00")) == (at("7 00:00"), at("8 00:00"))


def test_the_clock_never_rests():
    sunday = at("8 03:00")
    assert ELAPSED.next_start(sunday) == ELAPSED.previous_finish(sunday) == sunday
    assert ELAPSED.finish_after(sunday, 90) == at("8 04:30")


def test_the_same_calendars_share_one_table():
    assert working_time(Calendar()) is working_time(Calendar())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Calendar(week=((),) * 6),
        lambda: Calendar(week=(((480, 480),),) * 7),
        lambda: Calendar(week=(((480, 720), (700, 800)),) * 7),
        lambda: Calendar(week=(((1380, 1500),),) * 7),
        lambda: DatedShifts(date(2026, 3, 4), date(2026, 3, 3)),
    ],
)
def test_what_is_no_calendar_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
