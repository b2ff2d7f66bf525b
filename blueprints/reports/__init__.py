"""Status reports: drafted, worded, frozen, sent, and what became of each letter."""

from flask import Blueprint, Flask

door = Blueprint("reports", __name__)


def register(app: Flask) -> None:
    from blueprints.reports import (  # noqa: F401  on `door`
        acknowledging,
        freezing,
        passing,
        reading,
        readings,
        refreshing,
        refusals,
        schedules,
        sending,
        writing,
    )
    from models.status_report import NotNow

    app.register_blueprint(door)
    app.register_error_handler(NotNow, reading.not_now)
    app.register_error_handler(readings.Closed, readings.closed)
