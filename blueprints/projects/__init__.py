"""Home, projects and their clients, the agency's settings."""

from flask import Blueprint, Flask

from blueprints.asked import hues
from blueprints.projects import shell

door = Blueprint("projects", __name__)


def register(app: Flask) -> None:
    from blueprints.projects import (  # noqa: F401  they hang on `door`
        closings,
        editing,
        home,
        marks,
        settings,
    )

    app.jinja_env.globals.update(shell_of_page=shell.shell_of_page, hues=hues)
    app.register_blueprint(door)
