"""What would come in, who is who, and what one may still choose."""

from typing import Any

from flask import render_template

from blueprints import viewer
from i18n import LANGUAGES, gettext
from imports.losses import Lost
from imports.sources import NAMES
from models import Agency, Client, ImportRun, User, db
from models.alphabet import by_name
from models.project.project import FIRST_COLUMNS
from models.user.naming import initials
from models.user.roles import OUTSIDE


def preview_page(
    run: ImportRun, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> str:
    people = run.preview["people"]
    return render_template(
        "imports/preview.html",
        run=run,
        preview=run.preview,
        source=NAMES[run.kind],
        losses=lost(run),
        form=form if form is not None else proposed(run),
        errors=errors or {},
        users=staff_first(),
        kinds=kinds(),
        initials=initials,
        clients=clients(),
        languages=list(LANGUAGES.items()),
        recognised=sum(one["user"] is not None for one in people),
    )


def lost(run: ImportRun) -> list[Lost]:
    return [Lost(*one) for one in run.preview["losses"]]


def clients() -> list[tuple[str, str]]:
    here = (
        Client.visible_to(viewer())
        .where(Client.kind == "client", Client.archived_at.is_(None))
        .order_by(Client.name)
    )
    return [(one.public_id, one.name) for one in db.session.scalars(here)]


def kinds() -> list[tuple[str, str]]:
    return [(kind, gettext(said)) for kind, said in FIRST_COLUMNS]


def staff_first() -> list[User]:
    """Everybody who could be somebody on the board, those at clients last; readers have no task."""
    all_of_them = User.visible_to(viewer()).where(User.role != "reader")
    everybody = db.session.scalars(all_of_them.order_by(by_name(User.name)))
    return sorted(everybody, key=lambda one: one.role in OUTSIDE)


def proposed(run: ImportRun) -> dict[str, Any]:
    """The form as it first stands: what was recognised, and the careful side of the rest."""
    agency = Agency.here()
    form = {"name": run.preview["name"][:120], "shown": "no", "archived": "yes", "client": ""}
    form["language"] = agency.language if agency else "fr"
    for place, one in enumerate(run.preview["people"]):
        form[f"person-{place}"] = one["user"] or "name"
        form[f"email-{place}"] = one["email"]
    for place, one in enumerate(run.preview["lists"]):
        form[f"kind-{place}"] = one["kind"]
    return form
