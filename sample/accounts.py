"""Who can sign in: each instance draws its own passwords, shown once."""

import secrets
from dataclasses import dataclass

from argon2 import PasswordHasher

from models import Client, User, db
from models.base import LETTERS
from sample.people import CLIENTS, PEOPLE, Person

# A password drawn at random cannot be guessed, so it needs no slow hash: nineteen of those
# would keep the first visitor waiting for five seconds.
_hasher = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)


@dataclass(frozen=True)
class Account:
    name: str
    role: str
    email: str
    password: str


def drawn() -> str:
    """Four groups of four letters: eighty bits that can be typed."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def create_clients() -> dict[str, Client]:
    clients = {name: Client(name=name, hue=hue) for name, hue in CLIENTS.items()}
    db.session.add_all(clients.values())
    return clients


def create_people(
    clients: dict[str, Client], wanted: tuple[Person, ...] = PEOPLE
) -> tuple[dict[str, User], list[Account]]:
    """The people by their short names, and the accounts to print."""
    people, accounts = {}, []
    for one in wanted:
        password = drawn()
        person = User(
            name=one.name,
            email=one.email,
            role=one.role,
            title=one.title,
            hue=one.hue,
            language=one.language,
            timezone=one.timezone,
            client=clients[one.client] if one.client else None,
            password_hash=_hasher.hash(password),
        )
        db.session.add(person)
        people[one.key] = person
        accounts.append(Account(one.name, one.role, one.email, password))
    return people, accounts


def renew(person: User) -> Account:
    """A new password for a person of the sample."""
    password = drawn()
    person.password_hash = _hasher.hash(password)
    return Account(person.name, person.role, person.email, password)
