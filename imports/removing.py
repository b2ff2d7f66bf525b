"""An imported project goes away again, in batches: undone by a person, or after a crash."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import delete, select, update

from models import (
    Baseline,
    Column,
    Delivery,
    ImportRun,
    Invitation,
    InvitationProject,
    Label,
    Membership,
    Project,
    StatusReport,
    Task,
    Workweek,
    change,
    db,
    now,
)

LOCKED = 0.015  # seconds a batch aims to hold the write lock
MOST = 100


class Removing:
    """Takes an import away again, batch by batch, the size of a batch following its speed."""

    def __init__(self, run: ImportRun):
        assert run.project_id is not None
        self.run_id = run.id
        self.project_id = run.project_id
        self.size = 20

    def advance(self) -> bool:
        """Remove one batch of tasks, or what remains; False when nothing is left."""
        tasks = list(
            db.session.scalars(
                select(Task.id).where(Task.project_id == self.project_id).limit(self.size)
            )
        )
        db.session.rollback()
        with change():
            begun = time.monotonic()
            if tasks:
                remove_tasks(tasks)
            else:
                self._remove_the_rest()
        took = max(time.monotonic() - begun, 0.0001)
        self.size = max(5, min(MOST, round(self.size * LOCKED / took), self.size * 2))
        time.sleep(min(took, 0.05))
        return bool(tasks)

    def _remove_the_rest(self) -> None:
        project = self.project_id
        run = db.session.get(ImportRun, self.run_id, with_for_update=True)
        if run is None or run.project_id is None:
            return
        run.project_id = None
        run.state = "undone" if run.state == "undoing" else run.state
        run.finished_at = now()
        db.session.flush()
        _withdraw_invitations(project)
        forget = update(Delivery).where(Delivery.project_id == project)
        db.session.execute(forget.values(project_id=None, report_id=None))
        for noun in (StatusReport, Label, Column, Membership, Baseline, Workweek):
            db.session.execute(delete(noun).where(noun.project_id == project))
        db.session.execute(delete(Project).where(Project.id == project))


def remove_tasks(tasks: list[int]) -> None:
    """With all that hangs on them; what lay in them lies at the top until its own turn."""
    orphaned = update(Task).where(Task.parent_id.in_(tasks)).values(parent_id=None)
    for statement in (orphaned, delete(Task).where(Task.id.in_(tasks))):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _withdraw_invitations(project: int) -> None:
    """An invitation to nothing but this project opens nothing any more."""
    here = select(InvitationProject.invitation_id).where(InvitationProject.project_id == project)
    invitations: list[Any] = list(db.session.scalars(here))
    db.session.execute(delete(InvitationProject).where(InvitationProject.project_id == project))
    elsewhere = select(InvitationProject.invitation_id)
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.id.in_(invitations),
            Invitation.id.not_in(elsewhere),
            Invitation.accepted_at.is_(None),
        )
        .values(revoked_at=now())
        .execution_options(synchronize_session=False)
    )


def reports_sent(run: ImportRun) -> int:
    """Frozen or sent reports: what has left the house is never removed."""
    sent = select(StatusReport.id).where(
        StatusReport.project_id == run.project_id, StatusReport.state != "draft"
    )
    return len(db.session.scalars(sent).all())
