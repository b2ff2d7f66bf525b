"""Run inside an instance: what its pages take of the processor with the law of sight, and without.

python -m benchmarks.lawless without camille@…        an address a line, milliseconds back

Without it everything is shown to everybody, in this process alone: what a page then takes is what
it would take if nobody had to be asked.
"""

import os
import sys
import time
from typing import Any

from sqlalchemy import select, true

import models.sight
from app import create_app
from models import Membership, Project, Session, User, change, db


def show_everything() -> None:
    law: Any = models.sight
    law._shown_to = lambda _task, _kind, _person: true()
    law.is_personal = lambda _kind, _project, _person: False


def timed(browser: Any, address: str) -> float:
    started = time.process_time()
    answer = browser.get(address, base_url=browser.application.config["SETTINGS"].base_url)
    assert answer.status_code == 200, (address, answer.status_code)
    return (time.process_time() - started) * 1000


def signed_in(email: str) -> tuple[Any, str]:
    """A browser of theirs, and the first of their projects."""
    app = create_app()
    with app.app_context():
        with change():
            person = db.session.scalars(select(User).where(User.email == email)).one()
            _session, secret = Session.open(person, "127.0.0.1", "bench")
        mine = select(Project.public_id).join(Membership).where(Membership.user_id == person.id)
        project = db.session.scalars(mine).first()
        db.session.remove()
    browser = app.test_client()
    browser.set_cookie("jalon", secret, domain="127.0.0.1")
    return browser, str(project)


if __name__ == "__main__":
    if sys.argv[1] == "without":
        show_everything()
    os.sched_setaffinity(0, {0})  # the one core for both, which take turns: two are rarely as fast
    browser, project = signed_in(sys.argv[2])
    for address in sys.stdin:
        print(timed(browser, address.strip().format(project)), flush=True)
