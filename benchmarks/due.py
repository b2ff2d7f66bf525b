"""Run inside an instance: as many projects, each with a report that was released for this minute.

python -m benchmarks.due 200
"""

import sys
from datetime import time, timedelta

from sqlalchemy import select

from app import create_app
from models import Audience, Project, ReportSchedule, StatusReport, Task, User, change, db, now
from models.task.dating import end_of
from reports.composing import document
from reports.drafting import draft
from reports.keeping import keep, kept_at
from reports.printing import to_pdf

NAME, READER = "Lancement d’automne", ("Élise Verdier", "elise@verdier.example")
SCHEDULE = {"weeks": 1, "weekday": 4, "hour": time(0), "timezone": "Europe/Paris", "language": "fr"}
DONE, COMING = 6, 8


def make_due(count: int) -> None:
    """All told alike, so that what one of them looks like on paper is what they all do."""
    owner = db.session.scalars(select(User).where(User.role == "owner").limit(1)).one()
    pdf = b""
    for _ in range(count):
        with change():
            project = begun(owner)
        snapshot, words = draft(project, Audience.client_of(project, "fr"), owner.name)
        pdf = pdf or to_pdf(document(snapshot, words, "fr"))
        with change():
            report = StatusReport.draft(project, "fr", snapshot, words, by=owner)
            report.freeze(snapshot, words, by=owner)
            report.pdf_path = kept_at(report.public_id).name
            report.release([READER], by=owner)
            schedule = ReportSchedule.plan(project, by=owner, **SCHEDULE)
            schedule.report, schedule.next_at = report, now()
        keep(kept_at(report.public_id), pdf)


def begun(owner: User) -> Project:
    """A project with something done and something to come, all of which its client sees."""
    project = Project.create(NAME, by=owner)
    for number in range(DONE + COMING):
        title = f"Visuel {number + 1} de la campagne"
        due = end_of(now().date() + timedelta(days=number))
        column = project.columns[0]
        task = Task.create(project, title, owner, column, visibility="client", deadline=due)
        if number < DONE:
            task.close(by=owner)
    return project


if __name__ == "__main__":
    with create_app().app_context():
        make_due(int(sys.argv[1]))
