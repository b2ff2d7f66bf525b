"""One generated world, and who opens it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models import User, db
from tests.sight.world import Person, World


@pytest.fixture
def world(app: Flask) -> World:
    return World(seed=1)


@pytest.fixture
def browser_of(client_for: Callable[[Any], FlaskClient]) -> Callable[[Person], FlaskClient]:
    return lambda person: client_for(db.session.get_one(User, person.id))


@pytest.fixture
def one_of_each(world: World) -> list[Person]:
    """A person of each role in the agency and in some project."""
    found: dict[tuple[str, str], Person] = {}
    for person in world.people.values():
        for role in person.parts.values() or ("none",):
            found.setdefault((person.role, role), person)
    return list({person.id: person for person in found.values()}.values())
