"""What others see of a profile: each field as widely as the teams of its person show it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from models.audience import Viewer
from models.base import db, now

if TYPE_CHECKING:
    from models.user.user import User

# To whom: whoever meets them, those who work on a project with them, nobody. The narrowest last.
WIDTHS = ("everybody", "inside", "nobody")
USUAL = {"email": "everybody", "phone": "inside", "photo": "everybody", "absence": "inside"}
FIELDS = tuple(USUAL)


@dataclass(frozen=True, slots=True)
class Profile:
    """Of a person, what somebody sees; what they do not see is empty."""

    email: str = ""
    phone: str = ""
    photo: str = ""  # its address
    absence: tuple[date, date] | None = None  # first and last day, of one that is not over


class Showing:
    """Mixed into Team. Empty: as the teams it lies in say, or as usual where none does."""

    shows_email: Mapped[str | None]
    shows_phone: Mapped[str | None]
    shows_photo: Mapped[str | None]
    shows_absence: Mapped[str | None]


def profiles(
    people: Iterable["User"], viewer: Viewer | None, project: Any = None
) -> dict[int, Profile]:
    """By the number of each person, what a viewer sees of them; None: whoever has no account.

    Owner and admin see all, everybody sees their own. `project`: where they meet, for there one
    may be inside who is not elsewhere.
    """
    people = list(people)
    rules = widths(person.id for person in people)
    today = viewer.today if viewer is not None else now().date()
    return {
        one.id: _profile(one, rules[one.id], _open_to(viewer, one, project), today)
        for one in people
    }


def profile(person: "User", viewer: Viewer | None, project: Any = None) -> Profile:
    return profiles([person], viewer, project)[person.id]


def widths(people: Iterable[int]) -> dict[int, dict[str, str]]:
    """How widely each field is shown of each: the narrowest that a team of theirs says decides."""
    from models.team import Team, TeamReach

    columns = [getattr(Team, f"shows_{field}") for field in FIELDS]
    asked = select(TeamReach.user_id, *columns).join(Team, Team.id == TeamReach.team_id)
    said: dict[int, list[Any]] = {user_id: [] for user_id in people}
    for user_id, *shown in db.session.execute(asked.where(TeamReach.user_id.in_(said))):
        said[user_id].append(shown)
    return {
        user_id: {
            field: max(filter(None, told), key=WIDTHS.index, default=USUAL[field])
            for field, told in zip(FIELDS, zip(*rows, strict=True), strict=False)
        }
        or USUAL
        for user_id, rows in said.items()
    }


def _open_to(viewer: Viewer | None, person: "User", project: Any) -> Collection[str]:
    """The widths that reach this viewer."""
    if viewer is None:
        return WIDTHS[:1]
    if viewer.is_wide or viewer.id == person.id:
        return WIDTHS
    return WIDTHS[:2] if viewer.is_inside(project) else WIDTHS[:1]


def _profile(
    person: "User", rules: dict[str, str], open_ones: Collection[str], today: date
) -> Profile:
    seen = {field for field in FIELDS if rules[field] in open_ones}
    return Profile(
        email=person.email if "email" in seen else "",
        phone=person.phone if "phone" in seen else "",
        photo=person.photo_address if "photo" in seen else "",
        absence=person.absence_from(today) if "absence" in seen else None,
    )


def address_seen(address: str, viewer: Viewer | None, project: Any) -> str:
    """An address of a letter, unless it is of somebody whose address whoever reads may not see."""
    from models.user.user import User

    person = User.with_email(address)
    return address if person is None else profile(person, viewer, project).email
