"""What is written on a task reaches the open boards of those who see it, and no other socket."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from models import Comment, Project, Task, User, change, db
from tests.live.conftest import Teller
from tests.live.mirror import listen, rooms
from tests.sight.world import WORD, sees

TOUCHED = 8  # of each project


@pytest.fixture
def boards(world: Any, one_of_each: Any) -> Iterator[dict[tuple[int, int], Any]]:
    """By person and project: everybody's open board."""
    opened = {}
    for person, project in product(one_of_each, world.projects):
        if person.role in ("owner", "admin") or project.id in person.parts:
            its = db.session.get_one(Project, project.id)
            opened[person.id, project.id] = listen(db.session.get_one(User, person.id), its)
    yield opened
    for listener in rooms.listeners():
        listener.leave()


def test_new_words_are_pushed_to_exactly_those_who_see_their_task(app, world, boards):
    teller, written = Teller(app), []
    for project in world.projects:
        mine = [s for s in world.sheets if s.project == project.id]
        for sheet in [s for s in mine if s.parent is None and not s.archived][:TOUCHED]:
            written.append((sheet, rewritten(world, sheet)))
            teller.look()
    for (person_id, project_id), listener in boards.items():
        person = world.people[person_id]
        wanted = {
            word for sheet, word in written if sheet.project == project_id and sees(person, sheet)
        }
        heard = set(WORD.findall(repr(listener.socket.heard)))
        assert heard <= world.may_read(person)
        assert {word for _sheet, word in written} & heard == wanted, person


def rewritten(world, sheet):
    """Its new title, which cards show, beside an internal comment, which none shows."""
    by, task = world.owner, db.session.get_one(Task, sheet.id)
    with change():
        word = world.word(sheet, "title")
        task.retitle(word, by=by)
        Comment.write(task, world.word(sheet, "internal comment"), by=by, visibility="team")
    return word
