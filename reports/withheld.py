"""What the readers of a report may not see, asked of the one law of sight."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, select

from models import (
    Assignment,
    Attachment,
    Audience,
    Checklist,
    ChecklistItem,
    Client,
    Comment,
    File,
    Membership,
    Project,
    StatusReport,
    Task,
    User,
    db,
)
from reports.drafting import ids_of
from reports.facts import Facts
from reports.scanning import AMOUNT, Withheld, amounts

SENTENCE = re.compile(r"(?<=[.!?…:;])\s+|\n+")
QUOTED = 4  # words from which a part of a longer text is a quotation


def withheld_from(audience: Audience, report: StatusReport, facts: Facts) -> list[Withheld]:
    """Each text they may not see; what the report itself names comes first."""
    own = [*_titles(audience, ids_of(facts)), *_texts(audience), *_files(audience)]
    sums = [Withheld("amount", *rest) for rest in _sums(own)]
    found = [*own, *sums, *_people(audience, report), *_elsewhere(report.project)]
    return sorted(found, key=lambda one: not one.is_named)


def known_to(audience: Audience, report: StatusReport, facts: Facts) -> Iterator[str]:
    """Each text they may read anywhere: what it says is no secret."""
    yield from (facts.agency, facts.address, facts.client, facts.project, facts.author)
    yield from facts.readers
    of_project = Task.project_id == report.project_id
    tasks = Task.visible_to(audience).where(of_project)
    for title, description in _rows(tasks, Task.title, Task.description):
        yield from (title, description)
    said = ((Comment, Comment.body), (Attachment, Attachment.name), (File, File.name))
    for noun, column in said:
        seen: Any = noun
        yield from (text for (text,) in _rows(seen.visible_to(audience), column))
    yield from (text for (text,) in _rows(ChecklistItem.visible_to(audience), ChecklistItem.text))
    yield from _names_known(audience, report)


def _titles(audience: Audience, named: set[str]) -> Iterator[Withheld]:
    """Hidden tasks of every project; of a deleted one nothing is kept from anybody."""
    seen = Task.visible_to(audience).with_only_columns(Task.id)
    hidden = select(Task).where(Task.deleted_at.is_(None), Task.id.not_in(seen))
    columns = (Task.public_id, Task.title, Task.description, Task.project_id)
    for public_id, title, description, project_id in _rows(hidden, *columns):
        yield Withheld("task", title, "task", public_id, public_id in named)
        if description and project_id == audience.project_id:
            yield from _quotable("description", description, "task", public_id)


def _texts(audience: Audience) -> Iterator[Withheld]:
    """Internal comments and the lines of hidden checklists, those of this project."""
    seen = Comment.visible_to(audience).with_only_columns(Comment.id)
    hidden = select(Comment).join(Task).where(*_hidden(Comment, seen))
    here = hidden.where(Task.project_id == audience.project_id)
    for body, public_id in _rows(here, Comment.body, Task.public_id):
        yield from _quotable("comment", body, "task", public_id)
    items = ChecklistItem.visible_to(audience).with_only_columns(ChecklistItem.id)
    lines = select(ChecklistItem).join(Checklist).join(Task, Task.id == Checklist.task_id)
    standing = lines.where(Checklist.deleted_at.is_(None), *_hidden(ChecklistItem, items))
    there = standing.where(Task.project_id == audience.project_id)
    for text, public_id in _rows(there, ChecklistItem.text, Task.public_id):
        yield Withheld("task", text, "task", public_id)


def _files(audience: Audience) -> Iterator[Withheld]:
    """The names of hidden files and links of this project; of those in the bin nothing is kept."""
    for noun in (Attachment, File):
        seen = noun.visible_to(audience).with_only_columns(noun.id)
        hidden = select(noun).join(Task).where(*_hidden(noun, seen))
        here = hidden.where(Task.project_id == audience.project_id)
        for name, public_id in _rows(here, noun.name, Task.public_id):
            yield Withheld("file", name, "task", public_id)


def _hidden(noun: Any, seen: Select[Any]) -> tuple[Any, ...]:
    return Task.deleted_at.is_(None), noun.deleted_at.is_(None), noun.id.not_in(seen)


def _quotable(kind: str, text: str, noun: str, public_id: str) -> Iterator[Withheld]:
    """The whole text, and each of its sentences that is long enough to be known again."""
    yield Withheld(kind, text, noun, public_id)
    for sentence in SENTENCE.split(text):
        if len(sentence.split()) >= QUOTED and sentence != text:
            yield Withheld(kind, sentence, noun, public_id)


def _sums(texts: Iterable[Withheld]) -> Iterator[tuple[str, str, str]]:
    """The amounts that hidden texts hold, as they are written there."""
    for one in texts:
        for found in AMOUNT.finditer(one.text):
            if amounts(found[0]):
                yield found[0].strip(), one.noun, one.public_id


def _people(audience: Audience, report: StatusReport) -> Iterator[Withheld]:
    """Who is not on the project, and whom only hidden tasks name."""
    for name, email in _rows(_strangers(report), User.name, User.email):
        yield Withheld("person", name)
        yield Withheld("person", email)
    seen = Task.visible_to(audience).with_only_columns(Task.id)
    only_named = select(Assignment).where(Assignment.name.is_not(None))
    here = only_named.join(Task).where(Task.project_id == report.project_id)
    for (name,) in _rows(here.where(*_hidden(Task, seen)), Assignment.name):
        yield Withheld("person", name)


def _strangers(report: StatusReport) -> Select[Any]:
    members = select(Membership.user_id).where(Membership.project_id == report.project_id)
    return select(User).where(User.id.not_in(members), User.id != report.author_id)


def _names_known(audience: Audience, report: StatusReport) -> Iterator[str]:
    """The people of the project, and those named on what the readers see."""
    members = select(User.id).join(Membership, Membership.user_id == User.id)
    near = members.where(Membership.project_id == report.project_id)
    yield from (name for (name,) in _rows(select(User).where(User.id.in_(near)), User.name))
    seen = Task.visible_to(audience).with_only_columns(Task.id)
    on_tasks = select(Assignment).outerjoin(User).where(Assignment.task_id.in_(seen))
    for of_person, of_import in _rows(on_tasks, User.name, Assignment.name):
        yield of_person or of_import


def _elsewhere(project: Project) -> Iterator[Withheld]:
    """The names of the agency's other work and of whom it is for."""
    for (name,) in _rows(select(Project).where(Project.id != project.id), Project.name):
        yield Withheld("project", name)
    for (name,) in _rows(select(Client).where(Client.id != (project.client_id or 0)), Client.name):
        yield Withheld("client", name)


def _rows(chosen: Select[Any], *columns: Any) -> Any:
    return db.session.execute(chosen.with_only_columns(*columns, maintain_column_froms=True))
