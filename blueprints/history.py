"""What happened: to a task, on its sheet; to a project, on a page of its own."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, render_template, request
from sqlalchemy import Select, select

from blueprints import audience_of, found, viewer
from blueprints.answers import is_fragment
from blueprints.boards.show import people_of
from blueprints.tasks.show import surroundings
from fragments.told import Telling, Told
from i18n import N_, gettext
from models import Audience, Event, Project, Task, User, db, now
from models.history import known_of, known_to, read

door = Blueprint("history", __name__)

ON_A_PAGE = 30
# What the filter offers, and how the kinds of events begin that belong to it.
KINDS = {
    "tasks": (N_("Tasks"), ("task.",)),
    "comments": (N_("Comments"), ("comment.",)),
    "links": (N_("Links"), ("attachment.", "file.")),
    "board": (N_("Board"), ("column.", "label.", "project.", "import_run.")),
    "people": (N_("People"), ("membership.", "invitation.")),
    "reports": (N_("Reports"), ("status_report.", "report_schedule.", "delivery.")),
}
OF_THE_TEAM = ("board", "people", "reports")
PERIODS = {"1": N_("Since yesterday"), "7": N_("Last 7 days"), "30": N_("Last 30 days")}


@dataclass(slots=True)
class Page:
    """Some events, and where those before them begin."""

    told: list[Told]
    before: str | None


def page_of(asked: Select[Any], project: Project, audience: Audience, of: Task | None) -> Page:
    earlier = db.session.scalar(
        select(Event.seq).where(
            Event.public_id == request.args.get("before", ""), Event.project_id == project.id
        )
    )
    if earlier is not None:
        asked = asked.where(Event.seq < earlier)
    events = read(asked, audience, ON_A_PAGE + 1, of)
    shown = events[:ON_A_PAGE]
    more = shown[-1].public_id if len(events) > ON_A_PAGE else None
    named = None if audience.sees_profiles else {one.id for one in people_of(project, audience)}
    return Page(Telling(shown, audience, named, viewer()).told(of), more)


@door.get("/tasks/<public_id>/history")
def of_task(public_id: str) -> str:
    task = found(Task, public_id)
    around = surroundings(task)
    events = page_of(known_of(task, around["audience"]), task.project, around["audience"], task)
    around |= {"events": events, "address": f"/tasks/{public_id}/history", "query": "", "of": task}
    return render_template(template("history/_of_task.html", "tasks/show.html"), **around)


def template(whole: str, page: str) -> str:
    """Further events to whoever asks for those before one, else the fragment or the page."""
    if not is_fragment():
        return page
    return "history/_events.html" if "before" in request.args else whole


@door.get("/projects/<public_id>/activity")
def activity(public_id: str) -> str:
    project = found(Project, public_id)
    audience, people = audience_of(project), people_of(project, audience_of(project))
    rights = viewer().rights(project)
    asked = narrowed(known_to(audience, rights), people)
    return render_template(
        template("history/_activity.html", "history/activity.html"),
        project=project,
        audience=audience,
        rights=rights,
        events=page_of(asked, project, audience, None),
        people={one.public_id: one.name for one in people},
        kinds=offered(audience),
        periods={days: gettext(words) for days, words in PERIODS.items()},
        chosen=request.args,
        address=f"/projects/{public_id}/activity",
        query=query(),
        of=None,
    )


def offered(audience: Audience) -> dict[str, str]:
    return {
        name: gettext(words)
        for name, (words, _starts) in KINDS.items()
        if audience.sees_profiles or name not in OF_THE_TEAM
    }


def narrowed(asked: Select[Any], people: list[User]) -> Select[Any]:
    """By person, kind and time; what is not offered narrows nothing."""
    person = next((one for one in people if one.public_id == request.args.get("person")), None)
    if person is not None:
        asked = asked.where(Event.actor_id == person.id)
    starts = KINDS.get(request.args.get("kind", ""), ("", ()))[1]
    if starts:
        kind = Event.kind.startswith(starts[0])
        for start in starts[1:]:
            kind = kind | Event.kind.startswith(start)
        asked = asked.where(kind)
    if request.args.get("since") in PERIODS:
        asked = asked.where(Event.at >= now() - timedelta(days=int(request.args["since"])))
    return asked


def query() -> str:
    """What is chosen, for the address of the events before these."""
    names = ("person", "kind", "since")
    return "".join(f"&{name}={request.args[name]}" for name in names if request.args.get(name))


def register(app: Flask) -> None:
    app.register_blueprint(door)
