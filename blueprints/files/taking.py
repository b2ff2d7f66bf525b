"""Files come in: laid down first, outside of any change, then put on a task or a comment."""

from os import SEEK_END
from unicodedata import normalize

from flask import Response, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from blueprints import changing, errors, found
from blueprints.answers import Refused, drop_the_body, refused
from blueprints.files import door
from blueprints.files.limits import limit_in_words, most_bytes
from blueprints.tasks.show import answered
from files.keeping import Empty, keep
from i18n import _
from models import File, Task, db
from models.file import LONGEST_NAME, Content
from security import LARGEST

MOST = 20  # files at once
Taken = list[tuple[str, Content]]


@door.post("/tasks/<public_id>/files")
def attach(public_id: str) -> Response:
    found(Task, public_id, to="attach")
    taken = taken_files()
    with changing() as by:
        task = found(Task, public_id, to="attach")
        for name, content in taken:
            File.attach(task, name, content, by=by)
    return answered(task, "attachments")


@door.post("/files/<public_id>/versions")
def replace(public_id: str) -> Response:
    found(File, public_id, to="edit")
    taken = taken_files(most=1)
    with changing() as by:
        file = found(File, public_id, to="edit")
        for name, content in taken:
            file.replace(name, content, by=by)
    return answered(file.task, "attachments")


def taken_files(most: int = MOST, needed: bool = True) -> Taken:
    """What was chosen, laid down for good; what no row will name is removed by the worker."""
    chosen = [file for file in request.files.getlist("files") if file.filename]
    if needed and not chosen:
        raise Refused("files", _("Choose a file first."))
    if len(chosen) > most:
        raise Refused("files", _("%(num)d files at most at once.", num=most))
    if sum(map(_weight, chosen)) > most_bytes():  # the body may hold a little more: its form
        raise Refused("files", limit_in_words())
    db.session.rollback()  # a disk may take its time
    return [(name_of(file), _kept(file)) for file in chosen]


def _weight(file: FileStorage) -> int:
    weight = file.stream.seek(0, SEEK_END)
    file.stream.seek(0)
    return weight


def _kept(file: FileStorage) -> Content:
    try:
        return keep(file.stream)
    except Empty:
        raise Refused("files", _("‘%(name)s’ is empty.", name=name_of(file))) from None


def name_of(file: FileStorage) -> str:
    return sound_name((file.filename or "").rsplit("/")[-1])


def sound_name(words: str) -> str:
    """One line that can be read, its ending kept; never a way up in an address."""
    plain = "".join(letter if letter.isprintable() else " " for letter in normalize("NFC", words))
    name = " ".join(plain.split())
    stem, dot, ending = name.rpartition(".")
    if len(name) > LONGEST_NAME and dot and len(ending) <= 20:
        return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending
    return name[:LONGEST_NAME] if name.strip(".") else "…"


@door.errorhandler(413)
def too_large(problem: RequestEntityTooLarge) -> Response | tuple[str, int]:
    """A browser shows an answer only once its files have been taken: take them, and drop them."""
    if (request.endpoint or "") not in LARGEST or not current_user.is_authenticated:
        return errors.answer(413, *errors.SAID[413])
    drop_the_body()
    return refused(Refused("files", limit_in_words()))
