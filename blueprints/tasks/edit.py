"""Its words, dates, people, labels and visibility."""

from datetime import date, datetime, time

from flask import Response, render_template, request
from sqlalchemy import select

from blueprints import audience_of, changing, found, viewer
from blueprints.answers import Refused, answer
from blueprints.asked import HUES
from blueprints.boards.show import people_of
from blueprints.tasks import door
from blueprints.tasks.create import sound_title
from blueprints.tasks.show import answered, removed, surroundings
from i18n import _
from models import Attachment, Label, Membership, Project, Task, Team, User, db
from models.sight import VISIBILITIES
from models.task.assigning import Unassignable
from models.task.dating import WrongOrder, end_of, start_of
from models.task.editing import PRIORITIES, Stale
from models.user.roles import AGENCY_WIDE

LONGEST_TEXT = 50_000


@door.put("/tasks/<public_id>/title")
def title(public_id: str) -> Response:
    words = sound_title(request.form.get("title", ""))
    with changing() as by:
        task = found(Task, public_id, to="edit")
        happened = task.retitle(words, by=by)
    return answered(task, "title", undo=happened)


@door.put("/tasks/<public_id>/description")
def description(public_id: str) -> Response | tuple[str, int]:
    """`was` is the text the writer started from: two people writing get both versions."""
    text, was = request.form.get("description", ""), request.form.get("was")
    if len(text) > LONGEST_TEXT:
        raise Refused("description", _("Keep the text under %(num)d characters.", num=LONGEST_TEXT))
    try:
        with changing() as by:
            task = found(Task, public_id, to="edit")
            happened = task.describe(text, by=by, was=was)
    except Stale as stale:
        around = surroundings(found(Task, public_id))
        both = {"typed": text, "theirs": stale.theirs, "who": _writer(around["task"])}
        return render_template("tasks/_description_both.html", **around, **both), 422
    return answered(task, "description", undo=happened)


@door.post("/tasks/<public_id>/description/comparison")
def comparison(public_id: str) -> tuple[str, int]:
    """Whether somebody changed the text since one began to write: asked when its task rings."""
    task = found(Task, public_id, to="edit")
    if task.is_described(request.form.get("was", "")):
        return "", 204
    return render_template("tasks/_overtaken.html", who=_writer(task)), 200


def _writer(task: Task) -> str | None:
    """Who changed the description last, for those who may know of them."""
    audience, writer = audience_of(task.project), task.last_writer()
    known = writer and (audience.sees_profiles or writer in people_of(task.project, audience))
    return writer.first_name if writer and known else None


@door.put("/tasks/<public_id>/priority")
def priority(public_id: str) -> Response:
    wanted = request.form.get("priority", "")
    if wanted not in PRIORITIES:
        raise Refused("priority", _("Choose one of the priorities."))
    with changing() as by:
        task = found(Task, public_id, to="edit")
        happened = task.prioritise(wanted, by=by)
    return answered(task, "priority", undo=happened)


@door.put("/tasks/<public_id>/kind")
def kind(public_id: str) -> Response:
    wanted = request.form.get("kind", "")
    with changing() as by:
        task = found(Task, public_id, to="edit")
        if wanted not in ("task", "milestone") or task.kind == "phase" or task.is_subtask:
            raise Refused("kind", _("Choose task or milestone."))
        happened = task.turn(wanted, by=by)
    return answered(task, "title", undo=happened)


@door.put("/tasks/<public_id>/dates")
def dates(public_id: str) -> Response:
    """A day without an hour is a whole day: it ends at midnight of the day after."""
    form = request.form
    wanted = {
        name: _moment(name, form.get(name, ""), form.get(f"{name}_time", ""))
        for name in ("start", "finish", "deadline")
        if name in form
    }
    with changing() as by:
        task = found(Task, public_id, to="edit")
        try:
            happened = task.date(by=by, **wanted)
        except WrongOrder:
            raise Refused("dates", _("The end is before the start.")) from None
    return answered(task, "dates", undo=happened)


def _moment(name: str, day: str, hour: str) -> datetime | None:
    if not day.strip():
        return None
    try:
        on = date.fromisoformat(day.strip())
        at = time.fromisoformat(hour.strip()) if hour.strip() else None
        if at is not None:
            return datetime.combine(on, at.replace(second=0, microsecond=0, tzinfo=None))
        return start_of(on) if name == "start" else end_of(on)
    except (ValueError, OverflowError):  # the last day there is has no midnight after it
        raise Refused(name, _("Enter a date, for example 2027-03-15.")) from None


