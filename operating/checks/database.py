"""Does the database answer, has it the right shape, and is all in it that should be?"""

import shutil
import subprocess
from datetime import UTC, datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

import migrations
from models.base import Instant
from operating.checks import Finding, fails, note, well
from operating.tables import connected, is_missing, one_moment, step_of
from settings import Settings

RESTORE = "Restore the last backup into an empty instance (docs/operating.md)."
SET_CLOCK = "Set the clock, and let the network keep it: timedatectl set-ntp true"
APART = 5  # seconds between two clocks that may still be called one
LAST = text("SELECT max(at) AS last FROM event").columns(last=Instant)
OWN = text("SELECT clock_timestamp()")


def database(here: Settings) -> Finding:
    """Reachable, of this version's shape, whole."""
    if is_missing(here.database):
        return fails("There is no database yet.", "bin/jalon migrate")
    try:
        with one_moment(here.database) as connection:
            return shape(connection) or contents(connection)
    except DBAPIError as problem:
        reason = str(problem.orig).splitlines()[0]
        sqlite = here.database.startswith("sqlite")
        where = "that its file is whole and yours" if sqlite else "that PostgreSQL runs"
        return fails(
            f"The database does not answer: {reason}", f"See {where}, and what DATABASE_URL says."
        )


def shape(connection: Connection) -> Finding | None:
    step, known = step_of(connection), migrations.steps()
    if step == known[-1]:
        return None
    if step is not None and step not in known:
        return fails(
            f"A newer Jalon has left it at step {step}; this one knows {known[-1]}.",
            "Go back to the newer version, or see ‘Rollback’ in docs/operating.md.",
        )
    at = f"at step {step}" if step else "without any step"
    return fails(f"It is {at}, and not yet at {known[-1]}.", "bin/jalon migrate")


def contents(connection: Connection) -> Finding:
    if connection.dialect.name == "sqlite":
        pages = connection.scalars(text("PRAGMA integrity_check")).all()
        if pages != ["ok"]:
            return fails(f"The file is damaged: {pages[0]}", RESTORE)
        if connection.execute(text("PRAGMA foreign_key_check")).first():
            return fails("Rows refer to others that are gone.", RESTORE)
    events = "SELECT count(*), coalesce(max(seq) - min(seq) + 1, 0) FROM event"
    count, wanted = connection.execute(text(events)).one()
    if count != wanted:
        return fails(f"{wanted - count} events are missing.", RESTORE)
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    name, step = names[connection.dialect.name], step_of(connection)
    return well(f"{name} answers, is at step {step}, and has all of its {count:,} events.")


def clock(here: Settings) -> Finding:
    """Ours against the database's, the last event's, and what the system says of it."""
    try:
        if problem := disagreement(here):
            return fails(problem, SET_CLOCK)
    except DBAPIError:
        pass  # told by `database`
    if synchronised() is False:
        return note("Nothing keeps it right.", SET_CLOCK)
    return well(f"It is {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC.")


def disagreement(here: Settings) -> str:
    if is_missing(here.database):
        return ""
    with connected(here.database) as connection:
        last = connection.scalar(LAST)
        now = datetime.now(UTC)
        theirs = connection.scalar(OWN) if connection.dialect.name == "postgresql" else now
    if last is not None and (last - now).total_seconds() > APART:
        return (
            f"It says {now:%Y-%m-%d %H:%M:%S}, but the last event is of {last:%Y-%m-%d %H:%M:%S}."
        )
    apart = abs((theirs - now).total_seconds())
    return f"It and the database’s are {apart:.0f} seconds apart." if apart > APART else ""


def synchronised() -> bool | None:
    """As systemd knows; None where it does not run."""
    program = shutil.which("timedatectl")
    if program is None:
        return None
    asked = [program, "show", "--property=NTPSynchronized", "--value"]
    answer = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False)
    return {"yes": True, "no": False}.get(answer.stdout.strip())
