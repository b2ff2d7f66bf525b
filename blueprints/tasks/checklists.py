"""Checklists and their items."""

from flask import Response, request
from flask_login import login_required

from blueprints import changing, found
from blueprints.tasks import door
from blueprints.tasks.create import sound_title
from blueprints.tasks.show import answered
from models import Checklist, ChecklistItem, Task


@door.post("/tasks/<public_id>/checklists")
@login_required
def create_checklist(public_id: str) -> Response:
    title = sound_title(request.form.get("title", ""))
    with changing() as by:
        task = found(Task, public_id, to="check")
        task.add_checklist(title, by=by)
    return answered(task, "checklists")


@door.put("/checklists/<public_id>/title")
@login_required
def retitle(public_id: str) -> Response:
    title = sound_title(request.form.get("title", ""))
    with changing() as by:
        checklist = found(Checklist, public_id, to="check")
        checklist.retitle(title, by=by)
    return answered(checklist.task, "checklists")


@door.delete("/checklists/<public_id>")
@login_required
def remove(public_id: str) -> Response:
    with changing() as by:
        checklist = found(Checklist, public_id, to="check")
        task = checklist.task
        checklist.remove(by=by)
    return answered(task, "checklists")


@door.post("/checklists/<public_id>/items")
@login_required
def add(public_id: str) -> Response:
    text = sound_title(request.form.get("text", ""), "text")
    with changing() as by:
        checklist = found(Checklist, public_id, to="check")
        checklist.add(text, by=by)
    return answered(checklist.task, "checklists")


@door.put("/checklist-items/<public_id>/text")
@login_required
def rewrite(public_id: str) -> Response:
    text = sound_title(request.form.get("text", ""), "text")
    with changing() as by:
        item = found(ChecklistItem, public_id, to="check")
        item.rewrite(text, by=by)
    return answered(item.task, "checklists")


@door.delete("/checklist-items/<public_id>")
@login_required
def drop(public_id: str) -> Response:
    with changing() as by:
        item = found(ChecklistItem, public_id, to="check")
        task = item.task
        item.remove(by=by)
    return answered(task, "checklists")


@door.post("/checklist-items/<public_id>/tick")
@login_required
def tick(public_id: str) -> Response:
    with changing() as by:
        item = found(ChecklistItem, public_id, to="check")
        item.check(by=by)
    return answered(item.task, "checklists")


@door.delete("/checklist-items/<public_id>/tick")
@login_required
def untick(public_id: str) -> Response:
    with changing() as by:
        item = found(ChecklistItem, public_id, to="check")
        item.uncheck(by=by)
    return answered(item.task, "checklists")
