"""What cannot be taken: said beside its field, in the page it was typed in, which keeps it."""

from typing import Any

from flask import request

from blueprints import answers
from blueprints.answers import Refused
from blueprints.reports import door, passing, reading

PAGES: dict[str, Any] = {
    "reports.send": reading.show,
    "reports.release": reading.show,
    "reports.let_pass": passing.findings,
    "reports.plan": reading.index,
}


@door.errorhandler(Refused)
def beside(problem: Refused) -> tuple[str, int]:
    page = PAGES.get(request.endpoint or "")
    if page is None or answers.is_fragment():
        return answers.refused(problem)
    return page(**request.view_args or {}, problem=problem), 422
