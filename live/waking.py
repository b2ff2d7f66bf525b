"""How the broadcaster hears of commits: its own process's at once, others' soon after."""

import logging
import sqlite3
import threading
from typing import Any

from sqlalchemy import Engine

GLANCE_SECONDS = 0.025
log = logging.getLogger(__name__)


class Bell:
    """Rung by this process's own commits."""

    def __init__(self) -> None:
        self.rung = threading.Event()

    def ring(self) -> None:
        self.rung.set()

    def wait(self) -> None:
        """Until something may have been committed."""
        self.rung.wait()
        self.rung.clear()


class SqliteBell(Bell):
    """Others' commits show in `PRAGMA data_version`, which costs microseconds to read."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self.version = 0

    def wait(self) -> None:
        while not self.rung.wait(GLANCE_SECONDS) and not self._others_wrote():
            pass
        self.rung.clear()
        # Our own commit shows there, too; what comes after this glance wakes us again.
        self._others_wrote()

    def _others_wrote(self) -> bool:
        if self.connection is None:  # made here, for it belongs to this thread
            self.connection = sqlite3.connect(self.path, isolation_level=None)
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        changed, self.version = version != self.version, version
        return changed


class PostgresBell(Bell):
    """Others' commits come as notifications on a connection of their own."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        threading.Thread(target=self._listen, daemon=True, name="live-listen").start()

    def _listen(self) -> None:
        import psycopg  # a tenth of a second that an instance on SQLite need not spend

        pause = threading.Event()
        while True:
            try:
                with psycopg.connect(self.address, autocommit=True) as connection:
                    connection.execute("LISTEN jalon")
                    self.ring()  # for what was committed before we listened
                    for _ in connection.notifies():
                        self.ring()
            except psycopg.Error:
                log.warning("lost the database's notifications, trying again", exc_info=True)
                pause.wait(1)


def bell_for(engine: Engine) -> Bell:
    if engine.dialect.name == "sqlite":
        return SqliteBell(str(engine.url.database))
    plain: Any = engine.url.set(drivername="postgresql")
    return PostgresBell(plain.render_as_string(hide_password=False))
