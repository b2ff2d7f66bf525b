"""Which tasks of a project are chosen, and by whom they are to be seen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from flask import abort, request
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from blueprints import audience_of, viewer
from blueprints.boards.filters import Filters
from blueprints.tasks.edit import members_asked
from models import Ancestry, Column, Project, Task, Team, db
from models.base import random_id
from models.sight import VISIBILITIES
from models.sight_change import SightChange

MOST = 2000


@dataclass(frozen=True)
class Asked:
    """What a form asks for; `wanted` is None until somebody may gain or lose by it."""

    ticked: Collection[str] = ()
    visibility: str = ""
    people: Collection[str] = ()
    teams: Collection[str] = ()
    wanted: SightChange | None = None
    # One word for one look at it: pressed twice, it is one deed.
    deed: str = field(default_factory=random_id)

    @property
    def chosen(self) -> str:
        """Another one once something else is ticked, whatever others may have changed."""
        ticked = (request.form.getlist(name) for name in ("tasks", "people", "teams"))
        said = (self.visibility, *(sorted(ones) for ones in ticked))
        return blake2b(repr(said).encode(), digest_size=9).hexdigest()

    @classmethod
    def of_form(cls, project: Project) -> "Asked":
        form, wanted = request.form, request.form.get("visibility", "")
        if wanted not in (*VISIBILITIES, ""):
            abort(422)
        ids = set(form.getlist("tasks")[:MOST])
        ticked = [task for task in offered(project) if task.public_id in ids]
        change = None
        if wanted and ticked:
            numbers = [task.id for task in ticked]
            change = SightChange.of(project, numbers, wanted, **listed(project))
        shown = {task.public_id for task in ticked}
        return cls(shown, wanted, form.getlist("people"), form.getlist("teams"), change)


def listed(project: Project) -> dict[str, Any]:
    """The people and teams of the form's list; whoever makes it is on it."""
    people = members_asked(project, request.form.getlist("people"))
    mine = viewer().user
    teams = Team.visible_to(viewer()).where(Team.public_id.in_(request.form.getlist("teams")))
    return {
        "people": (*people, *([] if mine in people else [mine])),
        "teams": tuple(db.session.scalars(teams)),
    }


def offered(project: Project, ids: Sequence[int] | None = None) -> list[Task]:
    """Cards and phases whose sight the reader may change, as they stand on the board."""
    seen = Task.visible_to(audience_of(project)).outerjoin(Column, Column.id == Task.column_id)
    here = seen.where(Task.archived_at.is_(None), Task.on_their_own())
    wanted = here if ids is None else here.where(Task.id.in_(ids))
    around = (selectinload(Task.assignments), selectinload(Task.column))
    rows = wanted.options(*around).order_by(Column.rank, Task.rank, Task.id).limit(MOST)
    return [task for task in db.session.scalars(rows) if viewer().can("hide", task)]


def narrowed(tasks: list[Task]) -> list[Task]:
    """As the board may be, and by column, phase, and who sees them now."""
    asked, filters = request.args, Filters.of(request.args)
    column, seen = asked.get("column"), asked.get("seen")
    held = _held(asked["phase"]) if asked.get("phase") else None
    kept = _matching(filters, [task.id for task in tasks]) if filters else None
    return [
        task
        for task in tasks
        if (kept is None or task.id in kept)
        and (not column or (task.column is not None and task.column.public_id == column))
        and (held is None or task.id in held)
        and (not seen or task.visibility == seen)
    ]


def _matching(filters: Filters, ids: list[int]) -> set[int]:
    asked = select(Task.id).where(*filters.conditions(viewer().id, viewer().today))
    found = set(db.session.scalars(asked.where(Task.id.in_(ids))))
    return filters.matching(list(found)) if filters.text else found


def _held(phase: str) -> set[int]:
    """A phase and what lies in it."""
    above = select(Task.id).where(Task.public_id == phase, Task.kind == "phase")
    held = select(Ancestry.task_id).where(Ancestry.ancestor_id.in_(above))
    return set(db.session.scalars(held))
