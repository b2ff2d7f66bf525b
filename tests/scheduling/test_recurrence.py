"""Exceptions that come again, written out by date."""

from datetime import date, timedelta

import pytest

from scheduling.recurrence import at_most, occurrences

YEAR = date(2027, 1, 1), date(2027, 12, 31)


def days(rule, first=YEAR[0], last=YEAR[1]):
    return [begin for begin, _end in occurrences(first, last, rule)]


def test_without_a_rule_all_the_days_are_one_run():
    assert occurrences(*YEAR, None) == [YEAR]


def test_every_third_day():
    found = days({"unit": "day", "every": 3}, date(2027, 2, 1), date(2027, 2, 10))
    assert found == [date(2027, 2, day) for day in (1, 4, 7, 10)]


def test_every_other_week_on_two_days():
    found = days({"unit": "week", "every": 2, "days": [0, 4]}, date(2027, 3, 3), date(2027, 3, 31))
    assert found == [date(2027, 3, day) for day in (5, 15, 19, 29)]


def test_weeks_begin_on_sunday():
    # 1 January 2001 was a Monday: the Sunday of its week lies before, so seven weeks on
    found = days({"unit": "week", "every": 7, "days": [6]}, date(2001, 1, 1), date(2001, 4, 8))
    assert found == [date(2001, 2, 18), date(2001, 4, 8)]


def test_the_31st_is_not_in_every_month():
    found = days({"unit": "month", "every": 1, "day": 31})
    assert [day.month for day in found] == [1, 3, 5, 7, 8, 10, 12]


@pytest.mark.parametrize(("position", "day"), [(0, 1), (1, 8), (3, 22), (4, 29)])
def test_by_position_in_the_month(position, day):
    rule = {"unit": "month", "every": 1, "position": position, "of": [0]}
    assert days(rule, date(2027, 3, 1), date(2027, 3, 31)) == [date(2027, 3, day)]


def test_each_first_of_may_twice_at_most():
    rule = {"unit": "year", "month": 5, "day": 1, "count": 2}
    assert days(rule, date(2026, 6, 1), date(2040, 1, 1)) == [date(2027, 5, 1), date(2028, 5, 1)]


def test_the_last_working_day_of_the_year():
    rule = {"unit": "year", "month": 12, "position": 4, "of": [0, 1, 2, 3, 4]}
    assert days(rule) == [date(2027, 12, 31)]


RULES = [
    None,
    {"unit": "day", "every": 3},
    {"unit": "week", "every": 2, "days": [0, 4, 6]},
    {"unit": "month", "every": 1, "day": 1},
    {"unit": "month", "every": 5, "position": 4, "of": [6]},
    {"unit": "year", "month": 1, "day": 1},
    {"unit": "day", "every": 1, "count": 9},
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("length", [0, 1, 27, 31, 365, 366, 4000])
def test_their_number_is_known_beforehand_and_never_too_small(rule, length):
    first = date(2023, 12, 31)
    last = first + timedelta(days=length)
    assert len(occurrences(first, last, rule)) <= at_most(first, last, rule)
