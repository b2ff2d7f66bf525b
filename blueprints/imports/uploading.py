"""A file is chosen: it is laid down for the worker, who reads it."""

from typing import Any

from flask import redirect, render_template, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from blueprints import allowed, changing, errors, viewer
from blueprints.answers import drop_the_body
from blueprints.imports import door
from imports.keeping import forget, place_for
from imports.reading import LIMIT
from imports.refusal import ImportRefused
from imports.sources import source_of
from models import ImportRun, db
from models.base import random_id
from security import settings


@door.get("/imports")
def index() -> Any:
    allowed("import")
    return index_page()


def index_page(problem: str = "") -> str:
    newest = ImportRun.visible_to(viewer()).order_by(ImportRun.id.desc()).limit(20)
    return render_template(
        "imports/index.html",
        runs=db.session.scalars(newest).all(),
        problem=problem,
        limit=LIMIT,
        too_large=str(ImportRefused("over_the_limit", limit=LIMIT)),
    )


@door.post("/imports")
def upload() -> Any:
    allowed("import")
    file = request.files.get("file")
    if file is None or not file.filename:
        return index_page(str(ImportRefused("none"))), 422
    db.session.rollback()
    place = place_for(settings().uploads, random_id())
    _save(file, place)
    kind, name = source_of(place), file.filename.rsplit("/")[-1]
    try:
        with changing() as by:
            run = ImportRun.upload(name, str(place), by=by, kind=kind)
    except BaseException:
        forget(place)
        raise
    return redirect(f"/imports/{run.public_id}", 303)


def _save(file: FileStorage, place: Any) -> None:
    place.touch(mode=0o600)
    file.save(place)


@door.errorhandler(413)
def too_large(problem: RequestEntityTooLarge) -> Any:
    """A browser shows an answer only once its file has been taken: take it, and drop it."""
    if not (current_user.is_authenticated and viewer().can("import")):
        return errors.answer(413, *errors.SAID[413])
    drop_the_body()
    # Less the few lines that a form puts round its file.
    size = (request.content_length or LIMIT) - 1024
    refusal = ImportRefused("too_large", size=size, limit=LIMIT)
    return index_page(str(refusal)), 413
