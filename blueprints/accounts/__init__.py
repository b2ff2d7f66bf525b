"""Signing in and out, a forgotten password, one's own profile and sessions."""

from flask import Blueprint, Flask

from blueprints.accounts import reader, wall

door = Blueprint("accounts", __name__)


def register(app: Flask) -> None:
    from blueprints.accounts import gate, profile, resetting  # noqa: F401  they hang on `door`

    reader.register(app)
    app.before_request(wall.ask_who_it_is)
    app.register_blueprint(door)
