"""Each request bears a mark and tells how it went. Apart from `logs`, for it needs all of Flask."""

import logging
import time
from secrets import token_hex
from typing import Any

from flask import Flask, Response, g, request

from operating.logs import mark, request_mark
from settings import Settings

requests = logging.getLogger("jalon.requests")


def register(app: Flask, known: Settings) -> None:
    """Mark every request, before anything else looks at it; tell of each if a machine gathers."""
    app.log_exception = tell_failure  # type: ignore[method-assign,assignment]
    app.before_request(begin)
    app.after_request(show_mark)
    app.teardown_request(end)
    if known.log_format == "json":
        app.after_request(tell)


def begin() -> None:
    request_mark.set(token_hex(4).upper())
    g.began = time.perf_counter()


def end(_problem: BaseException | None) -> None:
    request_mark.set("")  # the thread goes on to something else


def show_mark(answer: Response) -> Response:
    answer.headers["X-Request-Id"] = mark()
    return answer


def door() -> str:
    """Its pattern, and never the address, which may hold the secret of a letter."""
    return request.url_rule.rule if request.url_rule else "-"


def tell_failure(problem: Any) -> None:
    """In the place of Flask, which would tell the address."""
    requests.error("%s %s failed", request.method, door(), exc_info=problem)


def tell(answer: Response) -> Response:
    """One line for each request that was answered."""
    told: dict[str, Any] = {
        "method": request.method,
        "door": door(),
        "status": answer.status_code,
        "ms": round((time.perf_counter() - g.began) * 1000, 1),
    }
    requests.info("%s %s", request.method, door(), extra={"told": told})
    return answer
