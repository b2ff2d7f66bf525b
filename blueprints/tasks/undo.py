"""Take a change back, unless somebody changed the same thing since."""

from flask import Response, abort, make_response, render_template
from sqlalchemy import select

from blueprints import allowed, changing, viewer
from blueprints.answers import answer, is_fragment, page_refused
from blueprints.tasks import door
from blueprints.tasks.show import card_of
from i18n import _
from models import Event, Task, db
from models.event import KINDS, Changed

# the verb one must be allowed to do to take each kind of event back
VERBS = {
    "task.placed": "move",
    "task.closed": "close",
    "task.reopened": "close",
    "task.archived": "archive",
    "task.restored": "archive",
    "task.deleted": "delete",
    "task.recovered": "delete",
    "task.rescheduled": "plan",
    "task.linked": "plan",
    "task.unlinked": "plan",
    "task.progressed": "progress",
    "task.hidden": "hide",
    "task.shown": "hide",
}


@door.post("/events/<public_id>/undo")
def undo(public_id: str) -> Response:
    try:
        with changing() as by:
            happened, task = _found(public_id)
            happened.undo(by=by)
    except Changed as changed:
        return _too_late(changed)
    page = f"/projects/{task.project.public_id}/board"
    return answer(page, lambda: card_of(task) if task.is_on_board else "")


def _found(public_id: str) -> tuple[Event, Task]:
    """An event of one's own, on a task one may see and change."""
    happened = db.session.scalar(select(Event).where(Event.public_id == public_id))
    task = db.session.get(Task, happened.task_id or 0) if happened else None
    if happened is None or task is None or not KINDS[happened.kind].undoable:
        abort(404)
    audience = viewer().audience(task.project)
    if happened.actor_id != viewer().id:
        abort(404)
    if happened.kind != "task.deleted" and not task.is_visible_to(audience):
        abort(404)
    allowed(VERBS.get(happened.kind, "edit"), task)
    return happened, task


def _too_late(changed: Changed) -> Response:
    name = changed.person.first_name if changed.person else None
    sentence = (
        _("%(name)s changed it since: nothing was undone.", name=name)
        if name
        else _("It was changed since: nothing was undone.")
    )
    if is_fragment():
        return make_response(render_template("layouts/_sentence.html", sentence=sentence), 409)
    return make_response(page_refused(sentence, _("Not undone")), 409)
