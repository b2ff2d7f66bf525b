"""Who takes part in a project, and who is invited."""

from flask import Blueprint, Flask

from fragments.values import WIDTHS

door = Blueprint("people", __name__)


def register(app: Flask) -> None:
    from blueprints.people import (  # noqa: F401  they hang on `door`
        accepting,
        everybody,
        inviting,
        leaving,
        members,
        overriding,
        reaching,
        rights,
        showing,
        teams,
        viewing,
    )

    app.register_blueprint(door)
    app.before_request(viewing.look_only)
    app.jinja_env.globals.update(
        address_seen=showing.address_seen,
        is_looking=viewing.is_looking,
        may_look_as=viewing.may_look_as,
        may_look_as_client=viewing.may_look_as_client,
        shown_of_me=showing.shown_of_me,
        showing={"fields": showing.FIELD_NAMES, "widths": WIDTHS},
    )
