"""Run inside an instance: opens sessions and tells where things are, as JSON.

python -m benchmarks.stage '{"camille@…": 100, "elise@…": 100}'
"""

import json
import sys
from typing import Any

from sqlalchemy import select

from app import create_app
from models import Column, Project, Session, Task, User, change, db


def sessions(wanted: dict[str, int]) -> dict[str, list[str]]:
    """The secret of each new session, by address."""
    opened = {}
    with change():
        for email, count in wanted.items():
            person = db.session.scalars(select(User).where(User.email == email)).one()
            opened[email] = [Session.open(person, "127.0.0.1", "bench")[1] for _ in range(count)]
    return opened


def boards() -> list[dict[str, Any]]:
    """Each board with its columns, and in each the cards in order, by public id."""
    return [
        {
            "project": project.public_id,
            "columns": [
                {"id": column.public_id, "name": column.name, "cards": cards_of(column)}
                for column in project.columns
            ],
        }
        for project in db.session.scalars(select(Project).order_by(Project.id))
    ]


def cards_of(column: Column) -> list[str]:
    standing = select(Task.public_id).where(Task.column_id == column.id, Task.archived_at.is_(None))
    return list(db.session.scalars(standing.order_by(Task.rank)))


if __name__ == "__main__":
    with create_app().app_context():
        told = {"sessions": sessions(json.loads(sys.argv[1])), "boards": boards()}
    print(json.dumps(told))
