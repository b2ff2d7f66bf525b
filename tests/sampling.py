"""The sample agency takes seconds to load: once for each moment, then it is laid down again."""

from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

import sample
from models.base import Base, Clock, db
from sample import Account
from tests.casting import rows_of

AFTERNOON = datetime(2026, 11, 20, 15, tzinfo=UTC)
MADE: dict[tuple[str, datetime], "Sampling"] = {}


def loaded_at(moment: datetime) -> list[Account]:
    """The sample in an empty database, and who can sign in; the clock stays at that moment."""
    db.session.remove()
    Clock.at = moment
    known = str(db.engine.url), moment
    if known in MADE:
        MADE[known].lay_down()
    else:
        MADE[known] = Sampling()
    return MADE[known].accounts


class Sampling:
    """What `sample.load` wrote: rows and files."""

    def __init__(self) -> None:
        before = set(_files())
        self.accounts = sample.load()
        self.rows = rows_of(Base.metadata.sorted_tables)
        self.files = {place: place.read_bytes() for place in _files() if place not in before}

    def lay_down(self) -> None:
        with db.engine.begin() as connection:
            for table, rows in self.rows.items():
                if rows:
                    connection.execute(table.insert(), rows)
        for place, content in self.files.items():
            place.parent.mkdir(mode=0o700, exist_ok=True)
            place.write_bytes(content)


def _files() -> list[Path]:
    here = current_app.config["SETTINGS"]
    return [at for folder in (here.uploads, here.mail) for at in folder.rglob("*") if at.is_file()]
