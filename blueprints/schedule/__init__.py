"""A project's plan: when what is done, by whom, and what waits for what."""

from flask import Blueprint, Flask

door = Blueprint("schedule", __name__)


def register(app: Flask) -> None:
    from blueprints.schedule import show  # noqa: F401  adds its addresses

    app.register_blueprint(door)
