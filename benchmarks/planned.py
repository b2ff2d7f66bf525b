"""Run inside an instance: gives every card of a project dates and a link, as a long plan has them.

python -m benchmarks.planned k3f9w2
python -m benchmarks.planned k3f9w2 chain      # each after the one before
"""

import sys
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from app import create_app
from models import Link, Project, Task, change, db

START = datetime(2026, 1, 5)
KINDS = ("SS", "SS", "FF")


def plan(public_id: str, is_chain: bool = False) -> tuple[int, str]:
    """How many there are, and the first. Five go side by side, then the next; or in a chain."""
    with change():
        project = db.session.scalars(select(Project).where(Project.public_id == public_id)).one()
        wanted = select(Task).where(Task.project_id == project.id, Task.parent_id.is_(None))
        tasks = db.session.scalars(wanted.order_by(Task.id)).all()
        if db.session.scalar(select(Link.id).where(Link.successor == tasks[1])):
            return len(tasks), tasks[0].public_id  # another row has planned it
        for number, task in enumerate(tasks):
            days, long = (_working_day(number), 1) if is_chain else (number // 5 * 3, 3)
            task.start = START + timedelta(days=days)
            task.finish = task.start + timedelta(days=long)
            if is_chain:
                task.closed_at = None  # what is done would not follow
        for number, (before, after) in enumerate(pairwise(tasks)):
            kind = "FS" if is_chain or number % 5 == 4 else KINDS[number % 3]
            db.session.add(Link(predecessor=before, successor=after, kind=kind))
        project.plan_changed()
    return len(tasks), tasks[0].public_id


def _working_day(number: int) -> int:
    """Days from the start to so many days of work later."""
    return number // 5 * 7 + number % 5


if __name__ == "__main__":
    with create_app().app_context():
        print(*plan(sys.argv[1], is_chain="chain" in sys.argv[2:]))
