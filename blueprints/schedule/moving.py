"""A bar moved, stretched or told how far it has come; what would follow is shown first."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Response, render_template, request
from flask_login import login_required

from blueprints import audience_of, changing, found, viewer
from blueprints.answers import Refused, answer
from blueprints.schedule import door
from blueprints.schedule.asked import after, change_asked
from blueprints.schedule.narrowing import Narrowing
from fragments.plan.foreseen import NewLink, PlanPage
from fragments.plan.waves import Wave, wave
from i18n import _
from models import Event, Task
from models.project.planning import Outdated, Replanned, plan_kept

TRIES = 5


@door.get("/tasks/<public_id>/ripple")
@login_required
def ripple(public_id: str) -> str:
    """What would move, and when the project would end. Nothing is saved."""
    task = found(Task, public_id, to="plan")
    asked = request.args.to_dict()
    try:
        read = plan_kept(task.project)
        replanned = after(read, change_asked(task, read, asked))
    except Refused as problem:
        if "by" not in asked:
            raise  # it was typed, and is told under the cell
        return render_template("schedule/_refused.html", task=task, problem=problem)
    told = foretold(replanned, task)
    query = urlencode({name: value for name, value in asked.items() if name != "alone"})
    return render_template("schedule/_ripple.html", task=task, wave=told, asked=asked, query=query)


def foretold(replanned: Replanned, task: Task, link: NewLink | None = None) -> Wave:
    """As whoever asks may see it, on the plan as their page shows it."""
    asked, audience = Narrowing.of_page(), audience_of(task.project)
    page = PlanPage(audience, viewer().today, asked.zoom, asked.folded)
    return wave(replanned, task, page, link)


@door.put("/tasks/<public_id>/schedule")
def reschedule(public_id: str) -> Response:
    def computed(task: Task) -> Replanned:
        read = plan_kept(task.project)
        return after(read, change_asked(task, read, request.form))

    happened = replanned(
        public_id, computed, lambda task, by, ready: task.reschedule(by=by, replanned=ready)
    )
    return answer(f"/tasks/{public_id}", lambda: "", undo=happened)


def replanned(
    public_id: str,
    computed: Callable[[Task], Replanned],
    written: Callable[..., Event | None],
) -> Event | None:
    """Compute outside of the lock, write inside, and again if somebody was quicker."""
    for _attempt in range(TRIES):
        ready = computed(found(Task, public_id, to="plan"))
        try:
            with changing() as by:
                return written(found(Task, public_id, to="plan"), by, ready)
        except Outdated:
            continue
    raise Refused("start", _("Somebody else is moving this plan. Try again."))


@door.put("/tasks/<public_id>/progress")
def progress(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="progress")
        happened = task.progress(_percent(request.form.get("percent", "")), by=by)
    return answer(f"/tasks/{public_id}", lambda: "", undo=happened)


def _percent(typed: str) -> int:
    digits = typed.strip().removesuffix("%").strip()
    if not digits.isdecimal() or int(digits) > 100:
        raise Refused("percent", _("Enter a percentage, from 0 to 100."))
    return int(digits)
