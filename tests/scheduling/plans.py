"""Plans for the tests of the engine: made by hand, made at random, computed the slow way."""

import os
from dataclasses import replace
from datetime import date, datetime

from hypothesis import settings
from hypothesis import strategies as st

from scheduling import (
    Activity,
    Calendar,
    Constraint,
    DatedShifts,
    Link,
    Plan,
    Summary,
    minute_of,
    schedule,
    working_time,
)

# The same cases each time; five times as many with JALON_LONG.
LONG = bool(os.environ.get("JALON_LONG"))
often = settings(derandomize=True, deadline=None, max_examples=1000 if LONG else 200, database=None)

HOUR, DAY = 60, 480
MONDAY = minute_of(datetime(2026, 3, 2))
OFFICE = working_time(Calendar())
# Whole hours only, for the slow reference walks hour by hour.
HOLIDAYS = DatedShifts(date(2026, 3, 10), date(2026, 3, 12))
SATURDAY = DatedShifts(date(2026, 3, 14), date(2026, 3, 14), ((540, 720),))
CALENDARS = (
    Calendar(),
    Calendar(exceptions=(HOLIDAYS, SATURDAY)),
    Calendar(week=(((1200, 1440),), ((0, 360), (1200, 1440)), (), (), ((600, 660),), (), ())),
)
START = MONDAY + 8 * HOUR


def at(text):
    """The instant of "2 09:30": that day of March 2026."""
    day, clock = text.split()
    hours, minutes = map(int, clock.split(":"))
    return MONDAY + (int(day) - 2) * 1440 + hours * 60 + minutes


def task(name, days=1.0, **more):
    return Activity(name, round(days * DAY), OFFICE, name, **more)


def plan(*rows, links=(), start=START):
    """Links are written "a FS b" with, perhaps, a lag in working days: "a FS b +1"."""
    activities = tuple(row for row in rows if isinstance(row, Activity))
    summaries = tuple(row for row in rows if isinstance(row, Summary))
    made = tuple(one if isinstance(one, Link) else link(one) for one in links)
    return Plan(start, OFFICE, activities, made, summaries)


def link(text):
    before, kind, after, *lag = text.split()
    return Link(before, after, kind, round(float(lag[0]) * DAY) if lag else 0)


def at_rest(one):
    """The plan with its activities standing where the engine puts them."""
    dates = schedule(one).dates
    stood = (
        replace(row, start=dates[row.id][0], finish=dates[row.id][1]) for row in one.activities
    )
    return replace(one, activities=tuple(stood))


def chain(length):
    rows = tuple(Activity(number, 480, OFFICE) for number in range(length))
    return Plan(START, OFFICE, rows, tuple(Link(n, n + 1) for n in range(length - 1)))


def shifts_on(calendar, day):
    """What a calendar works on a date, looked up the plain way."""
    family = [calendar]
    while family[-1].base:
        family.append(family[-1].base)
    for one in family:
        for exception in one.exceptions:
            if exception.first <= day <= exception.last:
                return exception.shifts
    return next(
        (one.week[day.weekday()] for one in family if one.week[day.weekday()] is not None), ()
    )


# At random

LAGS = (0, 0, 0, 1, 5, -4, 12)
KINDS = st.sampled_from(["FS", "FS", "FS", "SS", "FF", "SF"])
HARD = (Constraint.MSO, Constraint.MFO, Constraint.SNLT, Constraint.FNLT)
SOFT = (Constraint.SNET, Constraint.FNET)


@st.composite
def activities(draw, number, constraints, calendars, summaries):
    kind = draw(st.sampled_from((Constraint.ASAP,) * 4 + constraints))
    hours = draw(st.integers(0, 30))
    return Activity(
        number,
        hours * HOUR,
        working_time(draw(st.sampled_from(calendars))),
        parent=draw(st.sampled_from((None, *(one.id for one in summaries)))),
        constraint=kind,
        constraint_at=None
        if kind is Constraint.ASAP
        else MONDAY + draw(st.integers(-72, 400)) * HOUR,
    )


@st.composite
def links(draw, rows, lags):
    """Links from rows to later ones, so that there is no loop."""
    found = []
    for _ in range(draw(st.integers(0, 2 * len(rows)))):
        before, after = sorted(draw(st.tuples(*[st.integers(0, len(rows) - 1)] * 2)))
        if before < after and (rows[before], rows[after]) != ("outer", "inner"):
            lag, elapsed = draw(st.sampled_from(lags)) * HOUR, draw(st.booleans()) and lags is LAGS
            found.append(Link(rows[before], rows[after], draw(KINDS), lag, elapsed))
    return tuple(found)


@st.composite
def plans(draw, constraints=SOFT + HARD, calendars=CALENDARS, lags=LAGS, most=9):
    """Activities, perhaps in nested phases; links among the rows in a phase, and among the others
    with the phases somewhere between them."""
    outer = Summary("outer", start_no_earlier=draw(st.none() | st.just(at("4 10:00"))))
    summaries = draw(st.sampled_from([(), (outer, Summary("inner", parent="outer"))]))
    rows = [
        draw(activities(number, constraints, calendars, summaries))
        for number in range(draw(st.integers(1, most)))
    ]
    outside = [row.id for row in rows if row.parent is None]
    inside = [row.id for row in rows if row.parent is not None]
    split = draw(st.integers(0, len(outside)))
    order = [*outside[:split], *(one.id for one in summaries), *outside[split:]]
    made = draw(links(order, lags)) + draw(links(inside, lags))
    return Plan(START, OFFICE, tuple(rows), made, summaries)
