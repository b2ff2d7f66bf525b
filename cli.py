"""The operator's command, `bin/jalon`. Each body lives in its room and is loaded when called."""

import sys
from importlib import import_module

import click

import migrations
from settings import SettingsError, load

# Where each command lives: a click command or group of its own, so that `--help` stays quick.
ROOMS = {
    "backup": "operating.operator:backup",
    "bounce": "bounces:command",
    "check": "operating.operator:check",
    "create-owner": "blueprints.accounts.operator:create_owner",
    "import": "imports.operator:command",
    "report": "reports.operator:command",
    "restore": "operating.operator:restore",
    "sample": "sample:command",
}
# These look at the database as it is: before an upgrade one wants a backup of the old shape.
# An import brings it up to date itself, unless it is only tried.
AS_IT_IS = {"backup", "check", "import", "migrate", "restore"}


class Rooms(click.Group):
    """A group that finds its commands in the rooms, by name, only when one is wanted."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *ROOMS])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in ROOMS:
            return super().get_command(context, name)
        module, _, attribute = ROOMS[name].partition(":")
        return getattr(import_module(module), attribute)


@click.group(cls=Rooms)
@click.pass_context
def jalon(context: click.Context) -> None:
    """Look after this instance of Jalon."""
    if context.invoked_subcommand not in AS_IT_IS:
        migrations.upgrade(load().database)


@jalon.command()
@click.option("--to", metavar="STEP", help="Back to an earlier step, before an older version.")
def migrate(to: str | None) -> None:
    """Bring the database to the shape this version needs, as most commands do."""
    if to is None:
        migrations.upgrade(load().database)
        click.echo("The database is up to date.", err=True)
    elif to in migrations.steps():
        migrations.downgrade(load().database, to)
        click.echo(f"The database is at step {to}.", err=True)
    else:
        raise click.ClickException(f"There is no step {to}: {', '.join(migrations.steps())}.")


def main() -> None:
    try:
        jalon(prog_name="bin/jalon")
    except SettingsError as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
