"""A generated agency in which every field bears a word of its own, and who may read which.

What people may see is worked out here anew from the table of the house, on plain records: a third
reading of the law, which knows nothing of the query and the question it is compared with.
"""

import os
import random
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from files.keeping import keep
from models import (
    Agency,
    Attachment,
    Comment,
    File,
    Label,
    Membership,
    Project,
    Task,
    Team,
    User,
    change,
    db,
    now,
)
from models.base import random_id
from models.column import Column
from models.team import DEEPEST, Unfit
from models.user.permissions import ROLES
from models.user.roles import FREELANCERS, column_of
from tests.cast import assignable, content

WORD = re.compile(r"mot[2-9a-z]{12}")
LONG = bool(os.environ.get("JALON_LONG"))
VISIBILITIES = ("client", "team", "list")
WIDE = ("owner", "admin")
INSIDE = (*WIDE, "manager", "member", "freelancer")
# These stand on many a page, so no page holds exactly those of its own things.
ANYWHERE = ("name", "label")
START_AND_FINISH = {
    "start": datetime(2027, 3, 8, 8),
    "finish": datetime(2027, 3, 12, 16),
}
IN_AGENCY = {"manager": "member", "guest": "member", "stranger": "member"}


@dataclass(frozen=True)
class Size:
    projects: int
    people: int
    teams: int
    tasks: int  # in each project


SIZE = Size(20, 300, 30, 40) if LONG else Size(3, 36, 6, 16)


@dataclass
class Person:
    id: int
    role: str  # in the agency
    parts: dict[int, str] = field(default_factory=dict)  # project: role there, in force


@dataclass
class Sheet:
    """What was written on a task and about whom, beside the database."""

    id: int
    public_id: str
    project: int
    parent: "Sheet | None"
    visibility: str = "team"
    author: int | None = None
    listed: set[int] = field(default_factory=set)
    responsible: set[int] = field(default_factory=set)
    following: set[int] = field(default_factory=set)
    archived: bool = False
    words: dict[str, str] = field(default_factory=dict)  # field: its word
    file: str = ""  # the public id of the one on the task itself

    @property
    def chain(self) -> list["Sheet"]:
        return [self, *(self.parent.chain if self.parent else ())]


def sees(person: Person, sheet: Sheet) -> bool:
    """The table of the house, line by line."""
    kind = person.role if person.role in WIDE else person.parts.get(sheet.project)
    if kind is None:
        return False
    if kind == "guest" and not any(_is_given(person, one) for one in sheet.chain):
        return False
    return all(_allows(kind, person, one) for one in sheet.chain)


def _allows(kind: str, person: Person, sheet: Sheet) -> bool:
    if kind in (*WIDE, "manager"):
        return True
    if sheet.visibility == "list":
        listed = person.id in sheet.listed
        concerned = listed or person.id in sheet.responsible or person.id == sheet.author
        return {"member": concerned, "freelancer": concerned, "reader": False}.get(kind, listed)
    return sheet.visibility == "client" or kind in ("member", "freelancer", "guest")


def _is_given(person: Person, sheet: Sheet) -> bool:
    return person.id in sheet.listed | sheet.responsible | sheet.following


def reads_internal(person: Person, project: int) -> bool:
    return person.role in WIDE or person.parts.get(project) not in ("reader", "client", None)


