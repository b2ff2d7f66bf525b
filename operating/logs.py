"""What the processes say: lines for a person, or one line of JSON each (`LOG_FORMAT=json`).

No line names a person. Addresses of letters and machines and whatever looks like a secret are
masked; of an exception of the database, whose message may quote a row, only its kind is told.
"""

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import format_tb

from settings import Settings

TALKATIVE = ("alembic", "fontTools", "weasyprint")
# Addresses of letters; of machines, in both forms; runs as long as our secrets are.
PRIVATE = re.compile(
    r"[\w.+-]+@[\w.-]+"
    r"|\b(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|\b(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}\b"
    r"|(?<![\w:])(?!::1?(?![\w:]))[0-9a-fA-F:]*::[0-9a-fA-F:]*(?!\w)"
    r"|(?=[\w-]*[0-9A-Z])[\w-]{32,}"
)

request_mark: ContextVar[str] = ContextVar("request_mark", default="")


def mark() -> str:
    """What this request is known by, in its answer, on the page of an error and in the log."""
    return request_mark.get()


def set_up(known: Settings) -> None:
    """From here on this process says everything on its standard error, in the form asked for."""
    to_stderr = logging.StreamHandler(sys.stderr)
    to_stderr.setFormatter(Lines() if known.log_format == "lines" else Json())
    logging.basicConfig(level=logging.INFO, handlers=[to_stderr], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class Lines(logging.Formatter):
    """For a terminal: news as they are, and before anything graver its level and its place."""

    def format(self, record: logging.LogRecord) -> str:
        words = masked(record.getMessage())
        if record.levelno > logging.INFO:
            words = f"{' '.join(filter(None, [record.levelname, record.name, mark()]))}: {words}"
        return "\n".join(filter(None, [words, trace(record)]))


class Json(logging.Formatter):
    """For a machine that gathers: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
            "request": mark(),
            **getattr(record, "told", {}),
            "trace": trace(record),
        }
        return json.dumps({key: value for key, value in line.items() if value != ""})


def masked(words: str) -> str:
    return PRIVATE.sub("…", words)


def trace(record: logging.LogRecord) -> str:
    """Where it happened, the cause first."""
    problem = record.exc_info[1] if record.exc_info else None
    chain: list[BaseException] = []
    while problem is not None and problem not in chain:
        chain.insert(0, problem)
        problem = problem.__cause__ or (
            None if problem.__suppress_context__ else problem.__context__
        )
    return masked("\n".join("".join(format_tb(one.__traceback__)) + named(one) for one in chain))


def named(problem: BaseException) -> str:
    """Its kind and its words; but a server's refusal of a row quotes the row."""
    kind = type(problem).__qualname__
    package = type(problem).__module__.partition(".")[0]
    refusal: str | None = getattr(problem, "sqlstate", None)
    if package == "sqlalchemy" or (package == "psycopg" and refusal):
        return f"{kind} {refusal or ''}".strip()
    return f"{kind}: {problem}"
