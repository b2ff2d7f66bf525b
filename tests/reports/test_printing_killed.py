"""A worker killed while it prints a plan: the next prints it whole, and half is nobody’s."""

import os
from datetime import datetime, timedelta
from io import BytesIO

import pikepdf
import pytest

import worker
from models import Printout, change, db, now
from models.claiming import LEASE
from reports.keeping import kept_at
from tests.killed import kill_at

WORKER = """
import worker
from app import create_app
with create_app().app_context():
    worker.print_plans()
"""
# It commits its claim, its start, each page, whose eyes it printed for, and that it is done.
CLAIM, START, PAGE, BOUND, DONE = range(1, 6)


@pytest.fixture
def asked(cast):
    with change():
        cast.brief.date(
            cast.max, start=datetime(2027, 3, 1), finish=datetime(2027, 3, 4), deadline=None
        )
        return Printout.ask(cast.site, by=cast.max, paper="A4", zoom="", language="fr")


def state(asked):
    db.session.rollback()
    return db.session.get_one(Printout, asked.id, populate_existing=True)


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("after_commit", START),
        ("after_commit", PAGE),
        ("before_commit", DONE),
    ],
)
def test_another_worker_prints_what_a_killed_one_left(app, asked, client_for, cast, moment, number):
    browser, address = client_for(cast.max), f"/printouts/{asked.public_id}/pdf"
    here = app.config["SETTINGS"].instance
    environ = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "JALON_INSTANCE": str(here)}
    kill_at(moment, number, WORKER, {**os.environ, **environ})
    assert state(asked).state == "waiting"
    assert browser.get(address).status_code == 404
    assert not worker.print_plans()  # it could still be at work
    with change():
        state(asked).claimed_at = now() - LEASE - timedelta(seconds=1)
    assert worker.print_plans()
    assert state(asked).state == "done"
    with pikepdf.open(BytesIO(browser.get(address).data)) as pdf:
        assert len(pdf.pages) == state(asked).pages == 1
    assert kept_at(asked.public_id, "printouts").exists()
