"""Who takes part in a project, and who is invited."""

from flask import Blueprint, Flask

door = Blueprint("people", __name__)


def register(app: Flask) -> None:
    from blueprints.people import accepting, everybody, inviting, members, rights, teams  # noqa: F401  they hang on `door`

    app.register_blueprint(door)
