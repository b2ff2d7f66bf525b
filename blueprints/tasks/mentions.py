"""Who may be called by name in a text of a task: those who will read it."""

from collections.abc import Collection

from flask import render_template, request

from blueprints import audience_of, found, viewer
from blueprints.boards.show import people_of
from blueprints.tasks import door
from models import Task, User
from models.mentioning import offered, readers_of, reading
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


def will_read(task: Task) -> dict[User, bool]:
    """Whom the writer may meet of those who read it; of each, do they read what is internal too?"""
    readers = reading(task)
    return {one: readers[one] for one in met(task, readers)}


def met(task: Task, people: Collection[User]) -> list[User]:
    """Of these, the others whom the writer may meet."""
    audience = audience_of(task.project)
    known = people if audience.sees_profiles else people_of(task.project, audience)
    return [one for one in people if one in known and one.id != viewer().id]
