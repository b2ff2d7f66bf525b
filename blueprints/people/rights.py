"""Who may do what: the table that the server obeys, in words."""

from typing import Any

from flask import render_template

from blueprints import allowed, viewer
from blueprints.people import door
from blueprints.people.members import ROLE_NAMES
from i18n import N_
from models.user.permissions import PERMISSIONS, ROLES

GROUPS = (
    (
        N_("Tasks"),
        {
            "see": N_("See"),
            "create": N_("Add"),
            "edit": N_("Write and date"),
            "move": N_("Move"),
            "close": N_("Close and reopen"),
            "plan": N_("Move in the plan, link"),
            "progress": N_("Say how far it has come"),
            "assign": N_("Say who does it"),
            "label": N_("Put labels"),
            "check": N_("Tick steps"),
            "follow": N_("Follow"),
            "hide": N_("Hide and show"),
            "archive": N_("Put away"),
            "delete": N_("Delete"),
        },
    ),
    (
        N_("Exchanges"),
        {
            "comment": N_("Write comments"),
            "attach": N_("Add files"),
            "comment_internally": N_("Read and write internal comments"),
        },
    ),
    (
        N_("Project"),
        {
            "arrange_columns": N_("Arrange the columns"),
            "see_archive": N_("See the archive and the bin"),
            "see_people": N_("See who takes part"),
            "invite": N_("Invite, and change roles"),
            "view_as": N_("See the project as its people do"),
            "edit_project": N_("Change the settings"),
            "archive_project": N_("Archive the project"),
            "delete_project": N_("Delete the project, bring it back"),
        },
    ),
    (
        N_("Reports"),
        {
            "see_reports": N_("Read"),
            "write_reports": N_("Write"),
            "send_reports": N_("Send"),
        },
    ),
    (
        N_("Agency"),
        {
            "create_project": N_("Create a project"),
            "import": N_("Import a board or a plan"),
            "edit_client": N_("Change a client"),
            "edit_agency": N_("Change the settings of the agency"),
            "edit_people": N_("Change roles in the agency, remove people"),
            "see_audit": N_("Read the log of sign-ins and rights"),
            "edit_owners": N_("The same, for owners"),
            "read_mail": N_("Read the mail that left"),
            "empty_instance": N_("Empty the instance"),
        },
    ),
)


@door.get("/settings/rights")
def rights() -> Any:
    allowed("see_people")
    return render_template(
        "people/rights.html",
        groups=GROUPS,
        roles=ROLES,
        role_names=ROLE_NAMES,
        table=PERMISSIONS,
        mine=viewer().role,
    )
