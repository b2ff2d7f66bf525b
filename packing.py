"""Pages leave packed. Level 4 takes a tenth more off than level 1 for a millisecond."""

import gzip

from flask import Flask, Response, request

LEVEL, WORTH_IT = 4, 1000


def pack(answer: Response) -> Response:
    answer.vary.add("Accept-Encoding")
    if (
        answer.direct_passthrough
        or answer.is_streamed
        or not (answer.mimetype or "").startswith("text/")
        or "Content-Encoding" in answer.headers
        or "gzip" not in request.accept_encodings
    ):
        return answer
    body = answer.get_data()
    if len(body) >= WORTH_IT:
        answer.set_data(gzip.compress(body, LEVEL, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def register(app: Flask) -> None:
    app.after_request(pack)
