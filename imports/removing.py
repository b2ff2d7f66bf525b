"""An imported project goes away again, in batches: undone by a person, or after a crash."""

from __future__ import annotations

import time
from contextlib import suppress

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from models import Client, ImportRun, StatusReport, Task, change, db, now
from models.project.removing import remove_tasks, remove_the_rest

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
        brought, run.project_id, run.client_id = run.client_id, None, None
        run.state = "undone" if run.state == "undoing" else run.state
        run.finished_at = now()
        db.session.flush()
        remove_the_rest(project)
        _remove_client(brought)


def _remove_client(brought: int | None) -> None:
    """Unless somebody, a team, another project or an invitation is theirs by now."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.execute(delete(Client).where(Client.id == brought))


def reports_sent(run: ImportRun) -> int:
    """Frozen or sent reports: what has left the house is never removed."""
    sent = select(StatusReport.id).where(
        StatusReport.project_id == run.project_id, StatusReport.state != "draft"
    )
    return len(db.session.scalars(sent).all())
