"""Comments: for the client too, or internal."""

from flask import Response, abort, request
from werkzeug.exceptions import Forbidden

from blueprints import allowed, changing, found, viewer
from blueprints.answers import Refused
from blueprints.errors import ARCHIVED, Archived
from blueprints.files.taking import taken_files, too_large
from blueprints.tasks import door
from blueprints.tasks.show import answered, removed
from i18n import _, gettext
from models import Comment, File, Task

LONGEST = 20_000
door.register_error_handler(413, too_large)


@door.post("/tasks/<public_id>/comments")
def write(public_id: str) -> Response:
    """Staff write as the project says unless they say otherwise; a client always writes to all."""
    let_write(found(Task, public_id))
    files = taken_files(needed=False)
    body = "" if files and not request.form.get("body", "").strip() else _body()
    with changing() as by:
        task = found(Task, public_id)
        let_write(task)
        if files:
            let_attach(task)
        comment = Comment.write(task, body, by=by, visibility=_visibility(task))
        for name, content in files:
            File.attach(task, name, content, by=by, comment=comment)
    written = answered(task, "comments")
    written.headers["X-Undo"] = f"/comments/{comment.public_id}/withdrawal"
    return written


@door.post("/comments/<public_id>/withdrawal")
def take_back(public_id: str) -> Response:
    """What was just said is said no more; what is gone already changes nothing."""
    with changing() as by:
        comment = _own(public_id)
        comment.withdraw(by=by)
    return answered(comment.task, "comments")


@door.put("/comments/<public_id>")
def edit_comment(public_id: str) -> Response:
    body = _body()
    with changing() as by:
        let_write(found(Comment, public_id))
        comment = _own(public_id)
        comment.edit(body, by=by)
    return answered(comment.task, "comments")


@door.delete("/comments/<public_id>")
def delete_comment(public_id: str) -> Response:
    with changing() as by:
        comment = _own(public_id)
        comment.delete(by=by)
    return removed(comment, "comments")


def let_write(thing: Task | Comment) -> None:
    """To whoever may not, or no longer: their words stay, and why stands beside them."""
    try:
        allowed("comment", thing)
    except Archived as problem:
        raise Refused("body", gettext(ARCHIVED[0]), 403) from problem
    except Forbidden as problem:
        said = _("You may not comment here any more. This was not sent: copy it to keep it.")
        raise Refused("body", said, 403) from problem


def let_attach(task: Task) -> None:
    if not viewer().can("attach", task):
        said = _("You may not attach files here. Your words can be sent without them.")
        raise Refused("body", said, 403)


def _visibility(task: Task) -> str:
    """Never wider than what its writer chose, though they may choose it no more."""
    wanted = request.form.get("visibility", "")
    if viewer().can("comment_internally", task):
        return "client" if (wanted or Comment.usual_visibility(task)) == "client" else "team"
    if wanted in ("", "client"):
        return "client"
    said = _(
        "You cannot write for the team alone any more, and others would have read this: "
        "it was not sent. Copy it to keep it, and load the page again."
    )
    raise Refused("body", said, 403)


def _own(public_id: str) -> Comment:
    comment = found(Comment, public_id, to="comment")
    if not comment.belongs_to(viewer().id):
        abort(403)
    return comment


def _body() -> str:
    body = request.form.get("body", "").strip()
    if not body:
        raise Refused("body", _("Write a few words first."))
    if len(body) > LONGEST:
        raise Refused("body", _("Keep the text under %(num)d characters.", num=LONGEST))
    return body
