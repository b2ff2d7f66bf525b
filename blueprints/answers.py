"""How a door answers: a fragment to htmx, a page to a plain form."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, flash, make_response, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

MEGABYTE = 1024 * 1024
DRAINED = 600 * MEGABYTE
# Fields of words; what was chosen from a list is chosen again.
TYPED = ("body", "description", "name", "others", "reason", "text", "title", "url")


class Refused(Exception):
    """What was typed cannot be taken, or not from them: one sentence for one field."""

    def __init__(self, field: str, sentence: str, code: int = 422) -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.code = field, sentence, code


def typed_again(problem: Refused | None) -> dict[str, Any]:
    """For the page of a form that is shown once more: what was wrong, and what was typed."""
    errors = {problem.field: problem.sentence} if problem else {}
    return {"errors": errors, "typed": request.form if problem else {}}


def is_fragment() -> bool:
    """Did htmx ask? Then the answer is a fragment, else a page or a redirection."""
    return "HX-Request" in request.headers


def answer(page: str, fragment: Any, undo: Any = None, said: str = "") -> Response:
    """The fragment to htmx, else back to the page, which says `said`. `undo`: the event that can be
    taken back.

    `fragment` is called only when it is wanted, after the commit.
    """
    way_back = f"/events/{undo.public_id}/undo" if undo is not None else ""
    if not is_fragment():
        if said:
            flash((said, way_back), "done")  # type: ignore[arg-type]
        return redirect(page, 303)  # type: ignore[return-value]
    made = make_response(fragment())
    if way_back:
        made.headers["X-Undo"] = way_back
    return made


def not_modified(mark: str) -> Response:
    """What they have is what they would get."""
    same = Response(status=304)
    same.set_etag(mark)
    return same


def refused(problem: Refused) -> tuple[str, int]:
    """The sentence for the field; what was typed stays in the form, or is shown again."""
    if is_fragment():
        return render_template("layouts/_refused.html", problem=problem), problem.code
    return page_refused(problem.sentence, typed=_typed()), problem.code


def page_refused(sentence: str, title: str = "", typed: Sequence[str] = ()) -> str:
    """Without script: a page of its own, with the way back."""
    return render_template("layouts/refused.html", sentence=sentence, title=title, typed=typed)


def _typed() -> list[str]:
    try:
        fields = request.form.items()
    except RequestEntityTooLarge:  # what was too large to be read cannot be shown again
        return []
    return [value for key, value in fields if key in TYPED]


def drop_the_body() -> None:
    """Read what is still on its way, for a browser shows no answer before it has sent all."""
    left = min(request.content_length or 0, DRAINED)
    body = request.environ["wsgi.input"]
    while left > 0 and (taken := len(body.read(min(left, MEGABYTE)))):
        left -= taken


def register(app: Flask) -> None:
    app.register_error_handler(Refused, refused)
