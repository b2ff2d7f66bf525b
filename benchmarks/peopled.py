"""Run inside an instance: people of all roles on its boards, a tenth of the cards on their lists.

python -m benchmarks.peopled 200        prints the addresses of them, by role, as JSON
"""

import json
import random
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from app import create_app
from models import Client, Membership, Project, Task, User, change, db
from models.task.hiding import Listing
from models.task.watching import Follow
from models.user.permissions import ROLES

IN_AGENCY = {"manager": "member"}
ON_A_LIST, FOLLOWED = 10, 20  # every tenth card, and every twentieth for each guest
LISTED = 3


def people(count: int) -> list[tuple[str, User]]:
    """Each role in turn."""
    client, found = db.session.scalars(select(Client)).first(), []
    for number in range(count):
        role = ROLES[number % len(ROLES)]
        user = User(
            name=f"Personne {number}",
            email=f"{role}{number}@bench.example",
            role=IN_AGENCY.get(role, role),
            client=client if role in ("client", "reader") else None,
        )
        db.session.add(user)
        found.append((role, user))
    db.session.flush()
    return found


def take_part(project: Project, them: Sequence[tuple[str, User]]) -> None:
    wanted = [(role, user) for role, user in them if role not in ("owner", "admin")]
    rows = [{"project_id": project.id, "user_id": user.id, "role": role} for role, user in wanted]
    db.session.execute(insert(Membership), rows)


def hide_some(project: Project, them: Sequence[tuple[str, User]], dice: random.Random) -> None:
    """On lists of three, with the steps of these cards; what guests follow is on none."""
    standing = select(Task.id).where(Task.project_id == project.id, Task.column_id.is_not(None))
    cards = list(db.session.scalars(standing.order_by(Task.id)))
    listed = cards[::ON_A_LIST]
    for start in range(0, len(listed), 500):
        some = listed[start : start + 500]
        steps = update(Task).where(Task.parent_id.in_(some)).values(sight="list")
        theirs = {"visibility": "list", "sight": "list", "has_list": True}
        db.session.execute(update(Task).where(Task.id.in_(some)).values(**theirs))
        db.session.execute(steps)
    names = [user.id for role, user in them if role != "reader"]
    rows = [{"task_id": t, "user_id": one} for t in listed for one in dice.sample(names, LISTED)]
    db.session.execute(insert(Listing), rows)
    guests = [user.id for role, user in them if role == "guest"]
    given = [{"task_id": t, "user_id": one} for t in cards[1::FOLLOWED] for one in guests]
    db.session.execute(insert(Follow), given)


def peopled(count: int) -> dict[str, list[str]]:
    dice = random.Random(count)
    with change():
        them = people(count)
        for project in db.session.scalars(select(Project)):
            take_part(project, them)
            hide_some(project, them, dice)
    found: dict[str, list[str]] = {}
    for role, user in them:
        found.setdefault(role, []).append(user.email)
    return found


if __name__ == "__main__":
    with create_app().app_context():
        told: dict[str, Any] = peopled(int(sys.argv[1]))
    print(json.dumps(told))
