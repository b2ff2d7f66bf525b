"""What a field is called and how its values are said, in the reader's language."""

from typing import Any

from i18n import LANGUAGES, N_, _, gettext

FIELDS = {
    "title": N_("Title"),
    "name": N_("Name"),
    "description": N_("Description"),
    "priority": N_("Priority"),
    "kind": N_("Kind"),
    "start": N_("Start"),
    "finish": N_("Finish"),
    "due": N_("End"),
    "deadline": N_("Due"),
    "percent": N_("Progress"),
    "text": N_("Item"),
    "body": N_("Comment"),
    "column": N_("Column"),
    "people": N_("Responsible"),
    "labels": N_("Labels"),
    "visibility": N_("Seen by"),
    "predecessor": N_("Waits for"),
    "limit": N_("Limit"),
    "role": N_("Role"),
    "until": N_("Access until"),
    "client": N_("Client"),
    "timezone": N_("Time zone"),
    "language": N_("Language"),
    "preset": N_("Tasks that the team adds"),
    "comments_preset": N_("Comments that the team writes"),
    "address": N_("Address"),
    "country": N_("Country"),
    "audit_days": N_("Days kept"),
    "verb": N_("Right"),
    "words": N_("Words"),
    "reason": N_("Reason"),
    "readers_comment": N_("Readers may comment"),
    "seats": N_("Seats"),
    "readers_per_seat": N_("Readers per seat"),
    "parent": N_("Lies in"),
    "shows_email": N_("E-mail address shown to"),
    "shows_phone": N_("Phone shown to"),
    "shows_photo": N_("Photo shown to"),
    "shows_absence": N_("Absence shown to"),
}
WIDTHS = {
    "everybody": N_("Everybody they work with"),
    "inside": N_("The team of their projects"),
    "nobody": N_("No one else"),
}
AS_ELSEWHERE = {None: N_("As usual, or as the team above")}
VALUES: dict[str, dict[Any, str]] = {
    "priority": {
        "urgent": N_("Urgent"),
        "high": N_("High"),
        "normal": N_("Normal"),
        "low": N_("Low"),
    },
    "kind": {
        "task": N_("Task"),
        "milestone": N_("Milestone"),
        "todo": N_("To do"),
        "doing": N_("In progress"),
        "review": N_("In review"),
        "client": N_("With the client"),
        "done": N_("Done"),
    },
    "visibility": {
        "client": N_("the client too"),
        "team": N_("the team"),
        "list": N_("some people"),
    },
    "role": {
        "owner": N_("Agency owner"),
        "admin": N_("Administrator"),
        "manager": N_("Manager"),
        "member": N_("Team"),
        "freelancer": N_("Freelancer"),
        "freelancer_of_tasks": N_("Freelancer, given tasks only"),
        "guest": N_("Guest"),
        "reader": N_("Reader"),
        "client": N_("Client"),
    },
    "verb": {
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
        "comment": N_("Write comments"),
        "attach": N_("Add files"),
        "comment_internally": N_("Write internal comments"),
        "arrange_columns": N_("Arrange the columns"),
        "see_archive": N_("See the archive and the bin"),
        "see_people": N_("See who takes part"),
        "invite": N_("Invite, and change roles"),
        "view_as": N_("See the project as its people do"),
        "edit_project": N_("Change the settings"),
        "archive_project": N_("Archive the project"),
        "delete_project": N_("Delete the project, bring it back"),
        "see_reports": N_("Read"),
        "write_reports": N_("Write"),
        "send_reports": N_("Send"),
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
    "preset": {"team": N_("Stay with the team"), "client": N_("Are shown to the client")},
    "comments_preset": {"team": N_("Stay with the team"), "client": N_("Are shown to the client")},
    "readers_comment": {True: N_("yes"), False: N_("no")},
    "seats": {None: N_("No limit")},
    "parent": {None: N_("No other team")},
    "shows_email": WIDTHS | AS_ELSEWHERE,
    "shows_phone": WIDTHS | AS_ELSEWHERE,
    "shows_photo": WIDTHS | AS_ELSEWHERE,
    "shows_absence": WIDTHS | AS_ELSEWHERE,
}

# The rights in the order and under the heads of the page about them.
RIGHTS = (
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


def said(what: str, value: Any) -> str:
    """`said("field", "due")` is what a field is called, `said("role", "guest")` what it says."""
    if what == "field":
        return gettext(FIELDS[value])
    if what == "verb":
        head = next(name for name, verbs in RIGHTS if value in verbs)
        return _("%(head)s: %(right)s", head=gettext(head), right=gettext(VALUES[what][value]))
    if what == "language":
        return LANGUAGES.get(value, value or "")
    words = VALUES.get(what, {}).get(value)
    return gettext(words) if words else "" if value is None else str(value)
