"""The worker's step for imports: read a file, write a batch, remove a batch."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from imports.draft import Draft
from imports.keeping import forget, write_privately
from imports.matching import matched
from imports.plan import Choices, Plan
from imports.preview import previewed
from imports.refusal import ImportRefused
from imports.removing import Removing
from imports.sources import READERS
from imports.writing import Writing
from models import ImportRun, User, change, db, now
from models.base import count_anew

TURN = 0.4  # seconds before the worker's other steps get theirs
BEFORE_THE_END = ("uploaded", "reading", "queued", "writing")
KEPT = timedelta(days=30)
STARTS = 3  # without a batch between them, before an import is given up

log = logging.getLogger("jalon.imports")
under_way: dict[int, Writing | Removing] = {}


def work_once() -> bool:
    """Take the oldest import that waits one step further; True if it got on."""
    run = ImportRun.next_in_line()
    if run is None:
        db.session.rollback()
        forget_old_previews()
        return False
    run_id = run.id
    try:
        if run.state in ("uploaded", "reading"):
            read(run)
        else:
            _for_a_turn(run)
        return True
    except IntegrityError:
        # Another worker wrote the same references meanwhile: begin afresh, at the next beat.
        db.session.rollback()
        log.warning("An import met another worker", exc_info=True)
        under_way.pop(run_id, None)
    except Exception:
        db.session.rollback()
        log.exception("An import stopped")
        give_up(run_id, ImportRefused("broken"))
    return False


def forget_old_previews() -> None:
    """What nobody imported within a month is thrown away, for it holds people's data."""
    old = select(ImportRun.id).where(
        ImportRun.state == "preview", ImportRun.created_at < now() - KEPT
    )
    if db.session.scalar(old.limit(1)) is not None:
        with change():
            for run in db.session.scalars(select(ImportRun).where(ImportRun.id.in_(old))).all():
                forget(run.path, run.draft_path)
                run.discard(by=None)
    db.session.rollback()


def give_up(run_id: int, why: ImportRefused) -> None:
    """What was written of it is removed by the next steps."""
    under_way.pop(run_id, None)
    with change():
        run = db.session.get_one(ImportRun, run_id)
        if run.state in BEFORE_THE_END:
            run.fail(why.dumps())
            forget(run.path, run.draft_path)


def read(run: ImportRun) -> None:
    """Read the uploaded file into a draft and a preview, or refuse it with a sentence."""
    run_id, path, public_id = run.id, Path(run.path), run.public_id
    if not _started(run_id):
        return
    try:
        draft = READERS[run.kind](path)
    except ImportRefused as refused:
        log.info("The import %s was refused: %s", public_id, refused.code)
        give_up(run_id, refused)
        return
    here = db.session.scalars(select(User).where(User.removed_at.is_(None)))
    preview = previewed(draft, matched(draft.people, here), path.stat().st_size)
    place = path.with_suffix(".draft")
    write_privately(place, draft.dumps())
    with change():
        run = db.session.get_one(ImportRun, run_id)
        if run.state == "reading":
            run.preview, run.draft_path, run.state = preview, str(place), "preview"


def _for_a_turn(run: ImportRun) -> None:
    run_id = run.id
    step = under_way.get(run_id)
    if step is None or isinstance(step, Removing) != run.is_leaving:
        step = _taken_up(run)
        if step is None:
            return
        under_way[run_id] = step
    until = time.monotonic() + TURN
    while step.advance():
        if time.monotonic() >= until:
            return
    under_way.pop(run_id, None)
    _tidy(run_id)
    count_anew()


def _taken_up(run: ImportRun) -> Writing | Removing | None:
    """Go on from what the database says, whoever began."""
    run_id, leaving = run.id, run.is_leaving
    if not _started(run_id):
        return None
    run = db.session.get_one(ImportRun, run_id, populate_existing=True)
    if leaving:
        return Removing(run)
    assert run.draft_path is not None
    try:
        draft = Draft.loads(Path(run.draft_path).read_text(encoding="utf-8"))
    except OSError:
        give_up(run_id, ImportRefused("gone"))
        return None
    return Writing(run, Plan(draft, Choices(**run.choices)))


def _started(run_id: int) -> bool:
    """Count the starts that got no further; an import that stops every worker is given up."""
    with change():
        run = db.session.get_one(ImportRun, run_id)
        run.state = {"uploaded": "reading", "queued": "writing"}.get(run.state, run.state)
        run.claimed_at = run.claimed_at or now()
        begun = run.preview.get("begun", [])
        starts = begun[1] + 1 if begun[:1] == [run.progress] else 1
        run.preview = {**run.preview, "begun": [run.progress, starts]}
        if starts <= STARTS or run.is_leaving:
            return True
    give_up(run_id, ImportRefused("crashed"))
    return False


def _tidy(run_id: int) -> None:
    """The file and its draft hold people's data: kept no longer than needed."""
    run = db.session.get(ImportRun, run_id, populate_existing=True)
    if run is not None and not run.is_waiting:
        forget(run.path, run.draft_path)
    db.session.rollback()
