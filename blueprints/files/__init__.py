"""Files of tasks: taken in, sent by sight, and all of a project on one page."""

from flask import Blueprint, Flask

door = Blueprint("files", __name__)


def register(app: Flask) -> None:
    from blueprints.files import (  # noqa: F401  each adds its addresses
        changing,
        sending,
        show,
        taking,
    )

    app.register_blueprint(door)
