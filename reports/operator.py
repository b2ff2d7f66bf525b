"""`bin/jalon report PROJECT --pdf OUT`: what a report would say today, printed at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from i18n import LANGUAGES

if TYPE_CHECKING:
    from models import Project
    from reports.drafting import Words


@click.command(name="report")
@click.argument("project", metavar="PROJECT")
@click.option("--pdf", "out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Else the project's own.")
def command(project: str, out: Path, language: str | None) -> None:
    """Draft PROJECT's status report as its client may see it, and print it to a file.

    PROJECT is the last part of its address, or its name. Nothing is numbered, kept or sent.
    """
    from app import create_app
    from reports.composing import document
    from reports.keeping import pictures_in

    try:
        from reports.printing import to_pdf
    except OSError as problem:
        raise click.ClickException(
            f"A system library for PDF is missing: {problem}\nOn Debian, ask for: "
            "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from None

    app = create_app()
    with app.app_context():
        chosen = named(project)
        snapshot, words, spoken = drafted(chosen, language)
        pdf = to_pdf(document(snapshot, words, spoken), pictures=pictures_in(snapshot))
    out.write_bytes(pdf)
    click.echo(f"{out}: {len(pdf)} bytes", err=True)


def named(project: str) -> "Project":
    """The project of this address or name. Raises ClickException for none, or several."""
    from models import Project, db

    wanted = (Project.public_id == project) | (Project.name == project)
    found = list(db.session.scalars(db.select(Project).where(wanted, Project.is_there())))
    if len(found) != 1:
        said = "Several projects have" if found else "No project has"
        raise click.ClickException(f"{said} the address or name {project!r}.")
    return found[0]


def drafted(project: "Project", language: str | None) -> tuple[dict[str, Any], "Words", str]:
    """Facts, words and language of a report that nobody keeps."""
    from models import Audience, StatusReport
    from reports.drafting import draft

    audience = Audience.client_of(project, language)
    snapshot, words = draft(project, audience, answering(project))
    return snapshot | {"numbered": StatusReport.next_number(project)}, words, audience.language


def answering(project: "Project") -> str:
    """Nobody has signed in: its first manager answers for the report, else the agency."""
    from models import Agency, Membership, db

    people = db.session.scalars(Membership.in_force(project.id).order_by(Membership.id))
    agency = Agency.here()
    managers = [place.user.name for place in people if place.role == "manager"]
    return next(iter(managers), agency.name if agency else "")
