"""Who looks, and what one of them may see of one project.

A `Viewer` is a person with all their memberships. An `Audience` is that person's frozen
projection on one project: it decides every rendering and names a live room.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, fields
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_login import UserMixin
from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select

from models.base import db, now
from models.user.naming import Named
from models.user.permissions import ON_ARCHIVED, PERMISSIONS, marked
from models.user.roles import AGENCY_WIDE, INSIDE, KINDS_OF_SIGHT, column_of


@dataclass(frozen=True, slots=True)
class Place:
    """A person's membership of one project."""

    project_id: int
    role: str
    expires_at: datetime | None = None


class Exempt(NamedTuple):
    """A verb that the person has, or has not, whatever their role says; None: agency-wide."""

    verb: str
    project_id: int | None
    given: bool


@dataclass(frozen=True)
class Audience:
    """What a kind of member may see of one project.

    kind: wide, member, reader, client or guest. person_id is set only where sight is personal,
    and teams then are those of theirs that some list of the project names.
    """

    project_id: int
    kind: str
    person_id: int | None
    language: str
    sees_team: bool
    sees_money: bool
    sees_time: bool
    sees_profiles: bool
    teams: tuple[int, ...] = ()

    @classmethod
    def of_kind(
        cls,
        kind: str,
        project_id: int,
        language: str,
        person_id: int | None = None,
        teams: tuple[int, ...] = (),
    ) -> "Audience":
        inside = kind in ("wide", "member")
        return cls(
            project_id,
            kind,
            person_id,
            language,
            sees_team=kind not in ("reader", "client"),
            sees_money=kind == "wide",
            sees_time=inside,
            sees_profiles=inside,
            teams=teams,
        )

    @classmethod
    def client_of(cls, project: Any, language: str | None = None) -> "Audience":
        """What every contact of the client may see, whoever they are."""
        return cls.of_kind("client", project.id, language or project.language)

    @cached_property
    def key(self) -> str:
        """A short name, the same for the same audience and guessable from nothing."""
        return hashlib.blake2b(repr(astuple(self)).encode(), digest_size=9).hexdigest()

    @property
    def view(self) -> tuple[bool, bool, bool, bool, str]:
        """Only what changes the bytes of a card that is on nobody's list."""
        return (
            self.sees_team,
            self.sees_money,
            self.sees_time,
            self.sees_profiles,
            self.language,
        )

    @property
    def has_tasks(self) -> bool:
        """Can one of them be given a task? Readers read."""
        return self.kind != "reader"

    @property
    def sees_limits(self) -> bool:
        """Limits of columns count hidden cards, so those outside the team get none."""
        return self.sees_team and self.kind != "guest"


