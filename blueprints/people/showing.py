"""A profile as others see it: the photo, an address, and how widely a team shows them."""

from typing import Any

from flask import abort, flash, make_response, request
from sqlalchemy import select
from sqlalchemy.orm import undefer

from blueprints import allowed, changing, found, viewer
from blueprints.asked import Asked
from blueprints.people import door
from blueprints.people.teams import at_team
from i18n import N_, _
from models import Membership, Project, Team, User, db, showing
from models.audience import Place
from models.showing import FIELDS, WIDTHS, profile, widths

FIELD_NAMES = {
    "email": N_("E-mail address"),
    "phone": N_("Phone"),
    "photo": N_("Photo"),
    "absence": N_("Absence"),
}
OF_MINE = {
    "everybody": N_("Seen by all you work with."),
    "inside": N_("Seen by the team of your projects."),
    "nobody": N_("Seen by you, and by those who run the agency."),
}


@door.get("/people/<person_id>/photo")
def photo(person_id: str) -> Any:
    person = found(User, person_id)
    if not profile(person, viewer(), nearest(person)).photo:
        abort(404)
    whole = select(User).where(User.id == person.id).options(undefer(User.photo))
    answer = make_response(
        db.session.scalars(whole.execution_options(populate_existing=True)).one().photo
    )
    answer.headers["Content-Type"] = "image/png"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(person.photo_id or "")
    return answer.make_conditional(request)


def nearest(person: User) -> Place | None:
    """Of the projects that one shares with somebody, one where one is inside, if there is any."""
    theirs = select(Membership.project_id).where(Membership.user_id == person.id)
    shared = set(db.session.scalars(theirs))
    places = [place for place in viewer().places if place.project_id in shared]
    return max(places, key=viewer().is_inside, default=None)


@door.put("/teams/<team_id>/showing")
def change_showing(team_id: str) -> Any:
    """What others see of the people of a team."""
    allowed("edit_people")
    asked = Asked(request.form)
    wanted = {f"shows_{field}": asked.choice(field, ("", *WIDTHS)) or None for field in FIELDS}
    if not asked.is_sound:
        abort(422)
    with changing() as by:
        allowed("edit_people")
        team = found(Team, team_id)
        team.change(by=by, **wanted)
    flash(_("Saved."), "done")
    return at_team(team)


def address_seen(address: str, project: Project) -> str:
    return showing.address_seen(address, viewer(), project)


def shown_of_me() -> dict[str, str]:
    """How widely one's own teams show each field, in words."""
    rules = widths([viewer().id])[viewer().id]
    return {field: _(OF_MINE[rules[field]]) for field in FIELDS}
