"""Exceptions to a role: single rights given to somebody, or taken, and put back."""

from typing import Any

from flask import abort, flash, redirect, request, url_for

from blueprints import changing, found
from blueprints.people import door
from blueprints.people.everybody import person_of
from blueprints.people.reaching import can_be_exempt, reach_page
from i18n import _
from models import Membership, Override, Project, Team, User
from models.override import Beyond
from models.user.permissions import PERMISSIONS


@door.post("/people/<person_id>/overrides")
def override(person_id: str) -> Any:
    person = person_of(person_id)
    sign, verb = request.form.get("right", "")[:1], request.form.get("right", "")[1:]
    if verb not in PERMISSIONS or sign not in "+-" or not can_be_exempt(person):
        return reach_page(person, {"right": _("Choose one of the list.")}), 422
    try:
        with changing() as by:
            person = person_of(person_id)
            Override.make(person, verb, sign == "+", by=by, project=place_asked(person))
    except Beyond as problem:
        return reach_page(person_of(person_id), {"right": beyond(problem)}), 422
    except ValueError:
        said = _("This right does not go with one project: choose the whole agency.")
        return reach_page(person_of(person_id), {"place": said}), 422
    flash(_("Saved."), "done")
    return back(person_id)


def place_asked(person: User) -> Project | None:
    """The project that was chosen, of those they take part in; none is the whole agency."""
    if not request.form.get("place"):
        return None
    project = found(Project, request.form["place"])
    if Membership.of(project, person) is None and person.role != "admin":
        abort(404)
    return project


@door.delete("/people/<person_id>/overrides/<override_id>")
def lift_override(person_id: str, override_id: str) -> Any:
    with changing() as by:
        person = person_of(person_id)
        known = found(Override, override_id)
        if known.user_id != person.id or not can_be_exempt(person):
            abort(404)
        known.lift(by=by)
    flash(_("Their role alone decides again."), "done")
    return back(person_id)


def back(person_id: str) -> Any:
    return redirect(url_for("people.reach_of", person_id=person_id), 303)


def beyond(problem: Beyond) -> str:
    """Why somebody cannot be given a right, as the form says it."""
    name = problem.person.name
    if isinstance(problem.team, Team):
        return _(
            "%(person)s is in the team %(team)s, whose people cannot have this right.",
            person=name,
            team=problem.team.name,
        )
    return _("%(person)s cannot have it: this right is for people of the agency.", person=name)
