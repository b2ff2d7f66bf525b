"""A project's plan: when what is done, by whom, and what waits for what."""

from flask import Blueprint, Flask

door = Blueprint("schedule", __name__)


def register(app: Flask) -> None:
    from blueprints.schedule import (  # noqa: F401  each adds its addresses
        cells,
        linking,
        moving,
        printing,
        show,
    )

    app.register_blueprint(door)
