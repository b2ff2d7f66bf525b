"""The people of the tests, whose initial is their role, and one believable project."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models import (
    Agency,
    Attachment,
    Client,
    Column,
    Comment,
    Delivery,
    File,
    ImportRun,
    Invitation,
    Label,
    Membership,
    Notification,
    Printout,
    Project,
    StatusReport,
    Task,
    User,
    change,
    db,
)
from models.base import random_id
from models.file import Content
from models.project.membership import role_in

ROLES = {
    "olga": ("Olga Owens", "owner"),
    "ada": ("Ada Adler", "admin"),
    "max": ("Max Moreau", "manager"),
    "mia": ("Mia Martin", "member"),
    "fay": ("Fay Fournier", "freelancer"),
    "gil": ("Gil Garnier", "guest"),
    "rose": ("Rose Renard", "reader"),
    "clara": ("Clara Clément", "client"),
    "zed": ("Zed Zola", "stranger"),
}
# What they are in the agency, where that is not what they are in the project.
IN_AGENCY = {"manager": "member", "stranger": "member"}
# To them a page that is the team's own never existed.
OUTSIDE = ("gil", "rose", "clara")
COLUMNS = {
    "todo": "À faire",
    "doing": "En cours",
    "review": "Relecture",
    "client": "Chez le client",
    "done": "Terminé",
}


@dataclass
class Cast:
    """Everybody, their project `site` and what lies on its board."""

    agency: Agency
    client: Client
    site: Project
    elsewhere: Project  # a project that only the owner and the admin may see
    people: dict[str, User]
    columns: dict[str, Column]
    tasks: dict[str, Task]
    labels: dict[str, Label] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        for things in ("people", "tasks"):
            if name in self.__dict__.get(things, {}):
                return self.__dict__[things][name]
        raise AttributeError(name)


def refused_page(name: str) -> int:
    """How a page that asks for a right answers somebody of the cast who lacks it."""
    return 404 if name in OUTSIDE else 403


def assemble() -> Cast:
    """Write the cast into an empty database, in one transaction."""
    with change():
        agency = Agency(name="Atelier Bleu", language="fr", country="FR")
        client = Client(name="Musée du Fil")
        db.session.add_all([agency, client])
        people = {name: person(name, client) for name in ROLES}
        db.session.add_all(people.values())
        site = Project(key="MF", name="Site du musée", client=client, language="fr")
        elsewhere = Project(key="AI", name="Affaire interne", language="fr")
        db.session.add_all([site, elsewhere])
        db.session.flush()
        for name, someone in people.items():
            join(site, someone, ROLES[name][1])
        columns = {
            kind: Column.create(site, name, kind, by=people["max"])
            for kind, name in COLUMNS.items()
        }
        label = Label(project_id=site.id, name="Design", hue="azur")
        db.session.add(label)
        db.session.flush()
        tasks = fill(site, columns, people)
    return Cast(agency, client, site, elsewhere, people, columns, tasks, {"design": label})


def person(name: str, client: Client) -> User:
    full, role = ROLES[name]
    return User(
        name=full,
        email=f"{name}@bleu.example",
        role=IN_AGENCY.get(role, role),
        client=client if role in ("client", "reader") else None,
    )


def join(project: Project, someone: User, role: str) -> None:
    if role not in ("owner", "admin", "stranger"):
        db.session.add(Membership(project=project, user=someone, role=role))


def assignable(project: Project, people: Iterable[User]) -> list[User]:
    """Of these people those who may be given a task: all but readers."""
    return [one for one in people if role_in(project, one) != "reader"]


def fill(site: Project, columns: dict[str, Column], people: dict[str, User]) -> dict[str, Task]:
    """Six cards and a phase; `secret` and `listed` are what a client must never meet."""
    max_, mia = people["max"], people["mia"]

    def card(title: str, column: str, visibility: str, **fields: Any) -> Task:
        return Task.create(
            site, title, by=max_, column=columns[column], visibility=visibility, **fields
        )

    tasks = {
        "brief": card("Écrire le brief", "todo", "client", deadline=datetime(2027, 3, 13)),
        "secret": card("Rattraper le retard du fournisseur", "todo", "team"),
        "mockup": card("Maquette de l’accueil", "doing", "client"),
        "listed": card("Négocier le tarif", "doing", "list"),
        "launch": card("Mise en ligne", "todo", "client", kind="milestone"),
        "done": card("Atelier de lancement", "done", "client"),
    }
    tasks["step"] = Task.create(
        site, "Choisir la couleur", by=mia, parent=tasks["mockup"], visibility="client"
    )
    tasks["mockup"].assign([mia], by=max_)
    Comment.write(tasks["brief"], "Le client hésite sur le budget.", by=mia, visibility="team")
    Comment.write(tasks["brief"], "Voici une première version.", by=mia, visibility="client")
    return tasks


def furnish(cast: Cast) -> None:
    """One of each other thing that a project may hold, so that every door has what it asks for."""
    period = {"period_from": "2026-11-06", "period_to": "2026-11-20"}
    with change():
        brief, max_ = db.session.get_one(Task, cast.brief.id), cast.max
        brief.add_checklist("Avant l’envoi", by=max_).add("Relire", by=max_)
        Attachment.add(brief, "Plan", "https://bleu.example/plan", by=max_)
        File.attach(brief, "Devis.pdf", content(), by=max_)
        Invitation.send("paul@fil.example", "reader", [cast.site], by=max_, secret="paul")
        ImportRun.upload("board.json", "board.json", by=max_).project_id = cast.site.id
        Printout.ask(cast.site, by=max_, paper="A4", zoom="", language="fr")
        report = StatusReport.draft(cast.site, "fr", period, {}, by=max_)
        db.session.add(letter_of(report))
        db.session.add(notification_of(brief, cast.mia))


def content() -> Content:
    """What a file may hold, although nothing of it was laid down."""
    return Content(random_id(24), 1200, random_id(), "application/pdf")


def notification_of(task: Task, person: User) -> Notification:
    """A reminder that somebody got."""
    return Notification(
        user_id=person.id,
        reason="late",
        topic=f"task:{task.public_id}",
        project_id=task.project_id,
        task_id=task.id,
        due=task.deadline,
    )


def letter_of(report: StatusReport) -> Delivery:
    """One that never arrived: a person decides what becomes of it."""
    return Delivery(
        kind="report",
        state="uncertain",
        next_try_at=None,
        message_id="<1@bleu.example>",
        to_address="paul@fil.example",
        language="fr",
        subject="Rapport",
        content=b"Bonjour",
        report_id=report.id,
        project_id=report.project_id,
    )
