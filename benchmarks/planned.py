"""Run inside an instance: gives every card of a project dates and a link, as a long plan has them.

python -m benchmarks.planned k3f9w2
"""

import sys
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from app import create_app
from models import Link, Project, Task, change, db

START = datetime(2026, 1, 5)
KINDS = ("SS", "SS", "FF")


def plan(public_id: str) -> int:
    """How many there are. Five go side by side, then the next five."""
    with change():
        project = db.session.scalars(select(Project).where(Project.public_id == public_id)).one()
        wanted = select(Task).where(Task.project_id == project.id, Task.parent_id.is_(None))
        tasks = db.session.scalars(wanted.order_by(Task.id)).all()
        for number, task in enumerate(tasks):
            task.start = START + timedelta(days=number // 5 * 3)
            task.finish = task.start + timedelta(days=3)
        for number, (before, after) in enumerate(pairwise(tasks)):
            kind = "FS" if number % 5 == 4 else KINDS[number % 3]
            db.session.add(Link(predecessor=before, successor=after, kind=kind))
        project.plan_changed()
    return len(tasks)


if __name__ == "__main__":
    with create_app().app_context():
        print(plan(sys.argv[1]))
