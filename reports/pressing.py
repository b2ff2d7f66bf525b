"""What the worker prints: frozen reports, and plans for whoever asked for one."""

import logging
import threading
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from fragments.plan import printed
from models import Printout, StatusReport, db
from models.claiming import Claim
from models.delivery import ClaimLost
from models.printout import FOLDER
from reports.composing import document
from reports.keeping import keep, kept_at, pictures_in

LOADING = threading.Lock()  # two threads that import what fails would see two different failures

log = logging.getLogger("jalon.worker")


def printing() -> ModuleType | None:
    """What prints; None, said once, where this machine lacks the libraries for it."""
    with LOADING:
        return loaded()


@cache
def loaded() -> ModuleType | None:
    """Tried once, for it takes a while."""
    try:
        return import_module("reports.printing")
    except OSError as problem:
        log.error("Reports wait to be printed, for a system library is missing: %s", problem)
        return None


def print_reports() -> bool:
    """Print one frozen report, from what was frozen and nothing else."""
    press = printing()
    taken = StatusReport.take_unprinted() if press else None
    if press is None or taken is None:
        return False
    try:
        StatusReport.printed(taken.id, set_on_paper(taken.id, press).name)
    except Exception as problem:
        log.exception("A report was not printed")
        db.session.rollback()
        StatusReport.stayed_unprinted(taken.id, str(problem)[:500])
    return True


def set_on_paper(report_id: int, press: ModuleType) -> Path:
    """One report as PDF, where it is kept."""
    report = db.session.get_one(StatusReport, report_id)
    page = document(report.snapshot, report.words, report.language)
    place, pictures = kept_at(report.public_id), pictures_in(report.snapshot)
    db.session.rollback()
    keep(place, press.to_pdf(page, pictures=pictures))
    return place


def print_plans() -> bool:
    """Print one plan as whoever asked for it may see it at this moment."""
    press = printing()
    taken = Printout.take() if press else None
    if press is None or taken is None:
        return False
    asked = db.session.get_one(Printout, taken.id)
    place, plan = kept_at(asked.public_id, FOLDER), printed.plan_for(asked)
    db.session.rollback()
    with suppress(ClaimLost):
        if plan is None:
            Printout.got_to(taken, state="failed")
        else:
            bind(plan, taken, place, press)
    return True


def bind(plan: printed.Plan, taken: Claim, place: Path, press: ModuleType) -> None:
    """Page by page, saying how far it is; the claim is held on to by that, too."""
    parts = []
    for number, page in enumerate(printed.pages(plan)):
        taken = Printout.got_to(taken, progress=number, pages=plan.pages)
        parts.append(press.laid(page, press.PLAN))
    eyes = {"audience": plan.audience, "today": plan.layout.today}
    taken = Printout.got_to(taken, progress=plan.pages, **eyes)
    keep(place, press.bound(parts))
    Printout.got_to(taken, state="done")


def warm_up() -> None:
    """Load what prints before anybody asks for it."""
    press = printing()
    if press is not None:
        press.warm_up()
