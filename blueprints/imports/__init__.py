"""Imports: a file comes in, is previewed, written, accounted for, and may be undone."""

from flask import Blueprint, Flask

door = Blueprint("imports", __name__)


def register(app: Flask) -> None:
    from blueprints.imports import choosing, show, undoing, uploading  # noqa: F401

    app.register_blueprint(door)
