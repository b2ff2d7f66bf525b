"""All files of a project that their reader may see, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from sqlalchemy import Select, not_, or_, select
from sqlalchemy.orm import joinedload

from blueprints import audience_of, found, viewer
from blueprints.answers import is_fragment
from blueprints.files import door
from files.media import DOCUMENTS
from fragments.rows import is_hatched
from i18n import N_, gettext
from models import Audience, File, Project, Task, User, db
from models.file import stacked
from models.search import fold

ON_A_PAGE = 60
KINDS = {"image": N_("Pictures"), "document": N_("Documents"), "other": N_("Others")}
IS_IMAGE = File.media_type.startswith("image/")
IS_DOCUMENT = or_(File.media_type.in_(DOCUMENTS), File.media_type.contains("opendocument"))
OF_KIND = {
    "image": IS_IMAGE,
    "document": IS_DOCUMENT,
    "other": not_(or_(IS_IMAGE, IS_DOCUMENT)),
}


@dataclass(slots=True)
class Shelf:
    """Some files, each as its versions, and what all that were asked for come to."""

    stacks: list[list[File]]
    number: int
    size: int
    before: str | None


@door.get("/projects/<public_id>/files")
def of_project(public_id: str) -> str:
    project = found(Project, public_id)
    audience = audience_of(project)
    mine = File.visible_to(audience).where(File.newest())
    return render_template(
        f"files/{'_shelf' if is_fragment() else 'show'}.html",
        project=project,
        audience=audience,
        rights=viewer().rights(project),
        shelf=shelf_of(narrowed(mine), audience),
        people=named(select(User.public_id, User.name), User.id, mine, File.author_id),
        tasks=named(select(Task.public_id, Task.title), Task.id, mine, File.task_id),
        kinds={kind: gettext(words) for kind, words in KINDS.items()},
        chosen=request.args,
        address=f"/projects/{public_id}/files",
        hatches=is_hatched(project, audience),
    )


def named(those: Any, key: Any, mine: Select[Any], by: Any) -> dict[str, str]:
    """Whose, or of which tasks, these files are: public ids and names."""
    rows = db.session.execute(those.where(key.in_(mine.with_only_columns(by))))
    return dict(sorted(((row[0], row[1]) for row in rows), key=lambda one: fold(one[1])))


def narrowed(asked: Select[Any]) -> Select[Any]:
    """By kind, person and task; what is not known narrows nothing, or to nothing."""
    if request.args.get("kind") in OF_KIND:
        asked = asked.where(OF_KIND[request.args["kind"]])
    if request.args.get("person"):
        who = select(User.id).where(User.public_id == request.args["person"])
        asked = asked.where(File.author_id.in_(who))
    if request.args.get("task"):
        which = select(Task.id).where(Task.public_id == request.args["task"])
        asked = asked.where(File.task_id.in_(which))
    return asked


def shelf_of(asked: Select[Any], audience: Audience) -> Shelf:
    light = asked.with_only_columns(File.public_id, File.series, File.name, File.size)
    words = fold(request.args.get("q", "")).split()
    rows = [
        row
        for row in db.session.execute(light.order_by(File.id.desc()))
        if all(word in fold(row.name) for word in words)
    ]
    ids = [row.public_id for row in rows]
    last = request.args.get("before", "")
    start = ids.index(last) + 1 if last in ids else 0
    shown, rest = rows[start : start + ON_A_PAGE], rows[start + ON_A_PAGE :]
    stacks = versions_of([row.series for row in shown], audience)
    more = shown[-1].public_id if rest else None
    return Shelf(stacks, len(rows), sum(row.size for row in rows), more)


def versions_of(series: Sequence[str], audience: Audience) -> list[list[File]]:
    """These files with all their versions, in this order."""
    query = File.visible_to(audience).where(File.series.in_(series)).order_by(File.id.desc())
    around = (joinedload(File.task), joinedload(File.author), joinedload(File.comment))
    return stacked(db.session.scalars(query.options(*around)))
