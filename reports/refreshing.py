"""Bringing a draft up to date: the data as they are now, beside the words a person wrote."""

from collections.abc import Iterable
from typing import Any

from i18n import speaking
from models import Audience, StatusReport
from reports.drafting import Words, draft
from reports.facts import Facts, Milestone, Schedule
from reports.forecast import foresee, schedule
from reports.gathering import milestones, today_in
from reports.wording import closed_days


def is_told_otherwise(report: StatusReport) -> bool:
    """Do the milestones, or the end of the whole, now lie elsewhere than the draft says?"""
    project, facts = report.project, Facts.thawed(report.snapshot)
    audience, last = Audience.client_of(project, report.language), StatusReport.last_sent(project)
    today = today_in(project)
    foreseen = foresee(project, today)
    stops = milestones(project, audience, last, foreseen.days)
    whole = schedule(project, today, last, foreseen)
    return dates_of(facts.milestones, facts.schedule) != dates_of(stops, whole)


def dates_of(stops: Iterable[Milestone], whole: Schedule | None) -> tuple[Any, ...]:
    """What a reader would hold us to."""
    told = {(stop.id, stop.forecast, stop.reached) for stop in stops}
    return told, (whole.finish, whole.due) if whole else None


def refreshed(report: StatusReport) -> tuple[dict[str, Any], Words]:
    """What would be drafted now, with what a person has changed or added kept."""
    audience = Audience.client_of(report.project, report.language)
    snapshot, new = draft(report.project, audience, report.snapshot["author"])
    old = report.words
    with speaking(report.language):
        closed = closed_days(Facts.thawed(report.snapshot))
    lines = {name: kept_lines(old.get(name, []), new[name]) for name in ("asks", "done", "next")}
    kept = {
        "status": kept_status(old.get("status", {}), new["status"]),
        "absences": still(old.get("absences", ""), closed, new["absences"]),
        "summary": still(old["summary"], old.get("proposed"), new["summary"]),
        "appendix": old.get("appendix", False) and new["appendix"],
        "by": old.get("by", {}),
    }
    return snapshot, new | lines | kept


def still(mine: str, proposed: str | None, now: str) -> str:
    """What was proposed gives way to what is proposed now; a person's words stay."""
    return now if mine == proposed else mine


def kept_status(old: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    """The state and the sentence that a person chose; else what the data say now."""
    if old.get("text", "") in ("", old.get("proposed", "")):
        return new
    return new | {"state": old.get("state", ""), "text": old["text"]}


def kept_lines(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each line as a person left it, then those of their own."""
    left = {row["id"]: row for row in old if row["id"]}
    return [left.get(row["id"], row) for row in new] + [row for row in old if not row["id"]]
