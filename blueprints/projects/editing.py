"""Create a project, change what it is called and for whom, put it away and take it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from blueprints import allowed, changing, found, viewer
from blueprints.asked import Asked, zones
from blueprints.projects import door
from i18n import LANGUAGES, _, ngettext
from models import Agency, Client, Project, db
from models.project.company import StillThere
from models.project.project import PRESETS


@door.get("/projects/new")
def new_project() -> Any:
    allowed("create_project")
    agency = Agency.here()
    assert agency is not None
    form = {"timezone": agency.timezone, "language": agency.language, "hue": "prune"}
    return form_page(None, form | {"preset": "team", "client": request.args.get("client", "")})


@door.post("/projects")
def create_project() -> Any:
    allowed("create_project")
    asked = Asked(request.form)
    wanted, client = wants(asked), client_wanted(asked)
    if not asked.is_sound:
        return form_page(None, dict(request.form), asked.errors), 422
    with changing() as by:
        project = Project.create(by=by, client=client_of(client, by), **wanted)
    flash(_("The project is there. Add a first task, or invite somebody."), "done")
    return redirect(f"/projects/{project.public_id}/board", 303)


@door.get("/projects/<project_id>")
def project(project_id: str) -> Any:
    """A project opens on its board."""
    return redirect(f"/projects/{found(Project, project_id).public_id}/board")


@door.get("/projects/<project_id>/settings")
def project_settings(project_id: str) -> Any:
    project = found(Project, project_id, to="archive_project")
    return form_page(project, shown(project))


def shown(project: Project) -> dict[str, Any]:
    """The project as its form shows it."""
    form = {field: getattr(project, field) for field in ("name", "hue", "timezone", "language")}
    form |= {
        "preset": project.preset,
        "comments_preset": project.comments_preset,
        "start": project.start.isoformat() if project.start else "",
        "due": project.due.isoformat() if project.due else "",
        "client": project.client.public_id if project.client else "",
    }
    return form


@door.put("/projects/<project_id>")
def change_project(project_id: str) -> Any:
    project = found(Project, project_id, to="edit_project")
    asked = Asked(request.form)
    wanted, client = wants(asked), client_wanted(asked)
    if not asked.is_sound:
        return form_page(project, dict(request.form), asked.errors), 422
    try:
        with changing() as by:
            project = found(Project, project_id, to="edit_project")
            project.change(by=by, client=client_of(client, by), **wanted)
    except StillThere as problem:
        errors = {"client": still_there(problem)}
        return form_page(found(Project, project_id), dict(request.form), errors), 422
    flash(_("Saved."), "done")
    return redirect(url_for("projects.project_settings", project_id=project_id), 303)


def still_there(problem: StillThere) -> str:
    return ngettext(
        "%(names)s takes part for the client it has now. Take them out under People first.",
        "%(names)s take part for the client it has now. Take them out under People first.",
        len(problem.names),
        names=", ".join(problem.names),
    )


@door.post("/projects/<project_id>/archive")
def archive_project(project_id: str) -> Any:
    with changing() as by:
        project = found(Project, project_id, to="archive_project")
        project.archive(by=by)
        name = project.name
    flash(_("‘%(name)s’ is archived. Its board stays readable.", name=name), "done")
    return redirect(url_for("projects.home"), 303)


@door.delete("/projects/<project_id>/archive")
def restore_project(project_id: str) -> Any:
    with changing() as by:
        project = found(Project, project_id, to="archive_project")
        project.restore(by=by)
        name = project.name
    flash(_("‘%(name)s’ is back.", name=name), "done")
    return redirect(url_for("projects.home"), 303)


@door.delete("/projects/<project_id>")
def delete_project(project_id: str) -> Any:
    """Into the agency's bin, once somebody has typed its name."""
    project = found(Project, project_id, to="delete_project")
    asked = Asked(request.form)
    if asked.text("confirmation").casefold() != project.name.casefold():
        asked.errors["confirmation"] = _("Type ‘%(name)s’ to confirm.", name=project.name)
        return form_page(project, shown(project), asked.errors), 422
    with changing() as by:
        project = found(Project, project_id, to="delete_project")
        project.delete(by=by)
        name = project.name
    flash(_("‘%(name)s’ is in the bin for 30 days.", name=name), "done")
    return redirect(url_for("projects.home"), 303)


@door.get("/clients/<client_id>")
def client_settings(client_id: str) -> Any:
    allowed("edit_client")
    client = found(Client, client_id)
    form = {"name": client.name, "hue": client.hue, "accent": client.accent}
    return render_template("projects/client.html", client=client, form=form, errors={})


@door.put("/clients/<client_id>")
def change_client(client_id: str) -> Any:
    allowed("edit_client")
    asked = Asked(request.form)
    wanted = {"name": asked.text("name"), "hue": asked.hue(), "accent": asked.accent()}
    if not asked.is_sound:
        page = render_template(
            "projects/client.html",
            client=found(Client, client_id),
            form=dict(request.form),
            errors=asked.errors,
        )
        return page, 422
    with changing() as by:
        found(Client, client_id).change(by=by, **wanted)
    flash(_("Saved."), "done")
    return redirect(url_for("projects.home"), 303)


def form_page(
    project: Project | None, form: dict[str, Any], errors: dict[str, str] | None = None
) -> str:
    return render_template(
        "projects/form.html",
        project=project,
        rights=viewer().rights(project) if project else [],
        form=form,
        errors=errors or {},
        clients=db.session.scalars(clients().order_by(Client.name)).all(),
        languages=LANGUAGES,
        zones=zones(form.get("timezone", "")),
    )


def wants(asked: Asked) -> dict[str, Any]:
    start, due = asked.date("start"), asked.date("due")
    if start and due and due < start:
        asked.refuse("due", _("The end is before the start."))
    return {
        "name": asked.text("name"),
        "hue": asked.hue(),
        "timezone": asked.timezone(),
        "language": asked.choice("language", LANGUAGES),
        "preset": asked.choice("preset", PRESETS),
        "comments_preset": asked.choice("comments_preset", PRESETS, "team"),
        "start": start,
        "due": due,
    }


def client_wanted(asked: Asked) -> str:
    """The name of a new client, or the address of a known one, or nothing."""
    if asked.form.get("client") == "new":
        allowed("edit_client")
        return asked.text("new_client")
    return asked.text("client", needed=False)


def clients() -> Any:
    """Those that projects are made for."""
    return Client.visible_to(viewer()).where(Client.kind == "client")


def client_of(wanted: str, by: Any) -> Client | None:
    if request.form.get("client") == "new":
        return Client.create(wanted, by=by)
    known = clients().where(Client.public_id == wanted)
    return db.session.scalar(known) if wanted else None
