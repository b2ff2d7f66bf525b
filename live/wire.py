"""One WebSocket on the web server's own connection: read by its thread, written by any."""

import socket
import threading
import time
from collections import deque

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Message,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.utilities import ProtocolError

BEHIND_SECONDS = 5
BACKLOG_BYTES = 1_000_000
MESSAGE_BYTES = 16_000
# Small, so that a client that stopped reading shows within a few pushes and not after 4 MB.
SEND_BUFFER = 128 * 1024


def text_frame(text: str) -> bytes:
    """A whole unmasked text frame. It knows no connection, so one serves a whole room."""
    body = text.encode()
    size = len(body)
    if size < 126:
        return bytes((0x81, size)) + body
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + body
    return b"\x81\x7f" + size.to_bytes(8, "big") + body


class Wire:
    def __init__(self, environ, fell_behind):
        self.sock = _raw_socket(environ)
        self.sock.settimeout(None)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.protocol = WSConnection(ConnectionType.SERVER)
        self.lock = threading.Lock()
        self.backlog: deque[bytes] = deque()
        self.backlog_bytes = 0
        self.behind_since: float | None = None
        self.is_open = False
        self._fell_behind = fell_behind
        self._incoming: deque[str] = deque()
        self._parts = ""
        self._shake_hands(environ)

    def fileno(self) -> int:
        return self.sock.fileno()

    # Writing

    def write(self, frame: bytes) -> None:
        """Send at once if the kernel takes it, else keep it; never waits."""
        with self.lock:
            if not self.is_open:
                return
            if not self.backlog:
                frame = self._push(frame)
            if frame:
                self._keep(frame)

    def flush(self) -> None:
        with self.lock:
            while self.backlog and self.is_open:
                rest = self._push(self.backlog[0])
                self.backlog_bytes -= len(self.backlog[0]) - len(rest)
                if rest:
                    self.backlog[0] = rest
                    return
                self.backlog.popleft()
            self.behind_since = None

    def _push(self, frame: bytes) -> bytes:
        """Give the kernel what it takes and return the rest."""
        try:
            sent = self.sock.send(frame, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return frame
        except OSError:
            self.is_open = False
            return b""
        return frame[sent:] if sent < len(frame) else b""

    def _keep(self, frame: bytes) -> None:
        self.backlog.append(frame)
        self.backlog_bytes += len(frame)
        if self.behind_since is None:
            self.behind_since = time.monotonic()
            self._fell_behind(self)
        if self.backlog_bytes > BACKLOG_BYTES:
            self._cut()

    def is_too_far_behind(self) -> bool:
        since = self.behind_since
        return since is not None and time.monotonic() - since > BEHIND_SECONDS

    # Ending

    def cut(self) -> None:
        with self.lock:
            self._cut()

    def _cut(self) -> None:
        """End it without a word; the reading thread wakes and leaves."""
        self.is_open = False
        self.backlog.clear()
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def close(self) -> None:
        """Say goodbye, as far as that is possible without waiting."""
        with self.lock:
            if self.is_open and not self.backlog:
                self._push(b"\x88\x02\x03\xe8")
            self._cut()

    # Reading

    def read(self) -> str | None:
        """The next message; None when the other side has gone."""
        while not self._incoming and self.is_open:
            try:
                received = self.sock.recv(4096)
                self.protocol.receive_data(received or None)
                self._take_in()
            except (OSError, ProtocolError, ValueError):
                self.cut()
        return self._incoming.popleft() if self._incoming else None

    def _take_in(self) -> None:
        for event in self.protocol.events():
            if isinstance(event, Ping):
                self.write(self.protocol.send(event.response()))
            elif isinstance(event, CloseConnection):
                self.close()
            elif isinstance(event, Message):
                self._gather(event)

    def _gather(self, event: Message) -> None:
        self._parts += event.data if isinstance(event, TextMessage) else ""
        if len(self._parts) > MESSAGE_BYTES:
            raise ValueError("message too long")
        if event.message_finished:
            self._incoming.append(self._parts)
            self._parts = ""

    def _shake_hands(self, environ) -> None:
        self.protocol.receive_data(_request_bytes(environ))
        for event in self.protocol.events():
            if isinstance(event, Request):
                # No compression is agreed: a compressed frame would belong to one connection.
                self.sock.sendall(self.protocol.send(AcceptConnection()))
                self.is_open = True
            elif isinstance(event, RejectConnection):
                raise ProtocolError("not a WebSocket request")


def _raw_socket(environ) -> socket.socket:
    sock = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if sock is None:
        raise RuntimeError("live needs gunicorn's threads or werkzeug's server")
    return sock


def _request_bytes(environ) -> bytes:
    lines = ["GET / HTTP/1.1"]
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            lines.append(f"{key[5:].replace('_', '-')}: {value}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
