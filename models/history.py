"""What an audience may know of what happened: by the sight of each event's subject, now and then.

A subject must be seen now; and what happened to it before it was last hidden from this audience
is not told, for it says how it was when it was hidden.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, false, or_, select

from models.audience import Audience
from models.base import db
from models.comment import Comment
from models.event import Event
from models.file import File
from models.sight import Facts, sees, shown
from models.task.nesting import Ancestry
from models.task.task import Task

# What only the team is shown on a task.
INSIDE = {"task.followed", "task.unfollowed", "task.hidden", "task.shown"}
LINKING = {"task.linked", "task.unlinked"}
# After these a task may be seen by others than before.
SIGHT = (*sorted(INSIDE), "task.assigned")
# What moves other tasks along: kept in one event, whose details name them.
MOVING_ALONG = ("task.rescheduled", *sorted(LINKING))
STEPS = ("task.listed", "task.checked", "task.unchecked", "task.unlisted", "task.relisted")
# What happens to a project rather than to a task is the team's own; some of it asks for a right.
OF_THE_PROJECT = ("Project", "Column", "Label", "Membership", "ImportRun", "Baseline")
BY_RIGHT = {
    "Invitation": "invite",
    "StatusReport": "see_reports",
    "ReportSchedule": "see_reports",
    "Delivery": "send_reports",
}
UNTOLD = ("file.drawn",)  # said to open pages, and to nobody
AT_ONCE = 100


def known_to(audience: Audience, rights: Sequence[str] = ()) -> Select[Any]:
    """Events of the project that this audience may know of, but for `may_know`; newest first."""
    mine = and_(Event.project_id == audience.project_id, Event.kind.not_in(UNTOLD), _said())
    own = and_(Event.task_id.in_(_tasks_known(audience)), _open(audience))
    about = or_(own, _of_the_project(audience, rights))
    return select(Event).where(mine, about).order_by(Event.seq.desc())


def known_of(task: Task, audience: Audience) -> Select[Any]:
    """The same of one task, with the changes of the plan that moved it along."""
    along = and_(Event.kind.in_(MOVING_ALONG), cast(Event.details, Text).contains(f"[{task.id}, "))
    own = and_(Event.task_id == task.id, _open(audience))
    mine = and_(Event.project_id == audience.project_id, Event.kind.not_in(UNTOLD), _said())
    return select(Event).where(mine, or_(own, along)).order_by(Event.seq.desc())


def read(asked: Select[Any], audience: Audience, most: int, of: Task | None = None) -> list[Event]:
    """The first so many that may be known."""
    found: list[Event] = []
    for batch in _batches(asked):
        found += may_know(batch, audience, of)
        if len(found) >= most:
            break
    return found[:most]


def may_know(events: Sequence[Event], audience: Audience, of: Task | None = None) -> list[Event]:
    """Those that say nothing of what is hidden, or was when they happened."""
    ids = {of.id} if of else {event.task_id for event in events if event.task_id}
    tasks = {one.id: one for one in db.session.scalars(select(Task).where(Task.id.in_(ids)))}
    since = {} if audience.kind == "wide" else hidden_until(list(tasks.values()), audience)
    return [event for event in events if _may_know(event, audience, of, since)]


def are_known_to(events: Sequence[Event], audience: Audience) -> bool:
    """Is there any among them that this audience may be told of?"""
    seqs = [event.seq for event in events]
    asked = known_to(audience, tuple(BY_RIGHT.values())).where(Event.seq.in_(seqs))
    return bool(read(asked, audience, 1))


def _may_know(event: Event, audience: Audience, of: Task | None, since: dict[int, int]) -> bool:
    task_id = of.id if of else event.task_id
    if task_id is None:
        return True
    hidden = since.get(task_id, 0)
    if event.seq < hidden or (event.seq == hidden and not gives(event, audience)):
        return False
    if event.task_id != task_id:
        return moved(event, task_id)
    if event.kind == "task.placed" and _stays_in_column(event):
        return False  # what it passed may be hidden
    if event.kind in STEPS and "text" not in event.details:
        return False  # removed for good, and its words with it
    if event.kind == "task.rescheduled" and not audience.sees_profiles:
        return moved(event, task_id)
    return event.kind not in LINKING or moved(event, task_id) or sees_ends(event, audience)


def gives(event: Event, audience: Audience) -> bool:
    """Does it make this one person responsible, and so may have opened the task to them?"""
    return audience.person_id in made_responsible(event)


def made_responsible(event: Event) -> set[int]:
    """Who answers for its task since then; nobody where a name was dropped."""
    if event.kind != "task.assigned" or "people" not in event.before:
        return set()
    return set(event.details["people"]) - set(event.before["people"])


def _stays_in_column(event: Event) -> bool:
    return event.before.get("column_id") == event.details.get("column_id")


def moved(event: Event, task_id: int) -> bool:
    return any(move[0] == task_id for move in event.details.get("moves", ()))


def sees_ends(event: Event, audience: Audience) -> bool:
    """A link is seen with both its ends."""
    ties = [event.before.get("link"), event.details.get("link")]
    ends = [db.session.get(Task, tie["predecessor_id"]) for tie in ties if tie]
    return any(end is not None and end.is_visible_to(audience) for end in ends)


def chain_before(event: Event, task: Task) -> list[Facts] | None:
    """The facts of a task and what it lies in, as they were before an event on one of them."""
    before = event.before.get("sight")
    if before is None:
        return None
    below = []
    for one in task.chain():
        if one.id == event.task_id:
            break
        below.append(one.facts())
    return below + [Facts.from_json(kept) for kept in before["chain"]]


def hidden_until(tasks: Sequence[Task], audience: Audience) -> dict[int, int]:
    """By task, the last event before which this audience could not see it."""
    ids = [task.id for task in tasks]
    above: dict[int, list[int]] = defaultdict(list)
    for row in db.session.scalars(select(Ancestry).where(Ancestry.task_id.in_(ids))):
        above[row.task_id].append(row.ancestor_id)
    holders = {ancestor for chain in above.values() for ancestor in chain}
    changing = select(Event).where(Event.task_id.in_(holders), Event.kind.in_(SIGHT))
    events: dict[int, list[Event]] = defaultdict(list)
    for event in db.session.scalars(changing.order_by(Event.seq.desc())):
        events[event.task_id or 0].append(event)
    return {
        task.id: max(
            (_last_hidden(task, events[holder], audience) for holder in above[task.id]), default=0
        )
        for task in tasks
    }


def _last_hidden(task: Task, events: Sequence[Event], audience: Audience) -> int:
    for event in events:
        chain = chain_before(event, task)
        if chain is not None and not sees(audience, chain):
            return event.seq
    return 0


def _batches(asked: Select[Any]) -> Iterator[list[Event]]:
    last = None
    while True:
        more = asked if last is None else asked.where(Event.seq < last)
        batch = list(db.session.scalars(more.limit(AT_ONCE)))
        if batch:
            yield batch
        if len(batch) < AT_ONCE:
            return
        last = batch[-1].seq


def _tasks_known(audience: Audience) -> Select[Any]:
    """Those one sees; to the team, those in the bin besides."""
    if not audience.sees_profiles:
        return Task.visible_to(audience).with_only_columns(Task.id)
    task: Any = Task
    return select(Task.id).where(shown(task, audience))


def _open(audience: Audience) -> ColumnElement[bool]:
    """The event's own part of the rule: internal comments, and what only the team is shown."""
    if audience.sees_team:
        return Event.seq.is_not(None)
    comments = select(Comment.id).where(Comment.open_to(audience))
    read = or_(File.comment_id.is_(None), File.comment_id.in_(comments))
    open_ones = {"Comment": comments, "File": select(File.id).where(read)}
    parts = [
        or_(Event.subject_type != noun, Event.subject_id.in_(ids))
        for noun, ids in open_ones.items()
    ]
    return and_(*parts, Event.kind.not_in(INSIDE))


def _said() -> ColumnElement[bool]:
    """A comment that was taken back as soon as it was said was never said."""
    unsaid = select(Comment.id).where(Comment.withdrawn.is_(True))
    return or_(Event.subject_type != "Comment", Event.subject_id.not_in(unsaid))


def _of_the_project(audience: Audience, rights: Sequence[str]) -> ColumnElement[bool]:
    if not audience.sees_profiles:
        return false()
    nouns = [*OF_THE_PROJECT, *(noun for noun, right in BY_RIGHT.items() if right in rights)]
    return and_(Event.task_id.is_(None), Event.subject_type.in_(nouns))
