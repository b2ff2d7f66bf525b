"""For whoever watches from outside: does it live? Says yes or no, and nothing about anybody."""

from flask import Blueprint, Flask, Response
from sqlalchemy.exc import SQLAlchemyError

from blueprints.accounts.wall import public
from models import Agency, db
from operating.pulse import is_alive
from security import settings

door = Blueprint("health", __name__)


@door.get("/health")
@public
def show() -> Response:
    """200 where the database answers and the worker was seen, else 503."""
    well = database_answers() and is_alive(settings().instance)
    answer = Response("ok\n" if well else "not ok\n", 200 if well else 503, mimetype="text/plain")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def database_answers() -> bool:
    try:
        Agency.here()
    except SQLAlchemyError:
        return False
    finally:
        db.session.rollback()
    return True


def register(app: Flask) -> None:
    app.register_blueprint(door)
