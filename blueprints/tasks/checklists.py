"""Checklists and their items."""

from flask import Response, request

from blueprints import changing, found
from blueprints.tasks import door
from blueprints.tasks.create import sound_title
from blueprints.tasks.show import answered, removed
from models import Checklist, ChecklistItem, Task


@door.post("/tasks/<public_id>/checklists")
def create_checklist(public_id: str) -> Response:
    title = sound_title(request.form.get("title", ""))
    with changing() as by:
        task = found(Task, public_id, to="check")
        checklist = task.add_checklist(title, by=by)
    return answered(task, "checklists", fresh=checklist.public_id)


@door.put("/checklists/<public_id>/title")
def retitle(public_id: str) -> Response:
    title = sound_title(request.form.get("title", ""))
    with changing() as by:
        checklist = found(Checklist, public_id, to="check")
        checklist.retitle(title, by=by)
    return answered(checklist.task, "checklists")


@door.delete("/checklists/<public_id>")
def remove(public_id: str) -> Response:
    with changing() as by:
        checklist = found(Checklist, public_id, to="check")
        checklist.remove(by=by)
    return removed(checklist, "checklists")


@door.post("/checklists/<public_id>/items")
def add(public_id: str) -> Response:
    text = sound_title(request.form.get("text", ""), "text")
    with changing() as by:
        checklist = found(Checklist, public_id, to="check")
        checklist.add(text, by=by)
    return answered(checklist.task, "checklists")


@door.put("/checklist-items/<public_id>/text")
def rewrite(public_id: str) -> Response:
    text = sound_title(request.form.get("text", ""), "text")
    with changing() as by:
        item = found(ChecklistItem, public_id, to="check")
        item.rewrite(text, by=by)
    return answered(item.task, "checklists")


@door.delete("/checklist-items/<public_id>")
def drop(public_id: str) -> Response:
    with changing() as by:
        item = found(ChecklistItem, public_id, to="check")
        item.remove(by=by)
    return removed(item, "checklists")


@door.post("/checklist-items/<public_id>/tick")
def tick(public_id: str) -> Response:
    with changing() as by:
        item = found(ChecklistItem, public_id, to="check")
        item.check(by=by)
    return answered(item.task, "checklists")


@door.delete("/checklist-items/<public_id>/tick")
def untick(public_id: str) -> Response:
    with changing() as by:
        item = found(ChecklistItem, public_id, to="check")
        item.uncheck(by=by)
    return answered(item.task, "checklists")
