"""Who sees what of a project: several tasks shown or hidden at once, after a look at whom it moves.

The change is made in several short transactions; one press takes all of it back.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, flash, redirect, render_template, request

from blueprints import allowed, audience_of, changing, found, viewer
from blueprints.answers import is_fragment
from blueprints.boards.filters import Filters
from blueprints.boards.show import people_of
from blueprints.tasks import door
from blueprints.tasks.choosing import Asked, listed, narrowed, offered
from i18n import N_, _, gettext, ngettext
from models import Event, Project, Task, Team, db
from models.base import random_id
from models.sight_change import SightChange, batches, done_together, hide_all, read, take_back

LONGEST = 16  # letters of the word that a deed bears
NARROWING = ("q", "column", "phase", "seen")  # fields of the page; the board has others
SEEN = {"client": N_("Client and team"), "team": N_("Team"), "list": N_("Chosen people")}


def opened(public_id: str) -> Project:
    """To those who may hide something in it, be it only what is theirs."""
    project = found(Project, public_id)
    if "hide" not in viewer().rights(project):
        allowed("hide", project)
    return project


@door.get("/projects/<public_id>/sight")
def who_sees_what(public_id: str) -> str:
    project = opened(public_id)
    tasks = offered(project)
    ticked = {task.public_id for task in narrowed(tasks)} if "all" in request.args else ()
    return page(project, tasks, Asked(ticked))


@door.post("/projects/<public_id>/sight/preview")
def preview(public_id: str) -> str:
    project = opened(public_id)
    asked = Asked.of_form(project)
    if is_fragment():
        return render_template("tasks/_shifts.html", project=project, asked=asked, kept=kept())
    return page(project, offered(project), asked)


@door.put("/projects/<public_id>/sight")
def show_all(public_id: str) -> Any:
    """Done if who gains and who loses is what was looked at; else to be looked at again."""
    project = opened(public_id)
    asked, deed = Asked.of_form(project), request.form.get("deed", "")[:LONGEST]
    pressed_before = bool(done_together(project, deed, viewer()))
    if asked.wanted is None or asked.wanted.mark != request.form.get("mark"):
        if pressed_before and asked.wanted and asked.wanted.stands and not chose_anew(asked):
            return redirect(f"/projects/{public_id}/sight{kept(done=deed)}", 303)
        return page(project, offered(project), asked, outdated(asked)), 409
    ids, together = [task.id for task in asked.wanted.tasks], deed
    if pressed_before or not deed:
        together = random_id()
    db.session.expunge_all()  # what was looked at, or each batch would forget all of it anew
    same = sum(left_same(public_id, some, asked, together) for some in batches(ids))
    more = {"done": together} | ({"same": str(same)} if same else {})
    return redirect(f"/projects/{public_id}/sight{kept(**more)}", 303)


def chose_anew(asked: Asked) -> bool:
    return request.form.get("chosen") != asked.chosen


def outdated(asked: Asked) -> str:
    """Why what is asked for is not what was looked at."""
    if chose_anew(asked):
        return _("You have chosen something else since. Look at who gains and who loses by it.")
    return _("This has changed meanwhile. Look again at who gains and who loses.")


def kept(**more: str) -> str:
    """What narrows the tasks, for every address that leads back to them."""
    own = [(name, request.args[name]) for name in NARROWING if request.args.get(name)]
    words = urlencode([*own, *brought(), *more.items()])
    return f"?{words}" if words else ""


def brought() -> list[tuple[str, str]]:
    """What narrowed the board one comes from."""
    return [pair for pair in Filters.of(request.args).query if pair[0] != "q"]


def left_same(public_id: str, ids: Sequence[int], asked: Asked, together: str) -> int:
    """One short transaction, in which each task is asked for again; how many already stood so."""
    with changing() as by:
        project = opened(public_id)
        mine = [task.id for task in offered(project, ids)]
        wanted = SightChange.of(project, mine, asked.visibility, **listed(project))
        return len(wanted.tasks) - len(hide_all(wanted, by, together))


@door.post("/projects/<public_id>/sight/<together>/undo")
def undo_all(public_id: str, together: str) -> Response:
    seqs = [event.seq for event in deeds_of(opened(public_id), together)] or abort(404)
    left = sum(undone_of(public_id, together, some) for some in batches(seqs))
    sentence = ngettext(
        "Undone, but for %(num)d task that was changed since.",
        "Undone, but for %(num)d tasks that were changed since.",
        left,
    )
    flash(sentence if left else _("Undone."), "error" if left else "done")
    return redirect(f"/projects/{public_id}/sight{kept()}", 303)  # type: ignore[return-value]


def undone_of(public_id: str, together: str, seqs: Sequence[int]) -> int:
    with changing() as by:
        return take_back(deeds_of(opened(public_id), together, seqs), by)


def deeds_of(
    project: Project, together: str, seqs: Sequence[int] | None = None
) -> dict[Event, Task]:
    """One's own changes of one deed, or some of them, each with its task: on what one may still see
    and hide."""
    audience, own = audience_of(project), done_together(project, together, viewer(), seqs)
    tasks = {task.id: task for task in read(event.task_id for event in own)}
    known = {event: tasks[event.task_id] for event in own if event.task_id in tasks}
    return {
        event: task
        for event, task in known.items()
        if task.is_visible_to(audience) and viewer().can("hide", task)
    }


def page(project: Project, tasks: list[Task], asked: Asked, sentence: str = "") -> str:
    audience, shown = audience_of(project), narrowed(tasks)
    together, same = request.args.get("done", ""), request.args.get("same", 0, type=int)
    return render_template(
        "tasks/sight.html",
        project=project,
        audience=audience,
        rights=viewer().rights(project),
        groups=groups_of(project, shown),
        columns={column.public_id: column.name for column in project.columns},
        phases={task.public_id: task.title for task in tasks if task.kind == "phase"},
        seen={name: gettext(words) for name, words in SEEN.items()},
        asked=asked,
        sentence=sentence,
        narrowing={name: request.args.get(name, "") for name in NARROWING},
        brought=brought(),
        kept=kept(),
        all_of_them=kept(all="1"),
        is_all_ticked=all(task.public_id in asked.ticked for task in shown),
        people=people_of(project, audience),
        teams=db.session.scalars(Team.visible_to(viewer()).order_by(Team.name)).all(),
        me=viewer().public_id,
        done=len(deeds_of(project, together)) if together else 0,
        same=same,
        together=together,
    )


def groups_of(project: Project, tasks: list[Task]) -> list[tuple[str, list[Task]]]:
    """Column by column, then what stands in none."""
    groups = [
        (column.name, [task for task in tasks if task.column_id == column.id])
        for column in project.columns
    ]
    known = {column.id for column in project.columns}
    groups.append((_("In the plan alone"), [t for t in tasks if t.column_id not in known]))
    return [(name, some) for name, some in groups if some]
