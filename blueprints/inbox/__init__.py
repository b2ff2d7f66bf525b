"""What concerns me: the page of it, and the letters that bring it."""

from flask import Blueprint, Flask

door = Blueprint("inbox", __name__)


def register(app: Flask) -> None:
    from blueprints.inbox import letters, show  # noqa: F401  they hang on `door`

    app.register_blueprint(door)
