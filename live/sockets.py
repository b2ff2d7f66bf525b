"""Engine.IO's socket, made fast: the broadcaster's own thread writes the frame.

The stock one puts each packet on a queue and wakes one writer thread a socket. Here a socket costs
one thread, the request's own, which reads; writing never waits; one *keeper* thread a process sends
pings, writes to those who fell behind and cuts those who stay behind.
"""

import logging
import select
import threading
import time

import engineio.socket
from engineio import packet

from live.wire import Wire, text_frame

log = logging.getLogger(__name__)


class LiveSocket(engineio.socket.Socket):
    """Writes to its wire from any thread."""

    limit = 560

    def __init__(self, server, sid):
        super().__init__(server, sid)
        self.wire: Wire | None = None
        self.ping_due: float | None = None

    def send(self, pkt):
        self.write(text_frame(pkt.encode()))

    def write(self, frame: bytes) -> None:
        if self.wire is None:
            self.queue.put(frame)
        else:
            self.wire.write(frame)

    def schedule_ping(self):
        self.last_ping = None
        self.ping_due = time.monotonic() + self.server.ping_interval

    def is_silent(self) -> bool:
        """Has it left a ping without an answer for too long?"""
        asked = self.last_ping
        return bool(asked and time.time() - asked > self.server.ping_timeout)

    def handle_get_request(self, environ, start_response):
        if len(self.server.sockets) > self.limit:
            log.warning("%d pages are open: set a larger THREADS to let more listen", self.limit)
            self.close(wait=False, abort=True)
            start_response("503 Service Unavailable", [("Retry-After", "30")])
            return [b""]
        self._talk(Wire(environ, keeper.fell_behind))
        if "gunicorn.socket" in environ:
            raise StopIteration
        raise ConnectionError

    def _talk(self, wire: Wire) -> None:
        self.wire = wire
        self.connected = self.upgraded = True
        while not self.queue.empty():
            wire.write(self.queue.get())
        keeper.keep(self)
        try:
            while (text := wire.read()) is not None:
                self.receive(packet.Packet(encoded_packet=text))
        except (engineio.exceptions.EngineIOError, ValueError):
            pass
        finally:
            self.close(abort=True, reason=self.server.reason.TRANSPORT_CLOSE)
            self.server.sockets.pop(self.sid, None)

    def close(self, wait=True, abort=False, reason=None):
        super().close(wait=False, abort=abort, reason=reason)
        keeper.forget(self)
        if self.wire:
            self.wire.close()


class Keeper:
    """Looks after all sockets of the process from one thread."""

    def __init__(self):
        self.sockets: set[LiveSocket] = set()
        self.behind: set[Wire] = set()
        self.lock = threading.Lock()
        self.woken = threading.Event()
        self.thread: threading.Thread | None = None

    def keep(self, sock: LiveSocket) -> None:
        with self.lock:
            self.sockets.add(sock)
            if self.thread is None:
                self.thread = threading.Thread(target=self._look_after, daemon=True, name="keeper")
                self.thread.start()

    def forget(self, sock: LiveSocket) -> None:
        with self.lock:
            self.sockets.discard(sock)

    def fell_behind(self, wire: Wire) -> None:
        self.behind.add(wire)
        self.woken.set()

    def _look_after(self) -> None:
        next_round = 0.0
        while True:
            if not self.behind:
                self.woken.wait(1)
                self.woken.clear()
            self._write_to_those_behind()
            if time.monotonic() >= next_round:
                next_round = time.monotonic() + 1
                self._ping()

    def _write_to_those_behind(self) -> None:
        for wire in list(self.behind):
            if not wire.is_open or wire.behind_since is None:
                self.behind.discard(wire)
            elif wire.is_too_far_behind():
                wire.cut()
        waiting = {wire.fileno(): wire for wire in self.behind if wire.fileno() >= 0}
        poll = select.poll()
        for number in waiting:
            poll.register(number, select.POLLOUT)
        for number, _ in poll.poll(100) if waiting else ():
            waiting[number].flush()

    def _ping(self) -> None:
        now = time.monotonic()
        with self.lock:
            sockets = list(self.sockets)
        due = [sock for sock in sockets if sock.ping_due and sock.ping_due <= now]
        for sock in sockets:
            if sock.is_silent() and sock.wire:
                sock.wire.cut()
        for sock in due:
            sock.ping_due, sock.last_ping = None, time.time()
            sock.send(packet.Packet(packet.PING))


keeper = Keeper()
# Engine.IO has no seam for its socket class. tests/live/test_sockets.py pins what we rely on.
engineio.socket.Socket = LiveSocket
