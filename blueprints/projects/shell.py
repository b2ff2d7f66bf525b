"""What frames every page: the agency, the projects of the reader, the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from blueprints import viewer
from models import Agency, Project, User, db

MOST = 60


@dataclass(frozen=True, slots=True)
class Shell:
    agency: str
    sample: bool
    projects: Sequence[Any]
    me: User
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
    columns = (Project.public_id, Project.name, Project.hue)
    projects = (
        Project.visible_to(asking)
        .where(Project.archived_at.is_(None))
        .with_only_columns(*columns)
        .order_by(Project.name)
        .limit(MOST)
    )
    return Shell(
        agency=agency.name if agency else "",
        sample=bool(agency and agency.sample),
        projects=db.session.execute(projects).all(),
        me=asking.user,
        may_create=asking.can("create_project"),
        may_set=asking.can("edit_agency"),
    )