@door.put("/tasks/<public_id>/people")
def people(public_id: str) -> Response:
    wanted = request.form.getlist("people")
    try:
        with changing() as by:
            task = found(Task, public_id, to="assign")
            task.assign(members_asked(task.project, wanted), by=by)
            for name in request.form.getlist("dropped"):
                task.drop_name(name, by=by)
    except Unassignable as problem:
        said = _("%(name)s is a reader here, and is given no task.", name=problem.person.name)
        raise Refused("people", said) from None
    return answered(task, "people")


def members_asked(project: Project, public_ids: list[str]) -> list[User]:
    """Those of these people who belong to the project."""
    members = Membership.in_force(project.id).with_only_columns(Membership.user_id)
    query = select(User).where(User.public_id.in_(public_ids), User.removed_at.is_(None))
    found_people = db.session.scalars(
        query.where(User.id.in_(members) | User.role.in_(AGENCY_WIDE))
    ).all()
    return sorted(found_people, key=lambda person: public_ids.index(person.public_id))


@door.put("/tasks/<public_id>/labels")
def labels(public_id: str) -> Response:
    wanted = request.form.getlist("labels")
    with changing() as by:
        task = found(Task, public_id, to="label")
        query = select(Label).where(
            Label.project_id == task.project_id, Label.public_id.in_(wanted)
        )
        task.label(db.session.scalars(query).all(), by=by)
    return answered(task, "labels")


@door.post("/projects/<public_id>/labels")
def create_label(public_id: str) -> Response:
    """A new label for the project; with `task`, put on that task at once."""
    name = " ".join(request.form.get("name", "").split())
    hue = request.form.get("hue", "prune")
    if not name or len(name) > 60 or hue not in HUES:
        raise Refused("name", _("Give the label a name of 60 characters at most."))
    with changing() as by:
        project = found(Project, public_id, to="label")
        label = Label.create(project, name, hue, by=by)
        task = found(Task, request.form["task"], to="label") if "task" in request.form else None
        if task is not None:
            task.label([*task.labels, label], by=by)
    if task is not None:
        return answered(task, "labels")
    return answer(f"/projects/{public_id}/board", lambda: "")


@door.put("/tasks/<public_id>/visibility")
def visibility(public_id: str) -> Response:
    """Who may see it. A list always keeps the person who makes it."""
    wanted = request.form.get("visibility", "")
    if wanted not in VISIBILITIES:
        raise Refused("visibility", _("Choose who may see this task."))
    with changing() as by:
        task = found(Task, public_id, to="hide")
        listed = members_asked(task.project, request.form.getlist("people"))
        teams = _teams_asked(task)
        if wanted == "list" and by not in listed:
            listed.append(by)
        happened = task.hide(wanted, by=by, people=listed, teams=teams)
    return answered(task, "visibility", undo=happened)


def _teams_asked(task: Task) -> list[Team]:
    """Those ticked; a team on the list that whoever asks cannot see stays on it."""
    seen = db.session.scalars(Team.visible_to(viewer())).all()
    kept = [row.team for row in task.listings if row.team and row.team not in seen]
    return [team for team in seen if team.public_id in request.form.getlist("teams")] + kept


@door.post("/tasks/<public_id>/following")
def follow(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="follow")
        task.follow(by=by)
    return answered(task, "people")


@door.delete("/tasks/<public_id>/following")
def unfollow(public_id: str) -> Response:
    with changing() as by:
        task = found(Task, public_id, to="follow")
        task.unfollow(by=by)
        still_seen = task.is_visible_to(viewer().audience(task.project))
        board = f"/projects/{task.project.public_id}/board"
    if not still_seen:
        return answer(board, lambda: "")
    return answered(task, "people")


@door.post("/tasks/<public_id>/attachments")
def attach(public_id: str) -> Response:
    name, url = request.form.get("name", ""), request.form.get("url", "")
    with changing() as by:
        task = found(Task, public_id, to="attach")
        try:
            Attachment.add(task, name[:300], url[:2000], by=by)
        except ValueError:
            sentence = _("Enter an address that starts with https://, http:// or mailto:")
            raise Refused("url", sentence) from None
    return answered(task, "attachments")


@door.delete("/attachments/<public_id>")
def detach(public_id: str) -> Response:
    with changing() as by:
        attachment = found(Attachment, public_id, to="edit")
        attachment.remove(by=by)
    return removed(attachment, "attachments")
