"""Who may do what: the table that the server obeys, in words."""

from typing import Any

from flask import render_template
from sqlalchemy import select

from blueprints import allowed, viewer
from blueprints.people import door
from blueprints.people.everybody import may_touch
from blueprints.people.members import ROLE_NAMES
from fragments.values import RIGHTS, VALUES, said
from models import Membership, Override, Project, User, db
from models.alphabet import by_name
from models.user.permissions import PERMISSIONS, ROLES


@door.get("/settings/rights")
def rights() -> Any:
    allowed("see_people")
    overrides = db.session.scalars(Override.visible_to(viewer())).all()
    return render_template(
        "people/rights.html",
        verb_names=VALUES["verb"],
        overrides=overrides if viewer().can("edit_people") else [],
        may_touch=may_touch,
        said=said,
        groups=RIGHTS,
        roles=ROLES,
        role_names=ROLE_NAMES,
        table=PERMISSIONS,
        mine=viewer().role,
        holders=holders(),
    )


def holders() -> dict[str, list[User]]:
    """Those of each role whom whoever asks sees; a manager, of a project that they see too."""
    theirs = Project.visible_to(viewer()).with_only_columns(Project.id)
    part = select(Membership.user_id).where(Membership.role == "manager", Membership.is_in_force())
    managing = set(db.session.scalars(part.where(Membership.project_id.in_(theirs))))
    found: dict[str, list[User]] = {role: [] for role in ROLES}
    for person in db.session.scalars(User.visible_to(viewer()).order_by(by_name(User.name))):
        found[person.role].append(person)
        if person.id in managing:
            found["manager"].append(person)
    return found
