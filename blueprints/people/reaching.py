"""What somebody sees: their projects, as what, through what, until when; and what they may do
besides their role, or may not."""

from typing import Any

from flask import render_template

from blueprints import allowed, found, viewer
from blueprints.people import door
from blueprints.people.everybody import may_touch
from blueprints.people.members import ROLE_NAMES
from fragments.values import said
from models import Override, User, db
from models.reasons import reach, teams_of
from models.user.permissions import PERMISSIONS, may_be_given
from models.user.roles import kind_of_role


@door.get("/people/<person_id>/reach")
def reach_of(person_id: str) -> Any:
    allowed("edit_people")
    return reach_page(found(User, person_id))


def reach_page(person: User, errors: dict[str, str] | None = None) -> str:
    theirs = Override.visible_to(viewer()).where(Override.user_id == person.id)
    return render_template(
        "people/reach.html",
        person=person,
        reach=reach(person, viewer()),
        teams=teams_of(person),
        overrides=db.session.scalars(theirs).all(),
        may_exempt=can_be_exempt(person),
        may_touch=may_touch,
        verbs=[verb for verb in PERMISSIONS if may_be_given(person.role, verb)],
        kind=kind_of_role(person.role),
        role_names=ROLE_NAMES,
        said=said,
        errors=errors or {},
    )


def can_be_exempt(person: User) -> bool:
    """Nobody exempts themselves, and an owner’s rights are whole."""
    return may_touch(person.role) and person.role != "owner" and person.id != viewer().id
