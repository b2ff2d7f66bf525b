"""A Microsoft Project plan saved as XML, 2003 to today, read into a draft.

The format is MSPDI, "Microsoft Project Data Interchange":
https://learn.microsoft.com/office-project/xml-data-interchange/introduction-to-project-xml-data.
Durations are hours, minutes and seconds; lags and delays are tenths of a minute; dates are the
plan's own wall clock. Row 0 stands for the project itself. Nothing in a file is trusted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from imports.bounds import bounded, refuse_too_many
from imports.draft import Draft, DraftList, Loss
from imports.elements import Node, records
from imports.msproject_calendars import read_calendars
from imports.msproject_links import read_links
from imports.msproject_resources import read_resources, share_out
from imports.msproject_tasks import read_tasks
from imports.refusal import ImportRefused

LISTS = ("Calendars", "Tasks", "Resources", "Assignments")
COLUMNS = ("todo", "doing", "done")
# All that is asked of records, and of what lies in them; the rest is passed over while reading.
ASKED = """
    Active ActualCost ActualFinish ActualStart Alias BaseCalendarUID Baseline
    CalendarUID Code ConstraintDate ConstraintType CostPerUse CrossProject CrossProjectName
    DayType DayWorking DaysOfWeek Deadline Delay Duration DurationFormat EffortDriven
    EmailAddress EnteredByOccurrences Exception Exceptions ExtendedAttribute ExternalTask
    FieldName Finish FixedCost FromDate FromTime Group Hyperlink HyperlinkAddress
    IgnoreResourceCalendar Initials IsBaseCalendar IsCostResource IsInactive IsNull
    IsSubproject LagFormat LevelingDelay LinkLag Manual Milestone Month MonthDay MonthItem
    MonthPosition Name Notes Number Occurrences OutlineLevel OvertimeRate PercentComplete
    Period PhysicalPercentComplete PredecessorLink PredecessorUID Priority Recurring
    ResourceUID StandardRate Start Summary TaskUID TimePeriod TimephasedData ToDate ToTime
    Type UID Units WeekDay WeekDays Work WorkWeek WorkWeeks WorkingTime WorkingTimes
"""
WANTED = frozenset(ASKED.split())
# Lists of what does not come in, and what their lines are called in the account.
NOT_TAKEN = {"ExtendedAttributes": "plan_field", "OutlineCodes": "plan_code"}


@dataclass(slots=True)
class File:
    """What an XML plan holds, list by list, and what of it is lost while it is read."""

    head: Node = field(default_factory=lambda: Node("Project"))
    rows: dict[str, list[Node]] = field(default_factory=lambda: {name: [] for name in LISTS})
    losses: list[Loss] = field(default_factory=list)
    rounded: int = 0

    def lose(self, kind: str, card: str = "", detail: str = "", count: int = 1) -> None:
        """One line of the account."""
        self.losses.append(Loss(kind, card[:200], detail[:500], count))

    def minutes(self, seconds: int | None) -> int | None:
        """Whole minutes, the half rounded up; what was not whole is counted."""
        if seconds is None:
            return None
        self.rounded += seconds % 60 != 0
        return (seconds + 30) // 60


def read(path: Path) -> Draft:
    """The plan in the file. Raises ImportRefused with a sentence for whoever chose the file."""
    file = _opened(path)
    if not file.head.first("Tasks") and not file.rows["Tasks"]:
        raise ImportRefused("no_plan")
    draft = Draft(
        source="msproject",
        name=file.head.line("Title") or file.head.line("Name").removesuffix(".xml"),
        read_at=datetime.now(UTC),
        lists=[DraftList(kind, "", kind) for kind in COLUMNS],
        plan_start=file.head.moment("StartDate"),
        losses=file.losses,
    )
    draft.people = read_resources(file)
    draft.calendars = read_calendars(file, draft.people)
    draft.cards = read_tasks(file, {one.key for one in draft.calendars})
    share_out(file, draft)
    draft.links = read_links(file, draft.cards)
    _lose_the_rest(file)
    return bounded(draft)


def _opened(path: Path) -> File:
    """All records, each kept only if it is of use."""
    file, head = File(), list[Node]()
    others: Counter[str] = Counter()
    for within, node in records(path, "Project", WANTED):
        if within in file.rows:
            file.rows[within].append(node)
            refuse_too_many(file.rows[within])
        elif not within:
            head.append(node)
        elif within in NOT_TAKEN:
            file.lose(NOT_TAKEN[within], detail=node.line("Alias") or node.line("FieldName"))
        else:
            others[within] += 1
    if others["WBSMasks"]:
        file.lose("plan_code", detail="WBS", count=others["WBSMasks"])
    file.head.parts = head
    return file


def _lose_the_rest(file: File) -> None:
    if file.rounded:
        file.lose("plan_rounded", count=file.rounded)
    if file.head.first("ScheduleFromStart") and not file.head.flag("ScheduleFromStart"):
        file.lose("plan_from_finish")
    if file.head.moment("StatusDate"):
        file.lose("plan_status_date", detail=file.head.line("StatusDate"))
