"""Who can sign in: each instance draws its own passwords, shown once."""

import secrets
from dataclasses import dataclass

from models import Client, User
from models.base import LETTERS
from models.user.passwords import quick_hash_of
from sample.people import CLIENTS, PARTNERS, PEOPLE, Person


@dataclass(frozen=True)
class Account:
    name: str
    role: str
    email: str
    password: str


def drawn() -> str:
    """Four groups of four letters: eighty bits that can be typed."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def create_people(wanted: tuple[Person, ...] = PEOPLE) -> tuple[dict[str, User], list[Account]]:
    """The people by their short names, the owner first, and the accounts to print."""
    people: dict[str, User] = {}
    accounts = []
    for one in wanted:
        password = drawn()
        owner = next(iter(people.values()), None)
        people[one.key] = User.create(
            one.name,
            one.email,
            one.role,
            by=owner,
            password_hash=quick_hash_of(password),
            title=one.title,
            hue=one.hue,
            language=one.language,
            timezone=one.timezone,
            phone=one.phone,
            rhythm="never",  # no e-mail leaves the sample
            client=_client(one.client, owner) if one.client else None,
        )
        accounts.append(Account(one.name, one.role, one.email, password))
    return people, accounts


def _client(name: str, by: User | None) -> Client:
    if name in PARTNERS:
        return Client.create(name, by=by, hue=PARTNERS[name], kind="partner")
    return Client.create(name, by=by, hue=CLIENTS[name])


def renew(person: User) -> Account:
    """A new password for a person of the sample."""
    password = drawn()
    person.password_hash = quick_hash_of(password)
    return Account(person.name, person.role, person.email, password)
