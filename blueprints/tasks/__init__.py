"""One task: its page or sheet, and a door for each of its verbs."""

from flask import Blueprint, Flask

door = Blueprint("tasks", __name__)


def register(app: Flask) -> None:
    from blueprints.tasks import (  # noqa: F401  each adds its addresses
        checklists,
        comments,
        create,
        edit,
        mentions,
        place,
        readers,
        show,
        sight,
        undo,
    )

    app.register_blueprint(door)
