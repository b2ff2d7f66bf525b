"""`bin/run` where everything is in place: to the first page, and to the end with pages open."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, spread_of
from benchmarks.instance import Instance
from settings import HERE

TIMES, OPEN_PAGES = 5, 20


def measure(here: Instance) -> Iterator[Figure]:
    here.stop()
    starts, ends = zip(*(once(here) for _ in range(TIMES)), strict=True)
    here.start()
    yield from spread_of("bin/run", "to the first page", starts, (3000.0, None))
    yield from spread_of("bin/run", f"TERM to the end, {OPEN_PAGES} open", ends, (3000.0, None))


def once(here: Instance) -> tuple[float, float]:
    """Milliseconds to the first page, and from TERM to the end."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [HERE / "bin" / "run"], env={**os.environ, **here.environ}, stderr=here.log
    )
    here.wait_until_it_answers()
    to_first_page = time.perf_counter() - started
    links = [socket.create_connection(("127.0.0.1", here.port)) for _ in range(OPEN_PAGES)]
    for link in links:
        link.sendall(b"GET /sign-in HTTP/1.1\r\n")
    asked = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    process.wait()
    to_the_end = time.perf_counter() - asked
    for link in links:
        link.close()
    return to_first_page * 1000, to_the_end * 1000
