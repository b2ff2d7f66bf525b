"""`bin/run` as people meet it: two processes that start, live and stop together."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

import migrations
import settings
from benchmarks.instance import free_port
from models import Agency, User, change
from settings import HERE
from tests.operating.conftest import inside


class Served:
    """serving.py on a folder and a port of its own; what it says is kept in a file."""

    def __init__(self, folder, **environ):
        self.port, self.log = free_port(), folder / "log"
        kept = {"JALON_INSTANCE": str(folder / "instance"), "PORT": str(self.port)}
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "serving.py"],
                cwd=HERE,
                env={**os.environ, **kept, **environ},
                stderr=log,
                start_new_session=True,
            )

    def said(self):
        return self.log.read_text()

    def children(self):
        """Their numbers by name, the latest of each."""
        found = {}
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in path.read_text().split():
            with suppress(FileNotFoundError):
                command = Path(f"/proc/{pid}/cmdline").read_text()
                found["worker" if "worker.py" in command else "web"] = int(pid)
        return found

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as link:
                link.settimeout(20)
                link.sendall(b"GET /sign-in HTTP/1.0\r\nHost: 127.0.0.1:%d\r\n\r\n" % self.port)
                return link.recv(12).startswith(b"HTTP/1.")
        except OSError:
            return False


@pytest.fixture
def serve(tmp_path):
    started = []

    def start(**environ):
        started.append(Served(tmp_path, **environ))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.process.kill()


def wait_until(is_so, seconds=60):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_both_stop_within_three_seconds_though_a_page_stays_open(serve, number):
    served = serve()
    wait_until(served.answers)
    wait_until(lambda: len(served.children()) == 2)
    children = served.children()
    with socket.create_connection(("127.0.0.1", served.port)) as link:
        link.sendall(b"GET /sign-in HTTP/1.1\r\n")
        started = time.monotonic()
        served.process.send_signal(number)
        assert served.process.wait(10) == 0
        assert time.monotonic() - started < 3
    for pid in children.values():
        assert not os.path.exists(f"/proc/{pid}")


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_process_that_was_killed_comes_back(serve, name):
    served = serve()
    wait_until(served.answers)
    wait_until(lambda: name in served.children())
    killed = served.children()[name]
    os.killpg(killed, signal.SIGKILL)
    wait_until(lambda: served.children().get(name, killed) != killed)
    wait_until(served.answers)


def test_it_says_where_it_is_and_what_a_visitor_needs(serve):
    served = serve()
    wait_until(lambda: "needs this code:" in served.said())
    assert f"http://127.0.0.1:{served.port}" in served.said()
    assert served.answers(), "whoever follows the printed address at once is not refused"


def test_where_an_agency_lives_nobody_is_told_the_code_of_a_first_visit(serve, tmp_path):
    here = settings.load({"JALON_INSTANCE": str(tmp_path / "instance")})
    migrations.upgrade(here.database)
    with inside(here), change():
        owner = User.create("Olga", "olga@fil.example", "owner", password_hash="-")
        Agency.create("Fil", "fr", "FR", by=owner)
    served = serve()
    wait_until(lambda: "letters are kept in" in served.said())
    assert "needs this code" not in served.said()


def test_the_worker_stands_ten_steps_behind_the_web_process(serve):
    served = serve()
    wait_until(lambda: len(served.children()) == 2)

    def manners(name):
        return os.getpriority(os.PRIO_PROCESS, served.children()[name])

    wait_until(lambda: manners("worker") - manners("web") == 10)


def test_a_public_host_without_an_address_stops_with_the_line_to_type(serve):
    served = serve(HOST="0.0.0.0")
    assert served.process.wait(20) == 2
    assert "BASE_URL=https://" in served.said()
    assert "Traceback" not in served.said()


def test_a_taken_port_is_said_in_a_sentence(serve):
    with socket.create_server(("127.0.0.1", 0)) as other:
        served = serve(PORT=str(other.getsockname()[1]))
        assert served.process.wait(20) == 2
    assert "is taken" in served.said()


def test_a_host_that_is_not_here_is_not_said_to_be_a_taken_port(serve):
    served = serve(HOST="nowhere.invalid", BASE_URL="https://jalon.example.org")
    assert served.process.wait(20) == 2
    assert "HOST=nowhere.invalid is no address of this machine" in served.said()
