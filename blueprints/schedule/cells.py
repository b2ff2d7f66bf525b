"""One cell of the plan's grid as a field."""

from flask import abort, render_template
from flask_login import login_required

from blueprints import found
from blueprints.schedule import door
from fragments.plan.outline import A_DAY
from models import Task
from models.project.planning import plan_kept
from models.task.dating import last_day

# What each cell changes, and the right it takes.
CELLS = {
    "title": "edit",
    "people": "assign",
    "start": "plan",
    "finish": "plan",
    "duration": "plan",
    "percent": "progress",
}


@door.get("/tasks/<public_id>/cells/<block>")
@login_required
def cell(public_id: str, block: str) -> str:
    task = found(Task, public_id)
    if block not in CELLS:
        abort(404)
    task = found(Task, public_id, to=CELLS[block])
    people = task.project.workers if block == "people" else []
    around = {"people": people, "last_day": last_day, "length": _length(task)}
    return render_template("schedule/_cell.html", task=task, block=block, **around)


def _length(task: Task) -> float | None:
    """In days of work, as the engine takes it: many lie between two dates and say none."""
    activities = plan_kept(task.project).plan.activities
    minutes = next((one.duration for one in activities if one.id == task.id), None)
    return round(minutes / A_DAY, 1) if minutes else None
