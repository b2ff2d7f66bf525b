"""A file gets another name, or goes into the bin."""

from flask import Response, request

from blueprints import changing, found
from blueprints.answers import Refused
from blueprints.files import door
from blueprints.files.taking import sound_name
from blueprints.tasks.show import answered, removed
from i18n import _
from models import File


@door.put("/files/<public_id>/name")
def rename(public_id: str) -> Response:
    words = request.form.get("name", "").strip()
    with changing() as by:
        file = found(File, public_id, to="edit")
        if not words or "/" in words:
            raise Refused("name", _("Give the file a name without a slash."))
        file.rename(sound_name(words), by=by)
    return answered(file.task, "attachments")


@door.delete("/files/<public_id>")
def delete(public_id: str) -> Response:
    """With its older versions; `alone`, this version only."""
    with changing() as by:
        file = found(File, public_id, to="edit")
        file.delete(by=by, alone="alone" in request.form)
    return removed(file, "attachments")
