"""Who may be called by name in a text of a task: those who will read it."""

from flask import render_template, request

from blueprints import audience_of, found, viewer
from blueprints.boards.show import people_of
from blueprints.tasks import door
from models import Task, User
from models.mentioning import offered, readers_of
from models.showing import profiles

LONGEST = 60


@door.get("/tasks/<public_id>/mentions")
def mentions(public_id: str) -> str:
    task = found(Task, public_id)
    internal = request.args.get("visibility", "") == "team"
    begun = request.args.get("q", "")[:LONGEST]
    people = offered(begun, met(task, readers_of(task, internal)))
    shown = profiles(people, viewer(), task.project)
    return render_template("tasks/_mentions.html", people=people, profiles=shown)


def met(task: Task, people: list[User]) -> list[User]:
    """Of these, the others whom the writer may meet."""
    audience = audience_of(task.project)
    known = people if audience.sees_profiles else people_of(task.project, audience)
    return [one for one in people if one in known and one.id != viewer().id]
