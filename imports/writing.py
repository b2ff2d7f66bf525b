"""A plan becomes a project, in batches, which nobody sees until the last one.

Each batch is one short transaction that also counts the cards written. A batch whose count is
no longer the database's writes nothing: a crash, or a second worker, can never write one twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence, Sized
from typing import Any

from sqlalchemy import select, update

from imports.counting import built
from imports.draft import DraftCard
from imports.inviting import invite
from imports.opening import open_project
from imports.plan import Plan
from imports.rows import Known, Rows, insert_all, insert_links
from imports.splits import keep_split, unexplained
from models import ImportRun, Project, Task, change, db, now
from models.task.task import new_refs

ROWS = 150  # in a batch: a few ms of write lock, of the 50 that the law allows
LONGEST_PAUSE = 0.05


def weight(card: DraftCard) -> int:
    """How many rows it makes."""
    beside: tuple[Sized, ...] = (
        card.labels,
        card.people,
        card.comments,
        card.attachments,
        card.checklists,
    )
    plan = len(card.plan.baselines) + 2 if card.plan else 0
    return 2 + plan + sum(map(len, beside)) + sum(len(one.items) for one in card.checklists)


class Writing:
    """One import under way in this process; any other process can take it over."""

    def __init__(self, run: ImportRun, plan: Plan):
        self.run_id = run.id
        self.plan = plan
        if run.project_id is None:
            open_project(run.id, plan)
        self.known = self._known()
        project = db.session.get(Project, self.known.project_id)
        assert project is not None
        self.refs = new_refs(project, len(plan.cards))

    def advance(self) -> bool:
        """Write one batch, or the end; False when there is nothing left to write."""
        run = db.session.get(ImportRun, self.run_id, populate_existing=True)
        if run is None or run.state != "writing":
            return False
        first = run.progress
        if first >= self.plan.pieces:
            self._close()
        elif first >= len(self.plan.cards):
            self._write_links(first)
        else:
            self._write_cards(first)
        return first < self.plan.pieces

    def _write_cards(self, first: int) -> None:
        rows = Rows(self.plan, self.known)
        ready = [
            rows.of(self.plan.cards[one], self.plan.ranks[one], self.refs[one])
            for one in range(first, self._end_of_batch(first))
        ]
        self._write(first, ready, lambda session: insert_all(session, ready, self.known))

    def _write_links(self, first: int) -> None:
        begin, rows = first - len(self.plan.cards), Rows(self.plan, self.known)
        ready = [rows.link(one) for one in self.plan.draft.links[begin : begin + ROWS]]
        self._write(first, ready, lambda session: insert_links(session, ready))

    def _end_of_batch(self, first: int) -> int:
        """One card at least, however much hangs on it."""
        rows, end = 0, first
        while end < len(self.plan.cards) and rows < ROWS:
            rows += weight(self.plan.cards[end])
            end += 1
        return end

    def _write(self, first: int, ready: list[Any], insert_them: Callable[[Any], None]) -> None:
        db.session.rollback()
        with change() as session:
            begun = time.monotonic()
            if self._counted(first, first + len(ready)):
                insert_them(session)
        held = time.monotonic() - begun
        if self.plan.draft.is_plan:
            self.known.tasks.update(self._written(self.plan.cards[first : first + len(ready)]))
        # SQLite's queue is not fair: leave it to the others for longer than it was ours.
        time.sleep(min(2 * held, LONGEST_PAUSE))

    def _written(self, cards: Sequence[DraftCard]) -> dict[str, int]:
        """The numbers of a plan's tasks that are in the database, by their keys."""
        uids = [one.plan.uid for one in cards if one.plan]
        rows = select(Task.imported_uid, Task.id).where(
            Task.import_run_id == self.run_id, Task.imported_uid.in_(uids)
        )
        return {str(uid): number for uid, number in db.session.execute(rows)}

    def _counted(self, first: int, after: int) -> bool:
        claimed = db.session.execute(
            update(ImportRun)
            .where(
                ImportRun.id == self.run_id,
                ImportRun.state == "writing",
                ImportRun.progress == first,
            )
            .values(progress=after)
            .execution_options(synchronize_session=False)
        )
        return claimed.rowcount == 1  # type: ignore[attr-defined]

    def _known(self) -> Known:
        run = db.session.get(ImportRun, self.run_id, populate_existing=True)
        assert run is not None and run.project_id is not None
        kept = run.account
        people = {key: (user_id, name) for key, (user_id, name) in kept["people"].items()}
        return Known(
            project_id=run.project_id,
            run_id=run.id,
            columns=kept["columns"],
            labels=kept["labels"],
            people=people,
            calendars=kept["calendars"],
            baselines=kept["baselines"],
            tasks=self._written(self.plan.cards[: run.progress]),
        )

    def _close(self) -> None:
        run = db.session.get(ImportRun, self.run_id, populate_existing=True)
        assert run is not None and run.project is not None
        split, kept = unexplained(run.project) if self.plan.draft.is_plan else ([], [])
        losses = [*self.plan.losses, *kept]
        account = {
            "built": built(run),
            "losses": [[one.kind, one.card, one.detail, one.count, one.key] for one in losses],
            "seconds": round((now() - (run.claimed_at or run.created_at)).total_seconds(), 1),
        }
        for key in self.plan.invited:
            invite(self.run_id, self.plan, key)
        with change():
            run = db.session.get_one(ImportRun, self.run_id, with_for_update=True)
            if run.state == "writing":
                keep_split(split)
                run.finish(account, by=run.by)
