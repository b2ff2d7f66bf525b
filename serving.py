"""Start the web and the worker together, restart what dies, stop both together."""

import ctypes
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress

import migrations
from operating import logs
from settings import HERE, Settings, SettingsError, is_loopback, load

COMMANDS = {
    "web": [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:create_app()"],
    # Behind the web process, which people wait for, from its first instruction.
    "worker": ["nice", "-n", "10", sys.executable, "worker.py"],
}
STOPPING_SECONDS = 1.8
TOO_SHORT_A_LIFE = 5.0
PR_SET_PDEATHSIG = 1
log = logging.getLogger("jalon.serving")


class Child:
    """A process of ours in a group of its own, so that Ctrl-C reaches it only through us."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            COMMANDS[self.name], cwd=HERE, process_group=0, preexec_fn=end_with_parent
        )

    def revive(self) -> None:
        """Start again after a crash. Raises SystemExit if it could not even start."""
        code = self.process.poll()
        if code is None:
            return
        log.warning("The %s process ended (%s).", self.name, code)
        if code >= 0 and time.monotonic() - self.started < TOO_SHORT_A_LIFE:
            raise SystemExit(code or 1)
        self.start()

    def ask_to_stop(self) -> None:
        with suppress(ProcessLookupError):
            self.process.terminate()

    def end(self, deadline: float) -> None:
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("The %s process did not stop in time.", self.name)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def end_with_parent() -> None:
    """Should the parent be killed outright, its children are told to stop (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--sample"]):
        say("usage: bin/run [--sample]")
        return 2
    try:
        here = load()
    except SettingsError as problem:
        say(str(problem))
        return 2
    logs.set_up(here)
    if reason := obstacle(here):
        say(reason)
        return 2
    migrations.upgrade(here.database)
    if arguments:
        subprocess.run([sys.executable, "cli.py", "sample"], cwd=HERE, check=False)
    return keep_running(here)


def obstacle(here: Settings) -> str | None:
    """What keeps the web process from listening where it is told to, and what to type instead."""
    family = socket.AF_INET6 if ":" in here.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((here.host, here.port))
        except PermissionError:
            reason = f"Port {here.port} is for root alone", "PORT=8000 bin/run"
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                reason = f"Port {here.port} is taken", f"PORT={here.port + 1} bin/run"
            else:
                reason = f"HOST={here.host} is no address of this machine", "HOST=0.0.0.0 bin/run"
        else:
            return None
    return f"{reason[0]}. Type, for example:\n  {reason[1]}"


def is_listening(here: Settings) -> bool:
    """Does the web process take connections? Who clicks the printed address is not refused."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    with (
        suppress(OSError),
        socket.create_connection((everywhere.get(here.host, here.host), here.port), 1),
    ):
        return True
    return False


def keep_running(here: Settings) -> int:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    children = [Child(name) for name in COMMANDS]
    told = False
    try:
        while not stopping.wait(0.5 if told else 0.05):
            for child in children:
                child.revive()
            if not told and is_listening(here):
                told = True
                announce(here)
    finally:
        stop_all(children)
    return 0


def stop_all(children: list[Child]) -> None:
    deadline = time.monotonic() + STOPPING_SECONDS
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.end(deadline)


def announce(here: Settings) -> None:
    if here.log_format == "json":  # gathered and kept: the code is left in its file
        log.info("Jalon serves")
        return
    say(f"Jalon is at {here.base_url} (Ctrl-C stops it).")
    if awaits_first_visit(here):
        say(f"A first visit from another machine needs this code: {here.welcome_code()}")
    if here.smtp is None:
        say(f"No SMTP_HOST is set: letters are kept in {here.instance / 'mail'}.")
    if not is_loopback(here.host) and not here.is_secure:
        say("BASE_URL is not https: passwords would cross the network in clear.")


def awaits_first_visit(here: Settings) -> bool:
    """Does nobody live here yet, or only the sample?"""
    from sqlalchemy import NullPool, create_engine, text  # not before the web process listens

    engine = create_engine(here.database, poolclass=NullPool)
    with engine.connect() as connection:
        return connection.scalar(text("SELECT 1 FROM agency WHERE NOT sample")) is None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
