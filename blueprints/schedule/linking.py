"""A link from one bar to another: shown first, made, changed, taken away."""

from flask import Response, render_template, request
from flask_login import login_required

from blueprints import audience_of, found
from blueprints.answers import Refused, answer
from blueprints.schedule import door
from blueprints.schedule.asked import after, ungrouped
from blueprints.schedule.moving import foretold, replanned
from fragments.plan.foreseen import NewLink
from fragments.plan.outline import A_DAY
from i18n import _
from models import Link, Task, db
from models.project.planning import Replanned, plan_kept
from models.task.linking import KINDS, relinking
from scheduling import Loop

MOST_NAMED, LEFT_OUT = 6, "…"


@door.get("/tasks/<public_id>/links/<predecessor>")
@login_required
def link(public_id: str, predecessor: str) -> str:
    """What a link would move; what stands now, and how it may be taken away. Nothing is saved."""
    task, before = _ends(public_id, predecessor)
    old = task.link_from(before.id)
    kind = request.args.get("kind") or (old.kind if old else "FS")
    lag = request.args.get("lag") or (f"{old.lag / A_DAY:g}" if old else "0")
    try:
        ready = _with(task, before, kind, _lag(lag))
    except Refused as problem:
        if request.args:
            raise  # the panel is there, and tells it under its fields
        return render_template("schedule/_refused.html", task=task, problem=problem)
    new = NewLink(before.id, task.id, kind, old.public_id if old else "")
    told = foretold(ready, task, new)
    around = {"task": task, "before": before, "old": old, "wave": told, "kind": kind, "lag": lag}
    return render_template("schedule/_link.html", kinds=KINDS, **around)


@door.put("/tasks/<public_id>/links/<predecessor>")
def tie(public_id: str, predecessor: str) -> Response:
    _ends(public_id, predecessor)
    kind, lag = request.form.get("kind", "FS"), _lag(request.form.get("lag", "0"))
    happened = replanned(
        public_id,
        lambda task: _with(task, found(Task, predecessor), kind, lag),
        lambda task, by, ready: task.link(
            found(Task, predecessor), by=by, kind=kind, lag=lag, replanned=ready
        ),
    )
    return answer(f"/tasks/{public_id}", lambda: "", undo=happened)


@door.delete("/tasks/<public_id>/links/<predecessor>")
def untie(public_id: str, predecessor: str) -> Response:
    _ends(public_id, predecessor)
    happened = replanned(
        public_id,
        lambda task: _without(task, found(Task, predecessor)),
        lambda task, by, ready: task.unlink(found(Task, predecessor), by=by, replanned=ready),
    )
    return answer(f"/tasks/{public_id}", lambda: "", undo=happened)


def _ends(public_id: str, predecessor: str) -> tuple[Task, Task]:
    """Both ends by sight, of one project."""
    task, before = found(Task, public_id, to="plan"), found(Task, predecessor, to="plan")
    if task.project_id != before.project_id:
        raise Refused("kind", _("Both tasks lie in one project."))
    return task, before


def _with(task: Task, before: Task, kind: str, lag: int) -> Replanned:
    if kind not in KINDS:
        raise Refused("kind", _("Choose one of the list."))
    new = Link(predecessor_id=before.id, successor_id=task.id, kind=kind, lag=lag, unit="working")
    read = plan_kept(task.project)
    try:
        return after(read, relinking(task.link_from(before.id), new))
    except Loop as loop:
        raise Refused("kind", _would_loop(task, loop)) from loop


def _without(task: Task, before: Task) -> Replanned:
    old = task.link_from(before.id)
    return after(plan_kept(task.project), relinking(old, None))


def _would_loop(task: Task, loop: Loop) -> str:
    """Named by its whole round, as far as whoever asks may see it: rows may bear the same name."""
    at = loop.ids.index(task.id) if task.id in loop.ids else 0
    seen = Task.visible_to(audience_of(task.project)).where(Task.id.in_(loop.ids))
    titles = {one.id: one.title for one in db.session.scalars(seen)}
    names = [titles.get(one, LEFT_OUT) for one in [*loop.ids[at:], *loop.ids[: at + 1]]]
    if len(names) > MOST_NAMED:
        names = [*names[:3], LEFT_OUT, *names[-2:]]
    told = [a for a, b in zip(names, ["", *names], strict=False) if not a == b == LEFT_OUT]
    return _("This link would make a loop: %(names)s.", names=" → ".join(told))


def _lag(typed: str) -> int:
    """Minutes of work, from days as people write them; a lead is negative."""
    try:
        return round(float(ungrouped(typed).replace(",", ".").replace("−", "-")) * A_DAY)
    except (ValueError, OverflowError):
        raise Refused("lag", _("Enter a number of days, for example 2.5.")) from None
