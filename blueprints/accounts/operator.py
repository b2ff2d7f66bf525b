"""`bin/jalon create-owner`: for those who would rather not use the first visit's page."""

import click

from blueprints.asked import Asked
from i18n import LANGUAGES
from models.agency import ZONES, Agency
from models.base import change
from models.user.passwords import hash_of
from models.user.user import User


@click.command(name="create-owner")
@click.option("--name", prompt="Name")
@click.option("--email", prompt="E-mail address")
@click.password_option(help="At least 12 characters; asked for if not given.")
@click.option("--agency", default="", help="The agency's name, where there is none yet.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="fr", show_default=True)
@click.option("--country", type=click.Choice(sorted(ZONES)), default="FR", show_default=True)
def create_owner(**given: str) -> None:
    """Make an owner who can sign in, and the agency where there is none."""
    from app import create_app

    with create_app().app_context():
        if Agency.here() is None and not given["agency"]:
            given["agency"] = click.prompt("Name of the agency")
        make_owner(given, checked(given))
    click.echo(f"{given['name']} can now sign in with {given['email']}.")


def checked(given: dict[str, str]) -> str:
    """The address as it is kept. Raises click's error with all that is wrong."""
    asked = Asked(given)
    email = asked.email("email")
    asked.text("name")
    asked.password("password", unlike=(given["name"], email, given["agency"]))
    if asked.is_sound and User.with_email(email) is not None:
        asked.refuse("email", "Somebody has this address already.")
    if not asked.is_sound:
        raise click.ClickException(
            "\n".join(f"{name}: {sentence}" for name, sentence in asked.errors.items())
        )
    return email


def make_owner(given: dict[str, str], email: str) -> None:
    kept = hash_of(given["password"])
    with change():
        owner = User.create(
            given["name"],
            email,
            "owner",
            password_hash=kept,
            language=given["language"],
            timezone=ZONES[given["country"]],
        )
        if Agency.here() is None:
            Agency.create(given["agency"], given["language"], given["country"], by=owner)
