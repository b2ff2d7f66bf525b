"""Who is called by name in a text, @ before it: of those who will read it, and nobody else."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from models.alphabet import by_name
from models.base import db
from models.dates_in_words import fold
from models.quick_add import find_people
from models.user.roles import AGENCY_WIDE
from models.user.user import User


def reading(task: Any) -> dict[User, bool]:
    """Everybody who reads what is on a task, those of the whole agency last.

    Of each: do they also read what is written on it for the team alone?
    """
    wide = select(User).where(User.role.in_(AGENCY_WIDE), User.removed_at.is_(None))
    everywhere = db.session.scalars(wide.order_by(by_name(User.name)))
    return task.reading() | dict.fromkeys(everywhere, True)


def readers_of(task: Any, internal: bool = False) -> list[User]:
    """`internal`: of what is written on it for the team alone."""
    return [one for one, of_team in reading(task).items() if of_team or not internal]


def named_in(text: str, task: Any, internal: bool = False, was: str = "") -> dict[str, Any]:
    """What an event keeps of it: the people called in a text who were not before."""
    if "@" not in text:
        return {}
    people = readers_of(task, internal)
    called: list[dict[int, None]] = [
        {one.id: None for one, _span in find_people(fold(words), people)}  # type: ignore[attr-defined]
        for words in (text, was)
    ]
    new = [person for person in called[0] if person not in called[1]]
    return {"named": new} if new else {}


def callable_names(people: Iterable[User]) -> tuple[str, ...]:
    """What they are called in a text, the longest first: whole names, then first ones."""
    whole = {one.name for one in people}
    return tuple(sorted(whole | {name.split()[0] for name in whole}, key=len, reverse=True))


def offered(begun: str, people: Iterable[User], most: int = 6) -> list[User]:
    """Those with a name that begins like this, in alphabetical order."""
    like = [one for one in people if f" {fold(begun)}" in f" {fold(one.name)}"]
    return sorted(like, key=lambda one: fold(one.name))[:most]
