"""Lets workers and a web process send, round after round, each killed at a moment of its own.

python -m tests.robustness.nursery ROUNDS

Runs inside an empty instance. They are forked from here, where all is loaded, so that a round takes
a fraction of a second; nothing of theirs is imitated. What they acknowledged goes to standard
output, a report a line, written before the moment in which they may die next.
"""

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import time as hour
from datetime import timedelta

from sqlalchemy import event, select, update

import worker
from app import create_app
from models import (
    Audience,
    Delivery,
    Project,
    ReportSchedule,
    Session,
    StatusReport,
    User,
    change,
    db,
    now,
)
from models.claiming import LEASE
from reports.composing import document
from reports.drafting import draft
from reports.keeping import keep, kept_at
from reports.printing import to_pdf
from tests.cast import assemble

COMMITS = 8  # of one process, at any of which it may die
MOST_WORK = 0.4  # seconds of processor, in any of which it may die
LONGEST_WAIT = 0.6  # seconds that a worker is left after the web, at most
READERS = [("", "jean@fil.example"), ("Lise Roy", "lise@fil.example")]
LEASED = (Delivery, ReportSchedule, StatusReport)


class House:
    """What all of them share: a project, somebody who is signed in, a report as it is printed."""

    def __init__(self) -> None:
        self.app = create_app()
        self.app.config["WTF_CSRF_ENABLED"] = False
        with self.app.app_context():
            cast = assemble()
            self.site, self.max = cast.site.id, cast.max.id
            self.papers = {
                one.id: printed(one, cast.max.name) for one in (cast.site, cast.elsewhere)
            }
            with change():
                self.secret = Session.open(cast.max, address="127.0.0.1", agent="test")[1]
                form = {"weeks": 1, "weekday": 4, "hour": hour(0), "language": "fr"}
                ReportSchedule.plan(cast.elsewhere, by=cast.max, timezone="Europe/Paris", **form)

    def frozen(self, project: Project) -> StatusReport:
        """Inside of a change: one more report, as if somebody had just written it."""
        author, last = db.session.get_one(User, self.max), StatusReport.last_sent(project)
        snapshot, words, pdf = self.papers[project.id]
        snapshot = snapshot | {"previous": last.number if last else 0}
        report = StatusReport.draft(project, "fr", snapshot, words, by=author)
        report.freeze(snapshot, words, by=author)
        report.pdf_path = kept_at(report.public_id).name
        keep(kept_at(report.public_id), pdf)
        return report

    @staticmethod
    def schedule() -> ReportSchedule:
        return db.session.scalars(select(ReportSchedule)).one()

    def prepare(self) -> str:
        """A report for somebody to send, and unless the last still waits one for its hour."""
        with change():
            by_hand = self.frozen(db.session.get_one(Project, self.site))
            schedule = self.schedule()
            if schedule.report_id is None:
                schedule.report, schedule.next_at = self.frozen(schedule.project), now()
                schedule.report.release(READERS, by=db.session.get_one(User, self.max))
            name = by_hand.public_id
        return name

    def send(self, report: str) -> None:
        """A person presses the button; who got an answer may rely on it."""
        browser = self.app.test_client()
        browser.set_cookie("jalon", self.secret, domain="127.0.0.1")
        to = {"others": ", ".join(address for _name, address in READERS)}
        here = self.app.config["SETTINGS"].base_url
        answer = browser.post(f"/reports/{report}/sendings", data=to, base_url=here)
        assert answer.status_code == 303, answer.text
        os.write(1, f"{report}\n".encode())

    def work(self) -> None:
        """As `worker.main` does, for as long as it lives."""
        never = threading.Event()
        for name in ("letters", "reports"):
            worker.aside(self.app, name, never)
        worker.keep_looking(self.app, "rest", never)

    def let_leases_run_out(self) -> None:
        """As if the dead were waited for: 90 seconds in which nothing else happens."""
        long_ago = now() - LEASE - timedelta(seconds=1)
        with change() as session:
            for noun in LEASED:
                claimed = update(noun).where(noun.claimed_at.is_not(None))
                session.execute(claimed.values(claimed_at=long_ago))

    def finish(self) -> None:
        """A worker that nobody kills, until nothing is left to do."""
        waiting = select(Delivery.id).where(Delivery.state.in_(("queued", "sending")))
        released = select(ReportSchedule.id).where(ReportSchedule.report_id.is_not(None))
        with self.app.app_context():
            self.let_leases_run_out()
            while db.session.scalar(waiting) or db.session.scalar(released):
                db.session.rollback()
                for steps in worker.QUEUES.values():
                    worker.look(self.app, steps)

    def rehearse(self) -> None:
        """Once without a death, so that those who are forked from here need not learn it all."""
        with self.app.app_context():
            report = self.prepare()
        self.send(report)
        self.finish()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def printed(project: Project, author: str) -> tuple[dict, dict, bytes]:
    snapshot, words = draft(project, Audience.client_of(project, "fr"), author)
    db.session.rollback()
    return snapshot, words, to_pdf(document(snapshot, words, "fr"))


def child(work: Callable[[], None], chance: random.Random) -> int:
    """A process of its own, which dies at a commit, after some work, or by another's hand."""
    fate = chance.choice(("commit", "work", "another"))
    when, number = chance.choice(("before_commit", "after_commit")), chance.randint(1, COMMITS)
    used = chance.uniform(0.001, MOST_WORK)
    pid = os.fork()
    if pid:
        return pid
    try:
        if fate == "commit":
            die_at(when, number)
        if fate == "work":
            signal.setitimer(signal.ITIMER_PROF, used)
        work()
    finally:
        os._exit(0)


def die_at(when: str, number: int) -> None:
    left = iter(range(number - 1))

    @event.listens_for(db.session, when)
    def die(_session: object) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)


def in_child(work: Callable[[], None]) -> None:
    """The nursery itself never touches the database: a fork must not inherit a connection."""
    pid = os.fork()
    if not pid:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(pid, 0)[1] == 0


def live_and_die(house: House, number: int) -> None:
    chance = random.Random(number)
    told, tells = os.pipe()

    def prepare() -> None:
        with house.app.app_context():
            house.let_leases_run_out()
            os.write(tells, house.prepare().encode())

    in_child(prepare)
    report = os.read(told, 100).decode()
    os.close(told)
    os.close(tells)
    web = child(lambda: house.send(report), chance)
    workers = [child(house.work, chance) for _ in range(2)]
    os.waitpid(web, 0)
    time.sleep(chance.uniform(0, LONGEST_WAIT))
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def main(rounds: int) -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the end, in the middle of anything
    house = House()
    house.rehearse()
    assert threading.active_count() == 1, "a fork takes only one thread along"
    for number in range(rounds):
        live_and_die(house, number)
    house.finish()


if __name__ == "__main__":
    main(int(sys.argv[1]))
