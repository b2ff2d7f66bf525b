"""Tidying up beside somebody who writes for long: it gives way, and comes again."""

import sqlite3
from contextlib import closing
from datetime import timedelta

from sqlalchemy import select, text

import worker
from models.base import Clock, change, db, now
from models.token import Token


def test_tidying_gives_way_to_who_writes_for_long_and_comes_again(cast, app, caplog):
    """While the sample was written the log said that the step tidy had failed."""
    with change():
        Token.issue(cast.mia, "secret")
    Clock.at = now() + timedelta(days=30)
    db.session.execute(text("PRAGMA busy_timeout=0"))
    db.session.remove()
    tidying = worker.Tidying()
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert not worker.look(app, [tidying.tidy])
        other.execute("ROLLBACK")
    assert caplog.records == []
    assert db.session.scalar(select(Token.id))
    Clock.at = now() + tidying.every
    while worker.look(app, [tidying.tidy]):
        pass
    db.session.rollback()
    assert db.session.scalar(select(Token.id)) is None
