"""What frames every page: the agency, the projects of the reader, the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import g, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Select

from assets import address, import_map_hash
from blueprints import viewer
from blueprints.people.viewing import is_looking
from models import Agency, Notification, Project, Viewer, db

MOST = 60


@dataclass(frozen=True, slots=True)
class Shell:
    agency: str
    sample: bool
    projects: Sequence[Any]
    me: Viewer
    unread: int  # entries of their inbox; none through somebody else's eyes
    may_create: bool
    may_set: bool


def shell_of_page() -> Shell:
    """Read once for a page, sidebar and tab bar alike."""
    if "shell" not in g:
        g.shell = _shell()
    return g.shell


def _shell() -> Shell:
    asking = viewer()
    agency = Agency.here()
    return Shell(
        agency=agency.name if agency else "",
        sample=bool(agency and agency.sample),
        projects=db.session.execute(_projects(asking)).all(),
        me=asking,
        unread=0 if is_looking() else Notification.unread_by(asking),
        may_create=asking.can("create_project"),
        may_set=asking.can("edit_agency"),
    )


def frame_of(project: Project) -> Any:
    """What a page of a project shows beside its own: part of its ETag, this session's token too."""
    generate_csrf()  # so that the first visit is marked like the next
    shell = shell_of_page()
    return (
        (session.get("csrf_token"), session.get("_flashes")),
        (
            shell.agency,
            shell.sample,
            (shell.me.name, shell.me.hue, is_looking()),
            shell.unread,
            [tuple(row) for row in shell.projects],
        ),
        (project.name, project.hue, project.archived_at, import_map_hash(), address("css/kit.css")),
        project.client and (project.client.name, project.client.hue),
    )


@lru_cache(maxsize=1000)  # making the statement costs more than asking it
def _projects(asking: Viewer) -> Select[str, str, str]:
    return (
        Project.visible_to(asking)
        .where(Project.archived_at.is_(None))
        .with_only_columns(Project.public_id, Project.name, Project.hue)
        .order_by(Project.name)
        .limit(MOST)
    )
