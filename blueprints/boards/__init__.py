"""A project's board: its columns and the cards one may see."""

from flask import Blueprint, Flask

door = Blueprint("boards", __name__)


def register(app: Flask) -> None:
    from blueprints.boards import archive, columns, show  # noqa: F401  each adds its addresses

    app.register_blueprint(door)
