"""The project that an import will fill: made first, seen by nobody, with columns and people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from imports.opening_plans import open_plan
from imports.plan import Choices, Plan
from models import (
    Client,
    Column,
    ImportedPerson,
    ImportRun,
    Label,
    Membership,
    Project,
    User,
    change,
    db,
)
from models.base import random_id
from models.project.project import key_of
from models.rank import spread

HUES = ("prune", "canard", "safran", "azur", "brique", "sapin", "iris", "olive")


def open_project(run_id: int, plan: Plan) -> None:
    """Once, however often it is asked for: the run then knows its project, and by the draft's keys
    the numbers of what the cards will refer to."""
    with change():
        run = db.session.get(ImportRun, run_id, with_for_update=True)
        if run is None or run.project_id is not None:
            return
        project = _project(plan, _client(run, plan.choices))
        db.session.add(project)
        db.session.flush()
        run.project_id = project.id
        people = _people(run, project, plan)
        run.account = {
            "columns": _columns(project, plan),
            "labels": _labels(project, plan),
            "people": people,
            **open_plan(plan, project, people),
        }


def _client(run: ImportRun, choices: Choices) -> Client | None:
    """The one who was chosen; the run knows whom it brought, to take them away if it is undone."""
    if not choices.new_client:
        return db.session.scalar(select(Client).where(Client.public_id == choices.client))
    client = Client.create(choices.new_client, by=run.by)
    run.client = client if client in db.session.new else None
    return client


def _project(plan: Plan, client: Client | None) -> Project:
    choices = plan.choices
    name = plan.project_name()
    count = len(db.session.scalars(select(Project.id)).all())
    return Project(
        key=key_of(name),
        name=name,
        client=client,
        hue=HUES[count % len(HUES)],
        timezone=choices.timezone,
        language=choices.language,
        plan_start=plan.wall(plan.draft.plan_start, to_the_minute=True),
        building=True,
    )


def _columns(project: Project, plan: Plan) -> dict[str, int]:
    lists = plan.draft.lists
    rows = [
        {
            "public_id": random_id(),
            "project_id": project.id,
            "name": plan.column_name(one),
            "kind": plan.kinds[one.key],
            "rank": rank,
            "wip_limit": one.wip_limit,
            "archived_at": plan.draft.read_at if one.closed else None,
        }
        for one, rank in zip(lists, spread(len(lists)), strict=True)
    ]
    return _by_key(Column.__table__, lists, rows)


def _labels(project: Project, plan: Plan) -> dict[str, int]:
    labels = plan.draft.labels
    rows = [
        {
            "public_id": random_id(),
            "project_id": project.id,
            "name": one.name,
            "hue": one.hue,
        }
        for one in labels
    ]
    return _by_key(Label.__table__, labels, rows)


def _people(run: ImportRun, project: Project, plan: Plan) -> dict[str, list[Any]]:
    chosen = {key: one["user"] for key, one in plan.choices.people.items() if one["as"] == "user"}
    users = {
        one.public_id: one
        for one in db.session.scalars(select(User).where(User.public_id.in_(chosen.values())))
    }
    invited = plan.invited
    found: dict[str, list[Any]] = {}
    for person in plan.draft.people:
        user = users.get(chosen.get(person.key, ""))
        found[person.key] = [user.id if user else None, person.name or person.username]
        db.session.add(
            ImportedPerson(
                run_id=run.id,
                name=person.name,
                username=person.username,
                email=invited.get(person.key, ""),
                member=person.member,
                user_id=user.id if user else None,
            )
        )
    _join(project, run, users.values())
    return found


def _by_key(table: Any, drafts: Sequence[Any], rows: list[dict[str, Any]]) -> dict[str, int]:
    if not rows:
        return {}
    made = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    ids = db.session.scalars(made, rows)
    return {one.key: number for one, number in zip(drafts, ids, strict=True)}


def _join(project: Project, run: ImportRun, users: Any) -> None:
    """Whoever imports manages the project; those recognised belong to it with their own role."""
    roles = {run.by_id: "manager"} if run.by_id else {}
    for user in users:
        roles.setdefault(user.id, "manager" if user.role in ("owner", "admin") else user.role)
    for user_id, role in roles.items():
        db.session.add(Membership(project_id=project.id, user_id=user_id, role=role))
