"""What a room that looks at a plan is sent: the rows that changed, with the lines between them.

Both what the room saw last and what stands now are made of what its audience sees, so that nothing
hidden can be in the difference. What rows cannot say (another outline, another span of time, other
links) is a ring, and each page fetches itself.
"""

from collections.abc import Sequence
from typing import Any

from flask import current_app

from fragments.plan.standing import Standing, finish_of, standing
from live.pushes import MOST_PUSHES, board_ring
from live.rooms import Room
from models.base import db
from models.event import Event
from models.project.project import Project

# What stands beside a task and on no row.
BESIDE = {"Attachment", "Comment", "Delivery", "Presence", "ReportSchedule", "StatusReport"}


def look_at(room: Room) -> None:
    """Remember what a plan shows before anything is told of it."""
    if room.zoom and room.plan is None:
        room.plan = _now(room)


def plan_pushes(room: Room, events: Sequence[Event], cards: list[dict[str, Any]]) -> list[Any]:
    """`cards` is what a board would be sent: here they ring for open sheets."""
    changed = [] if all(event.subject_type in BESIDE for event in events) else _changed(room)
    rung = {id for push in cards for id in push.get("ring", [push.get("id")])}
    return changed + ([{"ring": sorted(rung)}] if rung else [])


def _changed(room: Room) -> list[dict[str, Any]]:
    was, now = room.plan, _now(room)
    room.plan = now
    if was is None or was.mark == now.mark:
        return []
    rows = {
        row.public_id: row.html for row in now.rows if row.version != was.looks.get(row.public_id)
    }
    if was.frame != now.frame or len(rows) > MOST_PUSHES:
        return [board_ring(room)]
    lines = {id: line for id, line in now.paths.items() if line != was.paths[id]}
    return [{"rows": rows, "lines": lines, "finish": _finish(room)}]


def _now(room: Room) -> Standing:
    return standing(_project(room), room.audience, room.today, room.zoom)


def _finish(room: Room) -> str:
    project = _project(room)
    template = current_app.jinja_env.get_template("schedule/_finish.html")
    return template.render(project=project, finish=finish_of(project))


def _project(room: Room) -> Project:
    return db.session.get_one(Project, room.project_id)
