"""The board of the benchmarks: thousands of cards written at once, without a verb for each.

Five columns, card i in column i mod 5, titles of about 43 characters and descriptions of
about 230, one of six people, two of twelve labels, due within 90 days; every fifth card
has two subtasks and two comments, one of them internal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, text

from models import (
    Agency,
    Ancestry,
    Assignment,
    Column,
    Comment,
    Findable,
    Label,
    Membership,
    Project,
    Task,
    TaskLabel,
    User,
    change,
    db,
    now,
)
from models.agency import AlreadyHere
from models.base import random_id
from models.rank import spread
from models.task.task import new_refs
from sample.accounts import Account, create_people, renew
from sample.days import Calendar
from sample.people import AGENCY, PEOPLE
from sample.words import PARTS, SAID, description, title

COLUMNS = {
    "À faire": "todo",
    "En cours": "doing",
    "Relecture": "review",
    "Chez le client": "client",
    "Terminé": "done",
}
LABELS = {
    "Stratégie": "canard", "Visuel": "iris", "Photo": "safran", "Social": "prune",
    "Site": "azur", "Vidéo": "sapin", "Presse": "olive", "Boutique": "brique",
    "CRM": "canard", "Affichage": "brique", "Traduction": "azur", "Impression": "sapin",
}  # fmt: skip
WORKERS = ("camille", "hugo", "ines", "theo", "sofia", "maya")
CLIENT = "elise"


@dataclass(frozen=True)
class Board:
    cards: int
    project: str
    path: str
    accounts: list[Account]


def board(cards: int) -> Board:
    """A project with `cards` cards on a sample instance; raises AlreadyHere on a real one."""
    with change():
        agency = Agency.here()
        if agency is not None and not agency.sample:
            raise AlreadyHere
        people, accounts = _people()
        if agency is None:
            owner = people["camille"]
            Agency.create(AGENCY["name"], "fr", "FR", by=owner, sample=True)
        project = _project(cards, people)
        _fill(project, cards, people)
        path = f"/projects/{project.public_id}/board"
        return Board(cards, project.public_id, path, accounts)


def _people() -> tuple[dict[str, User], list[Account]]:
    """The six who work and the one who looks, made if need be; all with new passwords."""
    wanted = tuple(one for one in PEOPLE if one.key in (*WORKERS, CLIENT))
    found = {one.key: User.with_email(one.email) for one in wanted}
    if all(found.values()):
        people = {key: person for key, person in found.items() if person is not None}
        return people, [renew(person) for person in people.values()]
    return create_people(wanted)


def _project(cards: int, people: dict[str, User]) -> Project:
    manager, client = people["camille"], people[CLIENT].client
    project = Project.create(
        f"{cards} cartes", by=manager, client=client, bare=True, hue="canard", preset="client"
    )
    for key, person in people.items():
        role = {"maya": "freelancer", CLIENT: "client"}.get(key, "member")
        Membership.grant(project, person, role, by=manager)
    for name, kind in COLUMNS.items():
        Column.create(project, name, kind, by=manager)
        db.session.flush()
    for name, hue in LABELS.items():
        Label.create(project, name, hue, by=manager)
    db.session.flush()
    return project


def _fill(project: Project, cards: int, people: dict[str, User]) -> None:
    """Every row worked out first, then one statement for each table."""
    first = (db.session.scalar(select(func.max(Task.id))) or 0) + 1
    made = Rows(project, cards, first, [people[key].id for key in WORKERS])
    for table, rows in made.tables():
        if rows:
            db.session.execute(insert(table), rows)
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT setval('task_id_seq', (SELECT max(id) FROM task))"))
    Findable.fill(select(Task.id).where(Task.project_id == project.id))


class Rows:
    """The rows of a board, in plain dictionaries."""

    def __init__(self, project: Project, cards: int, first: int, workers: list[int]) -> None:
        self.project, self.cards, self.first, self.workers = project, cards, first, workers
        self.at = now()
        self.days = Calendar(self.at, project.timezone)
        self.midnight = self.days.end_of(0)
        self.columns = list(
            db.session.scalars(
                select(Column).where(Column.project_id == project.id).order_by(Column.rank)
            )
        )
        self.labels = [label.id for label in project.labels]
        self.ranks = spread(cards // len(COLUMNS) + 1)
        self.refs = iter(new_refs(project, cards + 2 * (cards // 5 + 1)))

    def tables(self) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
        numbers = range(self.cards)
        tasks = [self.card(i) for i in numbers]
        parts = [
            self.part(i, n, self.first + self.cards + 2 * (i // 5) + n)
            for i in numbers[::5]
            for n in range(len(PARTS))
        ]
        yield Task, tasks + parts
        yield (
            Ancestry,
            [_ancestry(t["id"], t["id"], 0) for t in tasks + parts]
            + [_ancestry(part["id"], part["parent_id"], 1) for part in parts],
        )
        yield Assignment, [{"task_id": t["id"], "user_id": self.worker(i), "units": 100,
                            "responsible": True} for i, t in enumerate(tasks)]  # fmt: skip
        yield TaskLabel, [{"task_id": t["id"], "label_id": label}
                          for i, t in enumerate(tasks) for label in self.two_labels(i)]  # fmt: skip
        yield Comment, [self.comment(t["id"], i, n) for i, t in enumerate(tasks) if i % 5 == 0
                        for n in range(len(SAID))]  # fmt: skip

    def worker(self, i: int) -> int:
        return self.workers[i % len(self.workers)]

    def two_labels(self, i: int) -> tuple[int, int]:
        count = len(self.labels)
        return self.labels[i % count], self.labels[(i + 1 + i // count % (count - 1)) % count]

    def card(self, i: int) -> dict[str, Any]:
        column = self.columns[i % len(self.columns)]
        return self.row(
            self.first + i,
            title=title(i),
            description=description(i),
            column_id=column.id,
            rank=self.ranks[i // len(self.columns)],
            author_id=self.worker(i),
            deadline=self.midnight + timedelta(days=i * 37 % 90),
            closed_at=self.at if column.kind == "done" else None,
        )

    def part(self, i: int, n: int, task_id: int) -> dict[str, Any]:
        return self.row(
            task_id,
            title=PARTS[n],
            parent_id=self.first + i,
            author_id=self.worker(i),
            closed_at=self.at if n == 0 else None,
        )

    def row(self, task_id: int, **own: Any) -> dict[str, Any]:
        """A task's row: every column named, for one statement inserts them all."""
        return {
            "id": task_id,
            "public_id": random_id(),
            "ref": next(self.refs),
            "project_id": self.project.id,
            "kind": "task",
            "description": "",
            "priority": "normal",
            "visibility": "client",
            "sight": "client",
            "version": 1,
            "created_at": self.at,
            "parent_id": None,
            "column_id": None,
            "rank": None,
            "deadline": None,
            **own,
        }

    def comment(self, task_id: int, i: int, n: int) -> dict[str, Any]:
        return {
            "public_id": random_id(),
            "task_id": task_id,
            "author_id": self.worker(i + n),
            "body": SAID[n],
            "visibility": "client" if n == 0 else "team",
            "created_at": self.at,
        }


def _ancestry(task_id: int, ancestor_id: int, depth: int) -> dict[str, int]:
    return {"task_id": task_id, "ancestor_id": ancestor_id, "depth": depth}