@dataclass(frozen=True)
class Viewer(Named, UserMixin):
    """A person with all their memberships and overrides, read in one query."""

    id: int
    public_id: str
    name: str
    role: str
    language: str | None
    timezone: str
    theme: str
    hue: str
    client_id: int | None = None
    overrides: tuple[Exempt, ...] = ()
    places: tuple[Place, ...] = field(default=())

    @classmethod
    def of(cls, user_id: int) -> "Viewer | None":
        """The viewer of a person who is still here, else None."""
        return cls.read(db.session.execute(_one_viewer(), {"user_id": user_id, "now": now()}).all())

    @classmethod
    def read(cls, rows: Sequence[Any]) -> "Viewer | None":
        """From rows that begin as those of `whole_viewer` do: one for each membership."""
        if not rows:
            return None
        from models.override import unpacked

        own, whole = len(PERSON) + 1, len(PERSON) + 1 + len(PLACE)
        places = tuple(Place(*row[own:whole]) for row in rows if row[own] is not None)
        return cls(*rows[0][: own - 1], unpacked(rows[0][own - 1]), places)

    @property
    def user(self) -> Any:
        from models.user.user import User

        return db.session.get(User, self.id)

    @property
    def is_wide(self) -> bool:
        return self.role in AGENCY_WIDE

    @property
    def today(self) -> date:
        return now().astimezone(ZoneInfo(self.timezone)).date()

    @property
    def spoken(self) -> str:
        return self.language or "en"

    def place_in(self, project_id: int | None) -> Place | None:
        return next((p for p in self.places if p.project_id == project_id), None)

    def role_in(self, project_id: int | None) -> str | None:
        if self.is_wide or project_id is None:
            return self.role
        place = self.place_in(project_id)
        if place is None:
            return None
        return column_of(place.role)

    def sees_project(self, project_id: int) -> bool:
        return self.is_wide or self.place_in(project_id) is not None

    def audience(self, project: Any, language: str | None = None) -> Audience | None:
        """This viewer's projection on one project; None if they do not belong to it."""
        from models.sight import is_personal, teams_listed

        spoken = language or self.language or "en"
        if self.is_wide:
            return Audience.of_kind("wide", project.id, spoken)
        place = self.place_in(project.id)
        if place is None:
            return None
        kind = KINDS_OF_SIGHT[place.role]
        if not is_personal(kind, project.id, self.id):
            return Audience.of_kind(kind, project.id, spoken)
        teams = teams_listed(project.id, self.id)
        return Audience.of_kind(kind, project.id, spoken, self.id, teams)

    @cached_property
    def audiences(self) -> tuple[Audience, ...]:
        """One for each membership, the person always named: for questions over all projects."""
        return tuple(
            Audience.of_kind(KINDS_OF_SIGHT[p.role], p.project_id, self.spoken, person_id=self.id)
            for p in self.places
        )

    def can(self, verb: str, thing: Any = None) -> bool:
        """May this person do it, to this task, comment, project or (None) the agency?"""
        project_id = _project_of(thing)
        if thing is not None and (not self.sees_project(project_id or 0) or is_closed(verb, thing)):
            return False
        mark = self.mark(verb, project_id)
        if mark == "own":
            return getattr(thing, "belongs_to", lambda _: False)(self.id)
        return mark == "yes" or (mark == "set" and lets(verb))

    def mark(self, verb: str, project_id: int | None) -> str:
        """yes, own, set or -: by their role there, and by what is exempt from it."""
        role = self.role_in(project_id)
        exempt = {one.project_id: one.given for one in self.overrides if one.verb == verb}
        given = exempt.get(project_id, exempt.get(None))
        return "-" if role is None else marked(role, verb, self.role, given)

    def may_where(self, verb: str, project: Any) -> ColumnElement[bool]:
        """The condition that a verb is open to this person in the project of this number."""
        if not self.is_wide:
            ids = [place.project_id for place in self.places]
            return project.in_([one for one in ids if self.mark(verb, one) == "yes"])
        apart = [one.project_id for one in self.overrides if one.verb == verb]
        marks = {one: self.mark(verb, one) for one in apart if one is not None}
        if self.mark(verb, None) == "yes":
            return project.not_in([one for one, mark in marks.items() if mark != "yes"])
        return project.in_([one for one, mark in marks.items() if mark == "yes"])

    def stands_in(self, project_id: int) -> tuple[str | None, tuple[Exempt, ...]]:
        """All that their rights in a project are made of: as what, and what is exempt from that."""
        exempt = [one for one in self.overrides if one.project_id in (None, project_id)]
        return self.role_in(project_id), tuple(exempt)

    def is_inside(self, thing: Any = None) -> bool:
        """Do they work on this project, or (None) for the agency?"""
        return self.role_in(_project_of(thing)) in INSIDE

    def rights(self, project: Any) -> list[str]:
        """The verbs open to this person on a project, `own` ones included."""
        verbs = (verb for verb in PERMISSIONS if not is_closed(verb, project))
        marks = {verb: self.mark(verb, project.id) for verb in verbs}
        return [
            verb for verb, mark in marks.items() if mark != "-" and (mark != "set" or lets(verb))
        ]


def _project_of(thing: Any) -> int | None:
    if thing is None:
        return None
    return thing.id if type(thing).__name__ == "Project" else thing.project_id


def lets(verb: str) -> bool:
    """Do the settings of the agency allow it to those whose role leaves it to them?"""
    from models.agency import Agency

    agency = Agency.here()
    return agency is not None and verb == "comment" and agency.readers_comment


def is_closed(verb: str, thing: Any) -> bool:
    """Is this more than may be done in a project that is archived, whoever asks?"""
    from models.project.project import Project

    if verb in ON_ARCHIVED:
        return False
    project = thing if isinstance(thing, Project) else getattr(thing, "project", None)
    if project is None:
        project = db.session.get(Project, thing.project_id or 0)
    return project is not None and project.archived_at is not None


PERSON = [one.name for one in fields(Viewer) if one.name not in ("overrides", "places")]
PLACE = [one.name for one in fields(Place)]


@cache
def _one_viewer() -> Select[Any]:
    from models.user.user import User

    return whole_viewer().where(User.__table__.c.id == bindparam("user_id"))


@cache
def whole_viewer() -> Select[Any]:
    """People who are here and their memberships in force at `now`."""
    from models.override import packed
    from models.project.membership import Membership
    from models.user.user import User

    person, member = User.__table__.c, Membership.__table__.c
    in_force = or_(member.expires_at.is_(None), member.expires_at > bindparam("now"))
    return (
        select(
            *(person[name] for name in PERSON),
            packed(person.id),
            *(member[name] for name in PLACE),
        )
        .outerjoin_from(
            User.__table__, Membership.__table__, and_(member.user_id == person.id, in_force)
        )
        .where(person.removed_at.is_(None))
    )
