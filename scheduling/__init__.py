"""The pure engine: working time, the network of activities, their dates, and what a change moves.

Whole minutes of the project's naive wall clock; no input or output, nothing of Flask or the
database. `docs/scheduling.md` tells how it is laid out.
"""

from scheduling.change import Change
from scheduling.forecast import forecast
from scheduling.network import Loop
from scheduling.plan import Activity, Assignment, Constraint, Link, Plan, PlanError, Summary
from scheduling.ripple import Move, Ripple, broken_links, ripple
from scheduling.schedule import Floats, Schedule, floats, schedule
from scheduling.working_time import ELAPSED, NoWorkingTime, WorkingTime, working_time
from scheduling.workweek import Calendar, DatedShifts, minute_of, moment_of

__all__ = [
    "ELAPSED",
    "Activity",
    "Assignment",
    "Calendar",
    "Change",
    "Constraint",
    "DatedShifts",
    "Floats",
    "Link",
    "Loop",
    "Move",
    "NoWorkingTime",
    "Plan",
    "PlanError",
    "Ripple",
    "Schedule",
    "Summary",
    "WorkingTime",
    "broken_links",
    "floats",
    "forecast",
    "minute_of",
    "moment_of",
    "ripple",
    "schedule",
    "working_time",
]
