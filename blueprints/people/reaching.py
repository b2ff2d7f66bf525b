"""What somebody sees: their projects, as what, through what, until when."""

from typing import Any

from flask import render_template

from blueprints import allowed, found, viewer
from blueprints.people import door
from blueprints.people.members import ROLE_NAMES
from models import User
from models.reasons import reach, teams_of


@door.get("/people/<person_id>/reach")
def reach_of(person_id: str) -> Any:
    allowed("edit_people")
    person = found(User, person_id)
    return render_template(
        "people/reach.html",
        person=person,
        reach=reach(person, viewer()),
        teams=teams_of(person),
        role_names=ROLE_NAMES,
    )
