"""`bin/jalon backup FILE`, `restore FILE`, `check`: for whoever looks after the installation."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

import settings
from operating.archive import Manifest, Refused
from operating.checks import Finding, findings

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@FILE
def backup(file: Path) -> None:
    """Write the whole instance, database and files, into one new FILE, while it serves."""
    from operating.backup import back_up

    with in_a_sentence():
        manifest = back_up(settings.load(), file)
    click.echo(f"{file}: {file.stat().st_size // 1000 + 1:,} kB, {told(manifest)}.")


@click.command()
@FILE
def restore(file: Path) -> None:
    """Fill this empty instance with what the backup FILE holds.

    On SQLite or PostgreSQL, whichever it was made on. Letters that were waiting to leave
    become uncertain, for they may have left since: a person decides, under “Mail that left”.
    """
    from operating.restore import restore as fill

    with in_a_sentence():
        manifest = fill(settings.load(), file)
    click.echo(f"Restored: {told(manifest)}, as of {manifest.made_at}.")


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """What is in the way, as whoever typed the command can use it."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except DBAPIError as problem:
        reason = str(problem.orig).splitlines()[0]
        raise click.ClickException(f"The database does not answer: {reason}") from None
    except OSError as problem:
        raise click.ClickException(str(problem)) from None


def told(manifest: Manifest) -> str:
    return f"{sum(manifest.rows.values()):,} rows, events up to number {manifest.last_event}"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(as_json: bool) -> None:
    """Ask whether all is well here; each line that is not `ok` ends with what mends it.

    Nothing is changed and nothing is sent. Ends with 1 if something fails.
    """
    found = findings()
    if as_json:
        told = [{"what": name, **asdict(finding)} for name, finding in found.items()]
        click.echo(json.dumps({"well": is_well(found), "findings": told}, indent=1))
    else:
        click.echo("\n".join(line(name, finding) for name, finding in found.items()))
    sys.exit(0 if is_well(found) else 1)


def is_well(found: Mapping[str, Finding]) -> bool:
    return all(finding.state != "fails" for finding in found.values())


def line(name: str, finding: Finding) -> str:
    mend = f"  → {finding.mend}" if finding.mend else ""
    return f"{finding.state:<6}{name:<10}{finding.says}{mend}"
