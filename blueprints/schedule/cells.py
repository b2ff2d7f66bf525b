"""One cell of the plan's grid as a field."""

from flask import abort, render_template
from flask_login import login_required

from blueprints import audience_of, found
from blueprints.boards.show import people_of
from blueprints.schedule import door
from models import Task
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
    people = people_of(task.project, audience_of(task.project)) if block == "people" else []
    return render_template(
        "schedule/_cell.html", task=task, block=block, people=people, last_day=last_day
    )
