"""The forward pass: the rules one by one, and against a reference that walks hour by hour."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given

from scheduling import (
    ELAPSED,
    Activity,
    Assignment,
    Calendar,
    Constraint,
    Link,
    NoWorkingTime,
    PlanError,
    Summary,
    WorkingTime,
    schedule,
    working_time,
)
from scheduling.workweek import moment_of
from tests.scheduling.plans import (
    CALENDARS,
    HOUR,
    MONDAY,
    OFFICE,
    START,
    at,
    chain,
    often,
    plan,
    plans,
    shifts_on,
    task,
)


def dates(one, name):
    return schedule(one).dates[name]


# Rule 1


def test_what_nothing_drives_begins_with_the_project_or_stays_where_it_stands():
    one = plan(task("new"), task("placed", start=at("11 08:00"), finish=at("11 17:00")))
    assert dates(one, "new") == (at("2 08:00"), at("2 17:00"))
    assert dates(one, "placed") == (at("11 08:00"), at("11 17:00"))


def test_a_start_no_earlier_than_before_the_project_wins_and_its_successors_follow():
    early = task("early", constraint=Constraint.SNET, constraint_at=at("2 08:00") - 7 * 1440)
    one = plan(early, task("next"), links=["early FS next"])
    assert dates(one, "next") == (at("3 08:00") - 7 * 1440, at("3 17:00") - 7 * 1440)


def test_a_lead_never_pulls_before_project_and_predecessor_both():
    one = plan(task("a", 2), task("b"), links=["a FS b -10"])
    assert dates(one, "b")[0] == at("2 08:00")


# Rules 2 and 3


def test_a_milestone_stays_exactly_at_its_driver_and_a_task_rolls_to_the_next_morning():
    one = plan(task("a", 5), task("done", 0), task("b"), links=["a FS done", "done FS b"])
    assert dates(one, "done") == (at("6 17:00"), at("6 17:00"))
    assert dates(one, "b") == (at("9 08:00"), at("9 17:00"))


def test_a_milestone_on_a_saturday_stays_there():
    saturday = task("open day", 0, constraint=Constraint.SNET, constraint_at=at("7 11:00"))
    assert dates(plan(saturday), "open day") == (at("7 11:00"), at("7 11:00"))


@pytest.mark.parametrize(
    ("kind", "start", "finish"),
    [
        ("FS", "4 08:00", "4 17:00"),
        ("SS", "2 08:00", "2 17:00"),
        ("FF", "3 08:00", "3 17:00"),
        ("SF", "2 08:00", "2 17:00"),
    ],
)
def test_the_four_kinds_of_links(kind, start, finish):
    one = plan(task("a", 2), task("b"), links=[f"a {kind} b"])
    assert dates(one, "b") == (at(start), at(finish))


def test_a_finish_that_is_driven_keeps_the_instant_of_its_driver_even_on_a_sunday():
    sunday = task("launch", 0, constraint=Constraint.MSO, constraint_at=at("8 17:00"))
    one = plan(sunday, task("support", 2), links=["launch FF support"])
    assert dates(one, "support") == (at("5 08:00"), at("8 17:00"))


# Rule 4


def test_links_and_start_of_a_summary_go_to_all_that_lies_in_it():
    one = plan(
        task("a", 2),
        Summary("phase"),
        Summary("part", parent="phase", start_no_earlier=at("5 08:00")),
        task("b", parent="phase"),
        task("c", parent="part"),
        links=["a FS phase"],
    )
    assert dates(one, "b")[0] == at("4 08:00")
    assert dates(one, "c")[0] == at("5 08:00")


def test_what_follows_a_summary_follows_the_last_of_it():
    rows = Summary("phase"), task("a", 1, parent="phase"), task("b", 3, parent="phase"), task("c")
    assert dates(plan(*rows, links=["phase FS c"]), "c")[0] == at("5 08:00")


def test_the_start_of_a_manual_summary_is_the_floor_in_place_of_its_links():
    phase = Summary("phase", manual=True, start=at("3 08:00"), finish=at("4 17:00"))
    one = plan(
        task("a", 5),
        phase,
        task("b", 4, parent="phase"),
        task("c"),
        links=["a FS phase", "phase FS c"],
    )
    assert dates(one, "b") == (at("3 08:00"), at("6 17:00"))
    assert dates(one, "c")[0] == at("5 08:00")


def test_an_empty_summary_holds_nobody_up():
    assert dates(plan(Summary("empty"), task("a"), links=["empty FS a"]), "a")[0] == at("2 08:00")


# Rule 5


def test_with_assignments_it_lasts_from_the_first_start_to_the_last_finish():
    afternoons = working_time(Calendar(week=(((780, 1020),),) * 5 + ((), ())))
    parts = Assignment(OFFICE), Assignment(afternoons, delay=240)
    shared = replace(task("shared"), assignments=parts)
    assert dates(plan(shared), "shared") == (at("2 08:00"), at("4 17:00"))
    late = replace(shared, constraint=Constraint.MFO, constraint_at=at("6 17:00"))
    assert dates(plan(late), "shared") == (at("4 13:00"), at("6 17:00"))


# Rule 6


@pytest.mark.parametrize(
    ("link", "start"),
    [
        (Link("a", "b", "FS", 480), "6 08:00"),
        (Link("a", "b", "FS", -480), "4 08:00"),
        (Link("a", "b", "FS", 2 * 1440, elapsed=True), "9 08:00"),
        (Link("a", "b", "FS", 50, percent=True), "6 13:00"),
        (Link("a", "b", "SS", 33.33, percent=True), "3 08:00"),
    ],
)
def test_lags_count_in_working_time_on_the_clock_or_in_percent(link, start):
    assert dates(plan(task("a", 3), task("b"), links=[link]), "b")[0] == at(start)


def test_an_elapsed_duration_runs_through_nights_and_weekends():
    drying = Activity("drying", 3 * 1440, OFFICE, elapsed=True)
    one = plan(task("paint", 5), drying, task("next"), links=["paint FS drying", "drying FS next"])
    assert dates(one, "drying") == (at("6 17:00"), at("9 17:00"))
    assert dates(one, "next")[0] == at("10 08:00")


# Rule 7


@pytest.mark.parametrize(
    ("constraint", "date", "start"),
    [
        (Constraint.SNET, "10 08:00", "10 08:00"),
        (Constraint.SNET, "3 08:00", "9 08:00"),
        (Constraint.FNET, "12 17:00", "12 08:00"),
        (Constraint.SNLT, "4 08:00", "4 08:00"),
        (Constraint.SNLT, "20 08:00", "9 08:00"),
        (Constraint.FNLT, "4 17:00", "4 08:00"),
        (Constraint.MSO, "4 08:00", "4 08:00"),
        (Constraint.MFO, "13 17:00", "13 08:00"),
    ],
)
def test_each_constraint_against_a_link(constraint, date, start):
    bound = task("b", constraint=constraint, constraint_at=at(date))
    assert dates(plan(task("a", 5), bound, links=["a FS b"]), "b")[0] == at(start)


def test_as_late_as_possible_is_as_late_as_its_successors_allow():
    one = plan(
        task("long", 5),
        task("short", constraint=Constraint.ALAP),
        task("end"),
        links=["long FS end", "short FS end"],
    )
    assert dates(one, "short") == (at("6 08:00"), at("6 17:00"))
    assert dates(one, "end")[0] == at("9 08:00")


# Rules 8 and 9


def test_a_levelling_delay_runs_on_the_clock_after_the_links():
    late = task("b", levelling_delay=3 * 1440)
    assert dates(plan(task("a"), late, links=["a FS b"]), "b")[0] == at("6 08:00")


def test_given_dates_are_inputs_and_drive_what_follows():
    manual = task("manual", manual=True, start=at("7 10:00"), finish=at("8 12:00"))
    begun = task("begun", percent=10, actual_start=at("3 09:00"), finish=at("5 11:00"))
    split = task("split", segments=((at("3 08:00"), at("3 12:00")), (at("5 13:00"), at("5 17:00"))))
    split = replace(split, start=at("3 08:00"), finish=at("5 17:00"))
    one = plan(
        task("a", 9),
        manual,
        begun,
        split,
        task("z"),
        links=["a FS manual", "a FS begun", "a FS split", "manual FS z"],
    )
    found = schedule(one).dates
    assert found["manual"] == (at("7 10:00"), at("8 12:00"))
    assert found["begun"] == (at("3 09:00"), at("5 11:00"))
    assert found["split"] == (at("3 08:00"), at("5 17:00"))
    assert found["z"][0] == at("9 08:00")


# All together


CALENDAR_OF = {working_time(one): one for one in CALENDARS}


@cache
def shifts_of_day(clock, day):
    return shifts_on(CALENDAR_OF[clock], moment_of(day * 1440).date())


class Slow:
    """The rules once more, for whole hours, without tables, order or phases as nodes."""

    def __init__(self, one):
        self.plan = one
        self.rows = {row.id: row for row in one.rows}
        self.dates = {}

    def inside(self, name):
        if isinstance(self.rows[name], Activity):
            return {name}
        under = [row.id for row in self.rows.values() if row.parent == name]
        return {one for child in under for one in self.inside(child)}

    def answer(self):
        for _round in range(3 * len(self.rows) + 3):
            before = dict(self.dates)
            for row in self.plan.activities:
                self.dates[row.id] = self.place(row)
            if before == self.dates:
                return self.dates
        raise AssertionError("it never comes to rest")

    def works(self, clock, hour):
        if clock is ELAPSED:
            return True
        shifts = shifts_of_day(clock, hour // 1440)
        return any(begin <= hour % 1440 < end for begin, end in shifts)

    def walk(self, clock, hour, minutes):
        step = HOUR if minutes > 0 else -HOUR
        while minutes:
            minutes -= step * self.works(clock, min(hour, hour + step))
            hour += step
        return hour

    def ending(self, row, finish):
        return self.walk(row.calendar, finish, -row.duration), finish

    def beginning(self, row, hour):
        while row.duration and not self.works(row.calendar, hour):
            hour += HOUR
        return hour, self.walk(row.calendar, hour, row.duration)

    def place(self, row):
        starts, finishes = self.asked(row)
        if row.constraint is Constraint.SNET:
            starts.append(row.constraint_at)
        if row.constraint is Constraint.FNET:
            finishes.append(row.constraint_at)
        start, finish = self.beginning(row, max(starts, default=self.plan.start))
        if finishes and max(finishes) > finish:
            start, finish = self.ending(row, max(finishes))
        kind, date = row.constraint, row.constraint_at
        if kind is Constraint.MSO or (kind is Constraint.SNLT and start > date):
            return self.beginning(row, date)
        if kind is Constraint.MFO:
            return self.ending(row, date)
        if kind is Constraint.FNLT and finish > date:
            while row.duration and not self.works(row.calendar, date - HOUR):
                date -= HOUR
            return self.ending(row, date)
        return start, finish

    def asked(self, row):
        starts: list[int] = []
        finishes: list[int] = []
        above = [row.id]
        while (parent := self.rows[above[-1]].parent) is not None:
            above.append(parent)
            starts += [self.rows[parent].start_no_earlier] * (
                self.rows[parent].start_no_earlier is not None
            )
        for link in self.plan.links:
            before = [self.dates[one] for one in self.inside(link.predecessor) if one in self.dates]
            if link.successor in above and before:
                clock = row.calendar if link.successor == row.id else self.plan.calendar
                self.ask(link, before, ELAPSED if link.elapsed else clock, starts, finishes)
        if not starts and finishes:
            starts.append(min([self.plan.start, *self.first_starts(row)]))
        return starts, finishes

    def first_starts(self, row):
        into = [link.predecessor for link in self.plan.links if link.successor == row.id]
        found = {one for name in into for one in self.inside(name)}
        return [self.dates[one][0] for one in found if one in self.dates]

    def ask(self, link, before, clock, starts, finishes):
        first, last = min(start for start, _ in before), max(finish for _, finish in before)
        instant = self.walk(clock, last if link.kind[0] == "F" else first, link.lag)
        if link.lag < 0:
            instant = max(instant, min(self.plan.start, first))
        (starts if link.kind[1] == "S" else finishes).append(instant)


@often
@given(plans())
def test_the_pass_comes_to_rest_where_walking_hour_by_hour_does(one):
    assert dict(schedule(one).dates) == Slow(one).answer()


@often
@given(plans())
def test_computing_again_what_has_been_computed_is_nothing_new(one):
    found = schedule(one)
    stood = tuple(
        replace(row, start=found.dates[row.id][0], finish=found.dates[row.id][1])
        for row in one.activities
    )
    assert schedule(replace(one, activities=stood)) == found


# Long chains, and what is refused


def test_a_chain_of_ten_thousand_needs_no_deep_stack():
    found = schedule(chain(10_000))
    assert found.finish == OFFICE.finish_after(MONDAY, 10_000 * 480)
    assert found.dates[9_999][1] == found.finish


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: plan(task("a"), task("a")),
        lambda: plan(task("a"), links=["a FS b"]),
        lambda: plan(task("a"), links=["b FS a"]),
        lambda: plan(task("a", parent="phase")),
        lambda: plan(task("a"), task("b"), links=[Link("a", "b", "XY")]),
        lambda: plan(task("a"), task("b"), links=[Link("a", "b", lag=0.5)]),
        lambda: task("a", -1),
        lambda: task("a", constraint=Constraint.SNET),
        lambda: Summary("phase", manual=True),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(PlanError):
        wrong()


def test_a_calendar_without_work_is_an_error():
    never = Activity("a", 60, WorkingTime(Calendar(week=((),) * 7)))
    with pytest.raises(NoWorkingTime):
        schedule(plan(never))


def test_an_empty_plan_finishes_when_it_starts():
    assert schedule(plan()).finish == START
