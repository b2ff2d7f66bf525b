"""Who may do what: the table that the server obeys, in words."""

from typing import Any

from flask import render_template

from blueprints import allowed, viewer
from blueprints.people import door
from blueprints.people.everybody import may_touch
from blueprints.people.members import ROLE_NAMES
from fragments.values import RIGHTS, VALUES, said
from models import Override, db
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
    )
