"""Run inside an instance: what its pages take of the processor with the law of sight, and without.

python -m benchmarks.lawless without camille@…        milliseconds by page, as JSON

Without it everything is shown to everybody, in this process alone: what a page then takes is what
it would take if nobody had to be asked.
"""

import json
import statistics
import sys
import time
from typing import Any

from sqlalchemy import select, true

import models.sight
from app import create_app
from models import Membership, Project, Session, User, change, db

TIMES = 30
PAGES = {
    "board": "/projects/{}/board",
    "plan": "/projects/{}/plan",
    "files": "/projects/{}/files",
    "home": "/",
    "search": "/search?q=maquette",
}


def show_everything() -> None:
    law: Any = models.sight
    law._shown_to = lambda _task, _kind, _person: true()
    law.is_personal = lambda _kind, _project, _person: False


def timed(browser: Any, address: str) -> float:
    taken = []
    for number in range(TIMES + 3):
        started = time.process_time()
        answer = browser.get(address, base_url=browser.application.config["SETTINGS"].base_url)
        assert answer.status_code == 200, (address, answer.status_code)
        if number >= 3:
            taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


def pages_of(email: str) -> dict[str, float]:
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
    return {page: timed(browser, address.format(project)) for page, address in PAGES.items()}


if __name__ == "__main__":
    if sys.argv[1] == "without":
        show_everything()
    print(json.dumps(pages_of(sys.argv[2])))
