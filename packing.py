"""Pages leave packed. A piece that many pages share is packed once and put in as it is.

A gzip body is a row of deflate blocks. Each part here begins without memory of what came
before and ends on a whole byte, so parts may follow one another (RFC 1951, RFC 1952).
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from secrets import token_hex

from flask import Flask, Response, request
from markupsafe import Markup

LEVEL, WORTH_IT = 6, 1000
HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
HERE = Markup(f"<!--{token_hex(16)}-->")  # where a template wants its next piece


@dataclass(slots=True, frozen=True)
class Piece:
    """A part of many pages, as it is and as deflate blocks."""

    raw: bytes
    packed: bytes

    @classmethod
    def of(cls, html: str) -> "Piece":
        raw = html.encode()
        return cls(raw, _deflated(raw, zlib.Z_SYNC_FLUSH))

    @property
    def size(self) -> int:
        return len(self.raw) + len(self.packed)


class Pieced(Response):
    """A page with pieces where its template said `HERE`, put together as it leaves."""

    def __init__(self, html: str, pieces: Sequence[Piece]) -> None:
        super().__init__()
        own = html.split(HERE)
        if len(own) != len(pieces) + 1:
            raise ValueError("a page has as many places as pieces")
        self.own, self.pieces = [part.encode() for part in own], pieces

    def joined(self) -> bytes:
        return b"".join(self._raw())

    def gzipped(self) -> bytes:
        return b"".join([HEAD, *self._blocks(), _foot(self._raw())])

    def _raw(self) -> Iterator[bytes]:
        for part, piece in zip(self.own, self.pieces, strict=False):
            yield part
            yield piece.raw
        yield self.own[-1]

    def _blocks(self) -> Iterator[bytes]:
        for part, piece in zip(self.own, self.pieces, strict=False):
            yield _deflated(part, zlib.Z_SYNC_FLUSH)
            yield piece.packed
        yield _deflated(self.own[-1], zlib.Z_FINISH)


def _deflated(part: bytes, flush: int) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(flush)


def _foot(parts: Iterator[bytes]) -> bytes:
    check = length = 0
    for part in parts:
        check, length = zlib.crc32(part, check), length + len(part)
    return struct.pack("<LL", check, length & 0xFFFFFFFF)


def pack(answer: Response) -> Response:
    answer.vary.add("Accept-Encoding")
    wanted = "gzip" in request.accept_encodings
    if isinstance(answer, Pieced):
        answer.set_data(answer.gzipped() if wanted else answer.joined())
    elif wanted and _is_worth_it(answer):
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        answer.set_data(packer.compress(answer.get_data()) + packer.flush())
    else:
        return answer
    if wanted:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _is_worth_it(answer: Response) -> bool:
    return (
        not answer.direct_passthrough
        and not answer.is_streamed
        and (answer.mimetype or "").startswith("text/")
        and "Content-Encoding" not in answer.headers
        and len(answer.get_data()) >= WORTH_IT
    )


def register(app: Flask) -> None:
    app.jinja_env.globals["piece_here"] = HERE
    app.after_request(pack)
