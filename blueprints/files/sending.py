"""A file leaves, to be kept and never opened here: in blocks, each by the right of its moment."""

import errno
import logging
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Response, abort, current_app, request

from blueprints import found, seen_by
from blueprints.accounts.reader import COOKIE
from blueprints.files import door
from files.keeping import picture_of, place_of
from files.media import UNKNOWN
from models import File, Session

BLOCK = 256 * 1024
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
log = logging.getLogger(__name__)


@door.get("/files/<public_id>/<name>")
def send(public_id: str, name: str) -> Response:
    """The name in the address is for people; the one that counts is the file's own."""
    file = found(File, public_id)
    answer = sent(file, place_of(file.key), file.digest, file.media_type)
    answer.headers.set("Content-Disposition", "attachment", **in_headers(file.name))
    return answer


def in_headers(name: str) -> dict[str, str]:
    """A name in the letters of headers, and as it is (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": plain or "file", "filename*": f"UTF-8''{quote(name, safe='')}"}


@door.get("/previews/<public_id>")
def preview(public_id: str) -> Response:
    """The small picture that we drew of it: the one thing of a file that is shown in pages."""
    file = found(File, public_id)
    if file.picture != "done":
        abort(404)
    return sent(file, picture_of(file.key), f"{file.digest}.small", "image/webp")


def sent(file: File, place: Path, mark: str, media_type: str) -> Response:
    """Bytes of a file to whoever may see it, as long as they may."""
    if not place.is_file():
        log.error("The bytes of file %s are gone", file.public_id)
        abort(404)
    answer = Response(
        Blocks(place, still_seen(file)),
        mimetype=media_type or UNKNOWN,
        direct_passthrough=True,
    )
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["X-Accel-Buffering"] = "no"  # else a proxy asks for all of it at once
    answer.set_etag(mark)
    size = place.stat().st_size
    answer.content_length = size
    answer.make_conditional(request, accept_ranges=True, complete_length=size)
    return answer


def still_seen(file: File) -> Callable[[], bool]:
    """Whether who asks is still signed in and still sees the file, asked anew each time."""
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]
    secret, public_id = request.cookies.get(COOKIE, ""), file.public_id

    def asked() -> bool:
        with app.app_context():
            opened = Session.with_secret(secret)
            return opened is not None and seen_by(opened.viewer, File, public_id) is not None

    return asked


class Blocks:
    """The bytes of a file, a block at a time; before each one the right to it is asked again."""

    def __init__(self, place: Path, may: Callable[[], bool]) -> None:
        self.file, self.may = place.open("rb"), may

    def __iter__(self) -> "Blocks":
        return self

    def __next__(self) -> bytes:
        if not self.may():
            # Ended without the rest: a browser then says that the download failed.
            raise ConnectionResetError(errno.ECONNRESET, "no longer theirs to see")
        block = self.file.read(BLOCK)
        if not block:
            raise StopIteration
        return block

    def seekable(self) -> bool:
        return True

    def seek(self, place: int) -> int:
        return self.file.seek(place)

    def tell(self) -> int:
        return self.file.tell()

    def close(self) -> None:
        self.file.close()
