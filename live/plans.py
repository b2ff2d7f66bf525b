"""Does a batch of events change the plan that a room sees? Then its pages fetch it again."""

from collections.abc import Iterable

from live.changes import INSIDE, Change, tasks_of
from models.audience import Audience
from models.event import Event
from models.task.task import Task

# What a row of a plan shows. That a task was placed shows there only as its card shows it: done.
ON_A_ROW = {
    "task.created",
    "task.retitled",
    "task.dated",
    "task.rescheduled",
    "task.progressed",
    "task.linked",
    "task.unlinked",
    "task.closed",
    "task.reopened",
    "task.assigned",
    "task.hidden",
    "task.shown",
    "task.followed",
    "task.unfollowed",
    "task.archived",
    "task.restored",
    "task.deleted",
    "task.recovered",
}


def plan_ring(events: Iterable[Event], audience: Audience) -> list[dict[str, list[str]]]:
    """What a room is sent for its plans: that they changed, or nothing."""
    changed = any(_shows(event, audience) for event in events if event.kind in ON_A_ROW)
    return [{"ring": ["plan"]}] if changed else []


def _shows(event: Event, audience: Audience) -> bool:
    """Is there anything of it that this audience sees?"""
    return any(_concerns(event, task, audience) for task in tasks_of(event))


def _concerns(event: Event, task: Task, audience: Audience) -> bool:
    change = Change(event, task, task)
    return change.crosses(audience) if event.kind in INSIDE else change.concerns(audience)
