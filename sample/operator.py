"""`bin/jalon sample`: load the sample agency, or make boards for the benchmarks."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict

import click

from sample.accounts import Account
from sample.boards import Board


@click.command(name="sample")
@click.option(
    "--board",
    "boards",
    multiple=True,
    type=click.IntRange(1, 20000),
    metavar="N",
    help="A board of N cards for the benchmarks; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print accounts and boards as JSON.")
def command(boards: tuple[int, ...], as_json: bool) -> None:
    """Fill this empty instance with a sample agency, and print who can sign in."""
    import sample
    from app import create_app
    from models.agency import AlreadyHere
    from models.base import count_anew

    app = create_app()
    root = app.config["SETTINGS"].base_url
    with app.app_context():
        try:
            made = [sample.board(cards) for cards in boards]
            accounts = made[-1].accounts if made else sample.load()
            count_anew()
        except AlreadyHere:
            click.echo(refusal(root), err=True)
            sys.exit(1)
    if as_json:
        click.echo(as_text(accounts, made, root))
    else:
        click.echo(
            "\n".join([*table(accounts), *(f"{b.cards} cards: {root}{b.path}" for b in made)])
        )


def refusal(root: str) -> str:
    """Why nothing was written, and how to go on."""
    from models import Agency

    agency = Agency.here()
    if agency is not None and agency.sample:
        return f"The sample agency is here already: enter it from {root}/welcome"
    return "An agency lives here already: nothing was written."


def as_text(accounts: Iterable[Account], boards: Iterable[Board], root: str) -> str:
    """What the benchmarks read: accounts, and each board with its address."""
    told = {
        "accounts": [asdict(account) for account in accounts],
        "boards": [
            {"cards": board.cards, "project": board.project, "url": root + board.path}
            for board in boards
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def table(accounts: Iterable[Account]) -> list[str]:
    """One line for each person: name, role, address, password."""
    rows = [(a.name, a.role, a.email, a.password) for a in accounts]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    lines = [
        "  ".join([cell.ljust(width) for cell, width in zip(row, widths, strict=False)] + [row[3]])
        for row in rows
    ]
    return ["These people can sign in; the passwords are not shown again:", "", *lines, ""]
