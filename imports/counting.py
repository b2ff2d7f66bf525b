"""What an import has built, counted in the database and nowhere else."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from i18n import _
from models import (
    Attachment,
    Checklist,
    ChecklistItem,
    Column,
    Comment,
    ImportedPerson,
    ImportRun,
    Label,
    Task,
    db,
)


def built(run: ImportRun) -> dict[str, int]:
    """By the same names as a preview's counts."""
    tasks = select(Task.id).where(Task.import_run_id == run.id)
    lists = select(Checklist.id).where(Checklist.task_id.in_(tasks))

    def count(query: Select) -> int:
        return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0

    def of(noun: type[Checklist] | type[Comment] | type[Attachment]) -> int:
        return count(select(noun.id).where(noun.task_id.in_(tasks)))

    members = select(ImportedPerson.id).where(
        ImportedPerson.run_id == run.id, ImportedPerson.member.is_(True)
    )
    return {
        "lists": count(select(Column.id).where(Column.project_id == run.project_id)),
        "cards": count(tasks),
        "archived_cards": count(tasks.where(Task.archived_at.is_not(None))),
        "due_dates": count(tasks.where(Task.deadline.is_not(None))),
        "labels": count(select(Label.id).where(Label.project_id == run.project_id)),
        "members": count(members),
        "checklists": of(Checklist),
        "checklist_items": count(
            select(ChecklistItem.id).where(ChecklistItem.checklist_id.in_(lists))
        ),
        "comments": of(Comment),
        "attachments": of(Attachment),
    }


def names_of_counts() -> dict[str, str]:
    """The same names in the reader's words."""
    return {
        "lists": _("Columns"),
        "cards": _("Cards"),
        "archived_cards": _("of which archived"),
        "due_dates": _("Due dates"),
        "labels": _("Labels"),
        "members": _("Members"),
        "checklists": _("Checklists"),
        "checklist_items": _("Checklist items"),
        "comments": _("Card comments"),
        "attachments": _("Attachments, as links"),
    }
