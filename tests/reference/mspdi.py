"""A small reader of Microsoft Project's XML into the engine's plan, apart from the importer's."""

import re
import xml.etree.ElementTree as ET
from datetime import datetime
from fractions import Fraction

from scheduling import (
    Activity,
    Assignment,
    Calendar,
    Constraint,
    DatedShifts,
    Link,
    Plan,
    Summary,
    minute_of,
    working_time,
)
from scheduling.workweek import Shifts

NAMESPACE = "{http://schemas.microsoft.com/project}"
KINDS = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
CONSTRAINTS = dict(
    zip("01234567", ["ASAP", "ALAP", "MSO", "MFO", "SNET", "SNLT", "FNET", "FNLT"], strict=True)
)


class Node:
    """An element whose children are read by name: `node["Start"]`."""

    def __init__(self, element):
        self.element = element

    def __getitem__(self, name):
        return self.element.findtext(NAMESPACE + name)

    def all(self, path):
        return [
            Node(one)
            for one in self.element.findall(NAMESPACE + path.replace("/", f"/{NAMESPACE}"))
        ]

    def instant(self, name):
        return minute_of(datetime.fromisoformat(self[name])) if self[name] else None

    def minutes(self, name):
        """Minutes, exact: Microsoft Project counts in tenths, and the engine counts in anything."""
        text = self[name] or "PT0H0M0S"
        hours, minutes, seconds = map(int, re.findall(r"\d+", text))
        exact = hours * 60 + minutes + Fraction(seconds, 60)
        return exact if exact.denominator > 1 else int(exact)


class Mspdi:
    """One file as a plan, and what Microsoft Project says of it."""

    def __init__(self, path):
        self.root = Node(ET.parse(path).getroot())
        self.calendars = {one["UID"]: one for one in self.root.all("Calendars/Calendar")}
        self.resources = {one["UID"]: one for one in self.root.all("Resources/Resource")}
        self.tasks = [
            one for one in self.root.all("Tasks/Task") if one["UID"] != "0" and one["IsNull"] != "1"
        ]
        self.parents, self.groups = {}, set()
        above: list[str] = []
        for task in self.tasks:
            level = int(task["OutlineLevel"])
            above = above[: level - 1]
            self.parents[task["UID"]] = above[-1] if above else None
            self.groups |= set(above[-1:])
            above.append(task["UID"])
        self.leaves = [one for one in self.tasks if one["UID"] not in self.groups]
        self.leaves = [one for one in self.leaves if one["Active"] != "0"]

    def calendar(self, uid):
        one = self.calendars[uid]
        base = (
            self.calendar(one["BaseCalendarUID"])
            if one["BaseCalendarUID"] in self.calendars
            else None
        )
        week: list[Shifts | None] = [None] * 7 if base else [()] * 7
        exceptions = []
        for day in one.all("WeekDays/WeekDay"):
            shifts = tuple(
                (clock(time["FromTime"]), clock(time["ToTime"]) or 1440)
                for time in day.all("WorkingTimes/WorkingTime")
            )
            if day["DayType"] != "0":
                week[(int(day["DayType"]) - 2) % 7] = shifts
            else:
                period = day.all("TimePeriod")[0]
                first, last = (
                    datetime.fromisoformat(period[end]).date() for end in ("FromDate", "ToDate")
                )
                exceptions.append(DatedShifts(first, last, shifts))
        if base and not exceptions and not any(week):
            return base
        return Calendar(tuple(week), tuple(exceptions), base)

    def stored(self, task):
        return task.instant("Start"), task.instant("Finish")

    def plan(self):
        self.project = self.calendar(self.root["CalendarUID"])
        assignments: dict[str, list[Node]] = {}
        for one in self.root.all("Assignments/Assignment"):
            assignments.setdefault(one["TaskUID"], []).append(one)
        known = {one["UID"] for one in self.leaves} | self.groups
        return Plan(
            self.root.instant("StartDate"),
            working_time(self.project),
            tuple(self.activity(one, assignments.get(one["UID"], [])) for one in self.leaves),
            tuple(
                link(one, task["UID"])
                for task in self.tasks
                for one in task.all("PredecessorLink")
                if task["UID"] in known and one["PredecessorUID"] in known
            ),
            tuple(self.summary(one) for one in self.tasks if one["UID"] in self.groups),
        )

    def summary(self, task):
        return Summary(
            task["UID"],
            task["Name"],
            self.parents[task["UID"]],
            task.instant("ConstraintDate") if task["ConstraintType"] == "4" else None,
            task["Manual"] == "1",
            task.instant("Start"),
            task.instant("Finish"),
        )

    def activity(self, task, assignments):
        own = self.calendar(task["CalendarUID"]) if task["CalendarUID"] in self.calendars else None
        calendar = working_time(own or self.project)
        fixed = is_started(task) or task["Manual"] == "1"
        return Activity(
            task["UID"],
            task.minutes("Duration"),
            calendar,
            task["Name"] or "",
            self.parents[task["UID"]],
            elapsed=int(task["DurationFormat"]) % 32 in (4, 6, 8, 10, 12),
            manual=task["Manual"] == "1",
            start=task.instant("Start") if fixed else None,
            finish=task.instant("Finish") if fixed else None,
            constraint=Constraint[CONSTRAINTS[task["ConstraintType"] or "0"]],
            constraint_at=task.instant("ConstraintDate"),
            deadline=task.instant("Deadline"),
            percent=float(task["PercentComplete"] or 0),
            actual_start=task.instant("ActualStart"),
            actual_finish=task.instant("ActualFinish"),
            levelling_delay=int(task["LevelingDelay"] or 0) // 10,
            assignments=self.parts(task, assignments, own, calendar),
        )

    def parts(self, task, assignments, own, calendar):
        if task["IgnoreResourceCalendar"] == "1":
            return ()
        parts = []
        for one in assignments:
            resource = self.resources.get(one["ResourceUID"])
            if resource and resource["CalendarUID"] in self.calendars and resource["Type"] != "0":
                both = [own] if own else []
                theirs = working_time(*both, self.calendar(resource["CalendarUID"]))
                length = round(one.minutes("Work") / float(one["Units"]))
                parts.append(Assignment(theirs, length or None))
        if all(part.calendar is calendar for part in parts):
            return ()
        return tuple(parts)


def clock(text):
    return int(text[:2]) * 60 + int(text[3:5])


def link(one, successor):
    form = int(one["LagFormat"] or 7) % 32
    lag = int(one["LinkLag"] or 0)
    return Link(
        one["PredecessorUID"],
        successor,
        KINDS[one["Type"]],
        lag if form in (19, 20) else lag // 10,
        elapsed=form in (4, 6, 8, 10, 12, 20),
        percent=form in (19, 20),
    )


def is_started(task):
    return float(task["PercentComplete"] or 0) > 0 or bool(task["ActualStart"])
