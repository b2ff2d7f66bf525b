"""`bin/jalon backup FILE`, `restore FILE`, `check`: for whoever looks after the installation."""

from pathlib import Path

import click

import settings
from operating.archive import Manifest, Refused

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@FILE
def backup(file: Path) -> None:
    """Write the whole instance, database and files, into one new FILE, while it serves."""
    from operating.backup import back_up

    try:
        manifest = back_up(settings.load(), file)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"{file}: {file.stat().st_size // 1000 + 1:,} kB, {told(manifest)}.")


@click.command()
@FILE
def restore(file: Path) -> None:
    """Fill this empty instance with what the backup FILE holds.

    On SQLite or PostgreSQL, whichever it was made on. Letters that were waiting to leave
    become uncertain, for they may have left since: a person decides, on the page of letters.
    """
    from operating.restore import restore as fill

    try:
        manifest = fill(settings.load(), file)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"Restored: {told(manifest)}, as of {manifest.made_at}.")


def told(manifest: Manifest) -> str:
    return f"{sum(manifest.rows.values()):,} rows, events up to number {manifest.last_event}"
