"""The worker beside the web: what follows after an event, or by the clock.

Everything waits in our own tables and is claimed there, so any number of workers may run.
"""

import gc
import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import cycle
from typing import Any, NoReturn

from flask import Flask
from sqlalchemy.exc import OperationalError

import bounces
import mail
import settings
from files.keeping import remove_orphans
from files.picturing import draw_one
from inbox.digest import write_digest
from models import Delivery, db, now
from models.audit import forget_old
from models.base import LETTERS, is_locked
from models.bin import remove_old
from models.delivery import ClaimLost
from models.expiring import tell_expired
from models.forgetting import forget_expired
from models.handing_over import hand_over
from models.notifying import notify
from models.project import removing
from models.reminding import remind
from operating import logs, pulse, scratch
from reports.keeping import forget_old_prints, forget_reports_of
from reports.leaving import draft_ahead, pass_over, release_unattended, send_released
from reports.pressing import print_plans, print_reports, warm_up
from sample.clearing import sweep

BEAT = 0.4  # seconds between two looks while nothing waits
PATIENCE = 1.0  # seconds that work under way gets to end in after TERM

log = logging.getLogger("jalon.worker")


def deliver() -> bool:
    """Send one letter that is due; a server's answer decides what becomes of it."""
    taken = Delivery.take()
    if taken is None:
        return False
    with suppress(ClaimLost):
        outcome = mail.deliver(Delivery.letter(taken), partial(Delivery.going_out, taken))
        Delivery.went(taken, outcome.state, outcome.answer)
    return True


def read_imports() -> bool:
    """Read or write one batch of an import."""
    from imports.run import work_once

    return work_once()


def empty_bin() -> bool:
    """Remove for good one batch of what has lain in the bin for 30 days."""
    if remove_old():
        return True
    project_id = removing.past_keeping()
    if project_id is None:
        return False
    forget_reports_of(project_id)
    removing.remove_some(project_id)
    return True


class Tidying:
    """Now and then the bin is emptied, what has expired forgotten, what was left behind swept."""

    every = timedelta(minutes=10)

    def __init__(self) -> None:
        self.next = now()
        self.letters = cycle(LETTERS)

    def tidy(self) -> bool:
        if now() < self.next:
            return False
        try:
            return self._tidy()
        except OperationalError as problem:
            if not is_locked(problem):
                raise
            self.next = now() + self.every  # a long story is being written, as the sample is
            return False

    def _tidy(self) -> bool:
        if empty_bin() or forget_old():
            return True  # the other steps get their turn between two batches
        self.next = now() + self.every
        forget_expired()
        forget_old_prints()
        mail.forget_half_written()
        sweep()
        remove_orphans(next(self.letters))  # all of them within some hours
        return False


# Queues of steps, each with a thread of its own: a server of letters may make us wait for its
# answer, a report for its printing, and neither shall keep what happened from being told. A queue
# takes its steps in order, once a beat; each says whether it found work, and then it goes on at
# once, but for what is steady: two hundred reports due at one minute leave one a beat, within two,
# and the pages that people open meanwhile have the machine between them.
QUEUES: dict[str, list[Callable[[], bool]]] = {
    "letters": [deliver, bounces.Mailbox().look],
    "news": [hand_over, tell_expired, notify, remind, write_digest],
    "reports": [draft_ahead, release_unattended, send_released, pass_over],
    "rest": [
        print_reports,
        print_plans,
        read_imports,
        draw_one,
        Delivery.give_up_lost,
        Tidying().tidy,
    ],
}
STEADY = ("reports",)


def look(app: Flask, steps: list[Callable[[], bool]]) -> bool:
    """Each step once; one that fails is told in the log and does not stop the others."""
    worked = False
    with app.app_context():
        for step in steps:
            try:
                worked = step() or worked
            except Exception:
                log.exception("The step %s failed", step.__name__)
            finally:
                db.session.remove()
    return worked


def keep_looking(app: Flask, name: str, asked: threading.Event) -> None:
    steps, heart = QUEUES[name], pulse.Pulse(app.config["SETTINGS"].instance, name)
    while not asked.is_set():
        heart.beat()
        if not look(app, steps) or name in STEADY:
            asked.wait(BEAT)


class Ending:
    """TERM asks: work under way has a little time to end in, then it is cut off."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.ask)
        signal.signal(signal.SIGALRM, self.cut)

    def ask(self, *_signal: Any) -> None:
        self.asked.set()
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    @staticmethod
    def cut(*_signal: Any) -> None:
        """As after a crash: what is not committed will be taken up again."""
        log.info("Stopped in the middle of something; it will be taken up again")
        end()


def end() -> NoReturn:
    """At once: no thread that still loads holds the end up, nothing is raised just anywhere."""
    logging.shutdown()
    scratch.leave()
    os._exit(0)


def main() -> None:
    from app import create_app

    known = settings.load()
    logs.set_up(known)
    ending, app = Ending(), create_app(known)
    pulse.forget(known.instance)
    scratch.settle(known.instance)
    # What prints is loaded before anybody asks for a report.
    threading.Thread(target=get_ready, daemon=True).start()
    beside = [aside(app, name, ending.asked) for name in QUEUES if name != "rest"]
    keep_looking(app, "rest", ending.asked)
    for thread in beside:
        thread.join()  # until its letter is out, or patience is over


def get_ready() -> None:
    """Load what prints. A page on its way to paper is a hundred thousand objects, and passes of the
    collector over them at every 700 took a fifth of its time."""
    warm_up()
    gc.freeze()
    gc.set_threshold(50_000)


def aside(app: Flask, name: str, asked: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=keep_looking, args=(app, name, asked), daemon=True)
    thread.start()
    return thread


if __name__ == "__main__":
    main()
    end()
