"""A throw-away instance of the app, served just as `bin/run` serves it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from serving import COMMANDS
from settings import HERE

TICKS = os.sysconf("SC_CLK_TCK")


class Instance:
    """A folder, a free port and the two processes; `with` starts the web and ends both."""

    def __init__(self, *boards: int, **environ: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="jalon-bench-"))
        self.port = free_port()
        self.environ = {**os.environ, "JALON_INSTANCE": str(self.folder), "PORT": str(self.port)}
        self.environ.update(environ)
        self.running: dict[str, subprocess.Popen] = {}
        self.log = open(self.folder / "log", "ab")  # noqa: SIM115  closed in `end`
        asked = [part for cards in boards for part in ("--board", str(cards))]
        told = json.loads(self.said("cli.py", "sample", "--json", *asked))
        self.emails = {one["role"]: one["email"] for one in reversed(told["accounts"])}
        self.accounts = [one["email"] for one in told["accounts"]]
        self.boards = {one["cards"]: one["project"] for one in told["boards"]}

    def said(self, *command: str) -> str:
        """What a Python program prints when run on this instance."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=HERE,
            env=self.environ,
            check=True,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        ).stdout

    @contextmanager
    def asked(self, *command: str) -> Iterator[Callable[[str], float]]:
        """A Python program run on this instance that answers each line it is sent by a number."""
        with subprocess.Popen(
            [sys.executable, *command],
            cwd=HERE,
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            bufsize=1,
        ) as program:
            assert program.stdin and program.stdout
            to, answers = program.stdin, program.stdout

            def answer(line: str) -> float:
                to.write(f"{line}\n")
                return float(answers.readline())

            yield answer

    def open_sessions(self, wanted: dict[str, int]) -> dict[str, Any]:
        return json.loads(self.said("-m", "benchmarks.stage", json.dumps(wanted)))

    def start(self, name: str = "web") -> None:
        self.running[name] = subprocess.Popen(
            COMMANDS[name], cwd=HERE, env=self.environ, stderr=self.log, process_group=0
        )
        if name == "web":
            self.wait_until_it_answers()

    def wait_until_it_answers(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as link:
                    link.settimeout(seconds)
                    link.sendall(
                        b"HEAD /sign-in HTTP/1.0\r\nHost: 127.0.0.1:%d\r\n\r\n" % self.port
                    )
                    if link.recv(12).startswith(b"HTTP/1."):
                        return
            except OSError:
                time.sleep(0.02)
        said = (self.folder / "log").read_text()[-2000:]
        raise TimeoutError(f"the web process does not answer; it said:\n{said}")

    def stop(self, name: str = "web", by: signal.Signals = signal.SIGTERM) -> None:
        process = self.running.pop(name, None)
        if process is None:
            return
        os.killpg(process.pid, by)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def processor_ms(self, name: str = "web") -> float:
        """Processor time used so far by a process and its children, in milliseconds."""
        group = self.running[name].pid
        return sum(used for pid, used in _processes() if _group(pid) == group)

    def __enter__(self) -> "Instance":
        self.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.end()

    def end(self) -> None:
        for name in list(self.running):
            self.stop(name)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _processes() -> list[tuple[int, float]]:
    """Every process here with its user and system time, in milliseconds."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found.append((int(entry.name), (int(fields[11]) + int(fields[12])) * 1000 / TICKS))
    return found
