"""What a field is called and how its values are said, in the reader's language."""

from typing import Any

from i18n import LANGUAGES, N_, gettext

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
    "client": N_("Client"),
    "timezone": N_("Time zone"),
    "language": N_("Language"),
    "preset": N_("What the team adds"),
    "address": N_("Address"),
    "country": N_("Country"),
    "audit_days": N_("Days kept"),
}
VALUES = {
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
        "guest": N_("Guest"),
        "reader": N_("Reader"),
        "client": N_("Client"),
    },
    "preset": {"team": N_("Stays with the team"), "client": N_("Is shown to the client")},
}


def said(what: str, value: Any) -> str:
    """`said("field", "due")` is what a field is called, `said("role", "guest")` what it says."""
    if what == "field":
        return gettext(FIELDS[value])
    if what == "language":
        return LANGUAGES.get(value, value or "")
    words = VALUES.get(what, {}).get(value)
    return gettext(words) if words else "" if value is None else str(value)
