"""The preview's form, taken: from here on the worker writes."""

from dataclasses import asdict
from typing import Any

from flask import redirect, request

from blueprints import allowed, changing, found, viewer
from blueprints.asked import Asked
from blueprints.imports import door
from blueprints.imports.previewing import preview_page, staff_first
from i18n import LANGUAGES
from imports.plan import Choices
from models import Agency, Client, ImportRun, User, db
from models.column import KINDS


@door.post("/imports/<run_id>/writing")
def start(run_id: str) -> Any:
    run = found(ImportRun, run_id, to="import")
    if run.state != "preview":
        return redirect(f"/imports/{run_id}", 303)
    asked = Asked(request.form)
    choices = chosen(run, asked)
    if not asked.is_sound:
        return preview_page(run, dict(request.form), asked.errors), 422
    with changing() as by:
        found(ImportRun, run_id, to="import").start(asdict(choices), by=by)
    return redirect(f"/imports/{run_id}", 303)


def chosen(run: ImportRun, asked: Asked) -> Choices:
    agency = Agency.here()
    assert agency is not None
    return Choices(
        name=asked.text("name"),
        language=asked.choice("language", LANGUAGES, agency.language),
        timezone=agency.timezone,
        client=client_of(asked),
        new_client=new_client(asked),
        shown=request.form.get("shown") == "yes",
        archived=request.form.get("archived") == "yes",
        kinds={
            one["key"]: asked.choice(f"kind-{place}", KINDS, one["kind"])
            for place, one in enumerate(run.preview["lists"])
        },
        people=people_of(run, asked),
    )


def client_of(asked: Asked) -> str:
    """The address of a client who is known, or nothing."""
    wanted = request.form.get("client", "")
    if wanted == "new":
        return ""
    known = Client.visible_to(viewer()).where(Client.kind == "client", Client.public_id == wanted)
    if wanted and db.session.scalar(known) is None:
        asked.choice("client", ())
    return wanted


def new_client(asked: Asked) -> str:
    """The name of one who comes with the import, or nothing."""
    if request.form.get("client") != "new":
        return ""
    allowed("edit_client")
    return asked.text("new_client")


def invited(email: str) -> dict[str, str]:
    """Whoever has an account already needs no invitation."""
    known = db.session.scalar(User.visible_to(viewer()).where(User.email == email))
    return {"as": "user", "user": known.public_id} if known else {"as": "invite", "email": email}


def people_of(run: ImportRun, asked: Asked) -> dict[str, dict[str, str]]:
    here = {person.public_id for person in staff_first()}
    found: dict[str, dict[str, str]] = {}
    for place, one in enumerate(run.preview["people"]):
        answer = asked.choice(f"person-{place}", {"name", "invite", *here}, "name")
        if answer == "invite":
            found[one["key"]] = invited(asked.email(f"email-{place}"))
        elif answer != "name":
            found[one["key"]] = {"as": "user", "user": answer}
    return found
