from datetime import timedelta

from models import Attempt, Session, Token, change, db
from models.base import Clock, now
from models.forgetting import forget_expired


def test_what_expired_long_ago_is_forgotten_and_nothing_else(app, cast):
    with change():
        Session.open(cast.mia, address="127.0.0.1", agent="test")
        Token.issue(cast.mia, "secret")
        db.session.add(Attempt(key="mia"))
    assert forget_expired() == 0
    Clock.at = now() + timedelta(days=400)
    assert forget_expired() == 3
    with change():
        Session.open(cast.mia, address="127.0.0.1", agent="test")
    assert forget_expired() == 0
