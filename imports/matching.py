"""Who is who: people of the source found among people here, by e-mail, else by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from imports.draft import DraftPerson
from imports.kinds import plainly
from models import User
from models.user.roles import OUTSIDE


def matched(people: Iterable[DraftPerson], here: Iterable[User]) -> dict[str, User]:
    """By the key of each person that is known here; nobody is guessed, nobody taken twice.

    A name alone never opens a project to somebody at a client: those need the e-mail.
    """
    here = list(here)
    by_email = {one.email.casefold(): one for one in here}
    by_name: dict[str, list[User]] = defaultdict(list)
    for one in here:
        if one.role not in OUTSIDE:
            by_name[plainly(one.name)].append(one)
    found = {one.key: by_email.get(one.email.casefold()) for one in people if one.email}
    taken = {user.id for user in found.values() if user}
    for person in people:
        namesakes = by_name.get(plainly(person.name), []) if plainly(person.name) else []
        if not found.get(person.key) and len(namesakes) == 1 and namesakes[0].id not in taken:
            found[person.key] = namesakes[0]
            taken.add(namesakes[0].id)
    return {key: user for key, user in found.items() if user is not None}
