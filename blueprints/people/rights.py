"""Who may do what: the table that the server obeys, in words."""

from typing import Any

from flask import render_template

from blueprints import allowed, viewer
from blueprints.people import door
from blueprints.people.everybody import may_touch
from blueprints.people.members import ROLE_NAMES
from fragments.values import VALUES
from i18n import N_
from models import Override, db
from models.user.permissions import PERMISSIONS, ROLES

GROUPS = (
    (
        N_("Tasks"),
        (
            "see",
            "create",
            "edit",
            "move",
            "close",
            "plan",
            "progress",
            "assign",
            "label",
            "check",
            "follow",
            "hide",
            "archive",
            "delete",
        ),
    ),
    (
        N_("Exchanges"),
        (
            "comment",
            "attach",
            "comment_internally",
        ),
    ),
    (
        N_("Project"),
        (
            "arrange_columns",
            "see_archive",
            "see_people",
            "invite",
            "view_as",
            "edit_project",
            "archive_project",
            "delete_project",
        ),
    ),
    (
        N_("Reports"),
        (
            "see_reports",
            "write_reports",
            "send_reports",
        ),
    ),
    (
        N_("Agency"),
        (
            "create_project",
            "import",
            "edit_client",
            "edit_agency",
            "edit_people",
            "see_audit",
            "edit_owners",
            "read_mail",
            "empty_instance",
        ),
    ),
)


@door.get("/settings/rights")
def rights() -> Any:
    allowed("see_people")
    overrides = db.session.scalars(Override.visible_to(viewer())).all()
    return render_template(
        "people/rights.html",
        verb_names=VALUES["verb"],
        overrides=overrides if viewer().can("edit_people") else [],
        may_touch=may_touch,
        groups=GROUPS,
        roles=ROLES,
        role_names=ROLE_NAMES,
        table=PERMISSIONS,
        mine=viewer().role,
    )