class World:
    """Projects, people of all roles, teams in one another, and tasks hidden in every way."""

    def __init__(self, seed: int, size: Size = SIZE) -> None:
        self.dice, self.size = random.Random(seed), size
        self.meant: dict[str, tuple[Sheet | int, str]] = {}  # word: whose it is, in what field
        self.people: dict[int, Person] = {}
        self.sheets: list[Sheet] = []
        with change():
            self.owner = User(name="Olga", email="olga@w.example", role="owner")
            db.session.add_all([self.owner, Agency(name="Atelier", language="fr", country="FR")])
            self.projects = [self._project(n) for n in range(size.projects)]
            roles = ("owner", "admin", *(r for r in ROLES if r not in WIDE), "stranger")
            self.users = [self._person(n, roles[n % len(roles)]) for n in range(size.people)]
            db.session.flush()
            for user, role in zip(self.users, roles * size.people, strict=False):
                self._take_part(user, role)
            self._form_teams()
        for project in self.projects:
            with change():
                self._fill(db.session.get_one(Project, project.id))
        db.session.expire_all()

    def word(self, whose: "Sheet | int", what: str) -> str:
        word = f"mot{random_id(12)}"
        self.meant[word] = (whose, what)
        return word

    def own(self, words: set[str]) -> set[str]:
        """Without those that may stand anywhere."""
        return {word for word in words if self.meant[word][1] not in ANYWHERE}

    def may_read(self, person: Person) -> set[str]:
        """Every word that this person may meet anywhere."""
        return {
            word for word, (whose, what) in self.meant.items() if self._may(person, whose, what)
        }

    def _may(self, person: Person, whose: "Sheet | int", what: str) -> bool:
        if isinstance(whose, int):
            return person.role in WIDE or whose in person.parts
        if what == "label" and person.parts.get(whose.project, person.role) in INSIDE:
            return True
        internal = what.startswith("internal")
        return sees(person, whose) and (not internal or reads_internal(person, whose.project))

    def some(self, most: int) -> list[User]:
        return self.dice.sample(self.users, self.dice.randint(0, most))

    def _project(self, number: int) -> Project:
        project = Project(key=f"P{number}", name="…", language="fr")
        db.session.add(project)
        db.session.flush()
        project.name = self.word(project.id, "name")
        Column.create(project, "À faire", "todo", by=self.owner)
        Column.create(project, "Terminé", "done", by=self.owner)
        return project

    def _person(self, number: int, role: str) -> User:
        user = User(
            name=f"P {number}", email=f"p{number}@w.example", role=IN_AGENCY.get(role, role)
        )
        db.session.add(user)
        return user

    def _take_part(self, user: User, role: str) -> None:
        person = self.people[user.id] = Person(user.id, user.role)
        if role in (*WIDE, "stranger"):
            return
        for project in self.dice.sample(self.projects, max(1, self.size.projects * 2 // 3)):
            over, ends = self.dice.random() < 0.1, now() + timedelta(hours=1)
            given = self.dice.choice(FREELANCERS) if role == "freelancer" else role
            ends -= timedelta(hours=2) if over else timedelta()
            db.session.add(Membership(project=project, user=user, role=given, expires_at=ends))
            if not over:
                person.parts[project.id] = column_of(given)

    def _form_teams(self) -> None:
        """In one another, some of them; of whoever their kind lets in."""
        self.teams: list[Team] = []
        for number in range(self.size.teams):
            roomy = [team for team in self.teams[-3:] if len(team.line) < DEEPEST]
            parent = self.dice.choice((None, *roomy))
            team = Team.create(f"E {number}", "staff", by=self.owner, parent=parent)
            for user in self.some(4):
                with suppress(Unfit):
                    team.join(user, by=self.owner)
            self.teams.append(team)

    def _fill(self, project: Project) -> None:
        mine: list[Sheet] = []
        for _ in range(self.size.tasks):
            mine.append(self._task(project, self.dice.choice((None, None, *mine))))
        self.sheets += mine

    def _task(self, project: Project, parent: Sheet | None) -> Sheet:
        author = self.dice.choice(self.users)
        column = None if parent else self.dice.choice(project.columns)
        above = db.session.get(Task, parent.id) if parent else None
        task = Task.create(project, "…", by=author, column=column, parent=above)
        sheet = Sheet(task.id, task.public_id, project.id, parent, author=author.id)
        self._tie(task, sheet)
        self._write(task, sheet)
        return sheet

    def _tie(self, task: Task, sheet: Sheet) -> None:
        """To people by hand and through teams, each tie written down on both sides."""
        sheet.visibility, people, teams = self.dice.choice(VISIBILITIES), self.some(4), []
        if sheet.visibility == "list":
            teams = self.dice.sample(self.teams, self.dice.randint(0, 2))
            sheet.listed = {one.id for one in people} | {u.id for t in teams for u in _within(t)}
        task.hide(sheet.visibility, by=self.owner, people=people, teams=teams)
        doing = assignable(task.project, self.some(2))
        task.assign(doing, by=self.owner)
        sheet.responsible = {one.id for one in doing}
        for user in self.some(2):
            task.follow(by=user)
            sheet.following.add(user.id)

    def _write(self, task: Task, sheet: Sheet) -> None:
        by = self.owner

        def word(what: str) -> str:
            sheet.words[what] = self.word(sheet, what)
            return sheet.words[what]

        task.retitle(word("title"), by=by)
        task.describe(word("description"), by=by)
        task.label([Label.create(task.project, word("label"), "iris", by=by)], by=by)
        task.date(by=by, **START_AND_FINISH)
        task.add_checklist(word("checklist"), by=by).add(word("item"), by=by)
        Attachment.add(task, word("link"), "https://bleu.example/plan", by=by)
        file = File.attach(task, word("file"), keep(BytesIO(b"%PDF-1.7 plan")), by=by)
        db.session.flush()
        sheet.file = file.public_id
        for visibility, said in (("client", "comment"), ("team", "internal comment")):
            comment = Comment.write(task, word(said), by=by, visibility=visibility)
            File.attach(task, word(f"{said}, file"), content(), by=by, comment=comment)
        if self.dice.random() < 0.4:
            task.close(by=by)
        if self.dice.random() < 0.1:
            task.archive(by=by)
            sheet.archived = True


def _within(team: Team) -> set[Any]:
    """Those of a team and of all that lie in it."""
    return set(team.members).union(*(_within(one) for one in team.children))
