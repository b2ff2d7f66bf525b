"""The tasks of an XML plan: rows with an outline become phases, tasks and milestones."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from imports.draft import DraftAttachment, DraftCard
from imports.draft_of_a_plan import DraftBaseline, DraftPlan
from imports.elements import Node
from imports.refusal import ImportRefused

if TYPE_CHECKING:
    from imports.msproject import File

CONSTRAINTS = ("ASAP", "ALAP", "MSO", "MFO", "SNET", "SNLT", "FNET", "FNLT")
ELAPSED = (4, 6, 8, 10, 12)  # of the formats of a duration; 32 more marks it as estimated
DEEPEST = 30
BASELINES = range(11)
DATES = (
    "Start", "Finish", "Deadline", "ConstraintDate", "ActualStart", "ActualFinish",
)  # fmt: skip


def read_tasks(file: File, calendars: set[str]) -> list[DraftCard]:
    """All rows but row 0 and blank ones, in order, each under the last row of a lesser level."""
    found: dict[str, DraftCard] = {}
    above: list[tuple[int, str]] = []
    for row in file.rows["Tasks"]:
        uid, level = row.line("UID"), max(0, row.whole("OutlineLevel"))
        if uid in ("", "0") or row.flag("IsNull"):
            continue
        if uid in found:
            file.lose("card_twice", row.line("Name"))
            continue
        above = [one for one in above if one[0] < level]
        if len(above) >= DEEPEST:
            raise ImportRefused("too_deep")
        card = _card(file, row, uid, calendars)
        card.parent = above[-1][1] if above else ""
        if card.parent:
            _turn_into_phase(found[card.parent])
        found[uid] = card
        above.append((level, uid))
    return list(found.values())


def is_elapsed(form: int) -> bool:
    """Does a duration or a lag in this format run on the clock?"""
    return form % 32 in ELAPSED


def _turn_into_phase(card: DraftCard) -> None:
    """What has rows under it is a phase, be it marked a milestone, and stands in no column."""
    card.kind, card.list_key = "phase", ""


def _card(file: File, row: Node, uid: str, calendars: set[str]) -> DraftCard:
    title = row.line("Name")
    for name in DATES:
        said = row.line(name)
        if said and said != "NA" and row.moment(name) is None:
            file.lose("date_unreadable", title, said)
    plan = _plan(file, row, uid, calendars)
    card = DraftCard(
        key=uid,
        list_key="done" if plan.percent == 100 else "doing" if plan.percent else "todo",
        title=title,
        kind="milestone" if row.flag("Milestone") else "task",
        description=row.text("Notes").strip(),
        start=row.moment("Start"),
        due=row.moment("Deadline"),
        created_at=None,
        plan=plan,
    )
    if plan.percent == 100:
        card.closed_at = plan.actual_finish or plan.finish
    if row.flag("Summary"):
        _turn_into_phase(card)
    card.attachments = _addresses(file, row, title)
    _lose_the_rest(file, row, title)
    return card


def _plan(file: File, row: Node, uid: str, calendars: set[str]) -> DraftPlan:
    kind = row.whole("ConstraintType")
    constraint = CONSTRAINTS[kind] if kind in range(len(CONSTRAINTS)) else "ASAP"
    at = row.moment("ConstraintDate")
    if constraint not in ("ASAP", "ALAP") and at is None:
        file.lose("plan_constraint", row.line("Name"), constraint)
        constraint = "ASAP"
    calendar = row.line("CalendarUID")
    return DraftPlan(
        uid=uid,
        finish=row.moment("Finish"),
        duration=file.minutes(_positive(row.seconds("Duration"))),
        elapsed=is_elapsed(row.whole("DurationFormat")),
        manual=row.flag("Manual") or row.flag("ExternalTask"),
        active=row.first("Active") is None or row.flag("Active"),
        constraint=constraint,
        constraint_at=_to_the_minute(at) if constraint not in ("ASAP", "ALAP") else None,
        percent=min(max(row.whole("PercentComplete"), 0), 100),
        actual_start=_to_the_minute(row.moment("ActualStart")),
        actual_finish=_to_the_minute(row.moment("ActualFinish")),
        levelling_delay=row.whole("LevelingDelay") // 10,
        calendar=calendar if calendar in calendars else "",
        ignores_people=row.flag("IgnoreResourceCalendar"),
        baselines=_baselines(file, row),
    )


def _baselines(file: File, row: Node) -> list[DraftBaseline]:
    found: dict[int, DraftBaseline] = {}
    for one in row.all("Baseline"):
        number = one.whole("Number")
        if number not in BASELINES or number in found:
            file.lose("unreadable", row.line("Name"), f"Baseline {one.line('Number')}")
            continue
        found[number] = DraftBaseline(
            number,
            _to_the_minute(one.moment("Start")),
            _to_the_minute(one.moment("Finish")),
            file.minutes(one.seconds("Duration")),
            file.minutes(one.seconds("Work")),
        )
    return list(found.values())


def _addresses(file: File, row: Node, title: str) -> list[DraftAttachment]:
    address = row.line("HyperlinkAddress")
    if not address:
        return []
    try:
        known = urlsplit(address).scheme.lower() in ("http", "https", "mailto")
    except ValueError:
        known = False
    if not known:
        file.lose("attachment_refused", title, address)
        return []
    return [DraftAttachment(row.line("Hyperlink") or address, address)]


def _lose_the_rest(file: File, row: Node, title: str) -> None:
    if row.flag("ExternalTask") or row.flag("IsSubproject"):
        file.lose("plan_external", title)
    if row.flag("Recurring"):
        file.lose("plan_recurring", title)
    if row.whole("Priority") not in (0, 500):
        file.lose("plan_priority", title, row.line("Priority"))
    if row.flag("EffortDriven") or row.whole("Type"):
        file.lose("plan_effort", title)
    if row.number("FixedCost") or row.number("ActualCost"):
        file.lose("plan_cost", title)
    if row.all("ExtendedAttribute"):
        file.lose("plan_value", title, count=len(row.all("ExtendedAttribute")))
    if row.whole("PhysicalPercentComplete"):
        file.lose("plan_physical", title)


def _positive(seconds: int | None) -> int | None:
    return None if seconds is None else max(0, seconds)


def _to_the_minute(moment: datetime | None) -> datetime | None:
    return moment.replace(second=0, microsecond=0) if moment else None
