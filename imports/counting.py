"""What an import has built, counted in the database and nowhere else."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from i18n import _
from models import (
    Assignment,
    Attachment,
    Baseline,
    Checklist,
    ChecklistItem,
    Column,
    Comment,
    DayException,
    ImportedPerson,
    ImportRun,
    Label,
    Link,
    Task,
    Workweek,
    db,
)


def built(run: ImportRun) -> dict[str, int]:
    """By the same names as a preview's counts."""
    return _plan_built(run) if run.kind == "msproject" else _board_built(run)


def _count(query: Select) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _plan_built(run: ImportRun) -> dict[str, int]:
    tasks = select(Task.id).where(Task.import_run_id == run.id)
    calendars = select(Workweek.id).where(Workweek.project_id == run.project_id)
    people = select(ImportedPerson.id).where(ImportedPerson.run_id == run.id)
    exceptions = select(DayException.id).where(DayException.workweek_id.in_(calendars))
    baselines = select(Baseline.id).where(Baseline.project_id == run.project_id)
    return {
        "tasks": _count(tasks),
        "phases": _count(tasks.where(Task.kind == "phase")),
        "milestones": _count(tasks.where(Task.kind == "milestone")),
        "links": _count(select(Link.id).where(Link.successor_id.in_(tasks))),
        "resources": _count(people),
        "assignments": _count(select(Assignment.id).where(Assignment.task_id.in_(tasks))),
        "calendars": _count(calendars),
        "exceptions": _count(exceptions),
        "constraints": _count(tasks.where(Task.constraint != "ASAP")),
        "deadlines": _count(tasks.where(Task.deadline.is_not(None))),
        "baselines": _count(baselines),
    }


def _board_built(run: ImportRun) -> dict[str, int]:
    tasks = select(Task.id).where(Task.import_run_id == run.id)
    lists = select(Checklist.id).where(Checklist.task_id.in_(tasks))

    def of(noun: type[Checklist] | type[Comment] | type[Attachment]) -> int:
        return _count(select(noun.id).where(noun.task_id.in_(tasks)))

    members = select(ImportedPerson.id).where(
        ImportedPerson.run_id == run.id, ImportedPerson.member.is_(True)
    )
    return {
        "lists": _count(select(Column.id).where(Column.project_id == run.project_id)),
        "cards": _count(tasks),
        "archived_cards": _count(tasks.where(Task.archived_at.is_not(None))),
        "due_dates": _count(tasks.where(Task.deadline.is_not(None))),
        "labels": _count(select(Label.id).where(Label.project_id == run.project_id)),
        "members": _count(members),
        "checklists": of(Checklist),
        "checklist_items": _count(
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
        "tasks": _("Rows of the plan"),
        "phases": _("of which phases"),
        "milestones": _("of which milestones"),
        "links": _("Links"),
        "resources": _("Resources"),
        "assignments": _("Assignments"),
        "calendars": _("Calendars"),
        "exceptions": _("Days with other hours"),
        "constraints": _("Constraints"),
        "deadlines": _("Deadlines"),
        "baselines": _("Baselines"),
    }
