"""What is hidden from somebody is on no page that they can open, and what is shown is on some.

Everything bears a word of its own; each person opens every address there is, and their pages are
searched for the words of what they may not see.
"""

import os
import random
from itertools import product

import pytest

from models import (
    Attachment,
    Column,
    Comment,
    File,
    Label,
    Project,
    StatusReport,
    Task,
    Viewer,
    change,
    db,
)
from models.base import random_id
from models.sight import VISIBILITIES
from tests.cast import content

TASKS = 9
SEEDS = 12 if os.environ.get("JALON_LONG") else 1
STAFF = ("olga", "max", "mia", "fay")
# One of each way to see; owner, admin and manager see everything.
READERS = ("max", "mia", "gil", "rose", "clara", "zed")
BLOCKS = ("title", "description", "labels", "checklists", "subtasks", "attachments", "comments")
EDITED = ("labels", "subtasks")


class Board:
    """A board full of things, each with its word."""

    def __init__(self, cast, seed):
        self.cast, self.dice = cast, random.Random(seed)
        self.words: dict[str, tuple[str, int]] = {}
        with change():
            self.tasks: list[Task] = []
            for number in range(TASKS):
                self.tasks.append(self.task(number))
            for task in self.tasks:
                self.furnish(task)

    def word(self, noun, task):
        """A word that stands nowhere else, and whose it is."""
        word = f"mot{random_id(12)}"
        self.words[word] = (noun, task.id)
        return word

    def task(self, number):
        """The first ones stand alone, one of each visibility; the others lie anywhere."""
        by = self.cast.people[self.dice.choice(STAFF)]
        parent = self.dice.choice((None, None, *self.tasks)) if number > 2 else None
        column = None if parent else self.dice.choice(list(self.cast.columns.values()))
        kind = self.dice.choice(("task", "task", "milestone"))
        task = Task.create(self.cast.site, "…", by=by, column=column, parent=parent, kind=kind)
        people = self.dice.sample(list(self.cast.people.values()), 2)
        task.hide(VISIBILITIES[number % 3], by=by, people=people)
        if self.dice.random() < 0.4:
            task.assign(people[:1], by=by)
        if number > 5:
            task.archive(by=by)
        return task

    def furnish(self, task):
        by = self.cast.max
        task.retitle(self.word("task", task), by=by)
        task.describe(self.word("task", task), by=by)
        task.add_checklist(self.word("task", task), by=by).add(self.word("task", task), by=by)
        Attachment.add(task, self.word("task", task), "https://bleu.example/plan", by=by)
        task.label([Label.create(self.cast.site, self.word("label", task), "iris", by=by)], by=by)
        for visibility in ("client", "team"):
            body = self.word(visibility, task)
            comment = Comment.write(task, body, by=by, visibility=visibility)
            name = self.word(visibility, task)
            File.attach(task, name, content(), by=by, comment=comment)
        File.attach(task, self.word("task", task), content(), by=by)

    def hidden_from(self, person):
        """The words that must not reach this person."""
        viewer = Viewer.of(person.id)
        audience = viewer.audience(self.cast.site)
        seen = {task.id for task in self.tasks if task.is_visible_to(audience)}
        inside = audience is not None and audience.kind in ("wide", "member")
        return {
            word
            for word, (noun, task_id) in self.words.items()
            if (task_id not in seen and not (noun == "label" and inside))
            or (noun == "team" and not audience.sees_team)
        }


def addresses(app):
    """Every address that can be opened, with every thing in every place."""
    db.session.rollback()
    things = {
        noun: [thing.public_id for thing in db.session.scalars(db.select(model))]
        for noun, model in {
            "projects": Project,
            "tasks": Task,
            "columns": Column,
            "comments": Comment,
            "files": File,
            "previews": File,
            "reports": StatusReport,
        }.items()
    }
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in ("static", "assets.show"):
            continue
        blocks = EDITED if rule.rule.endswith("/edit") else BLOCKS
        nouns = things.get(rule.rule.split("/")[1], ["2345678923"])
        places = [
            [(place, one) for one in (blocks if place == "block" else nouns)]
            for place in sorted(rule.arguments)
        ]
        for filled in product(*places):
            address = rule.rule
            for place, one in filled:
                address = address.replace(f"<{place}>", one).replace(f"<path:{place}>", one)
            yield address


def read(browser, app):
    """All that somebody can read, as pages and as fragments."""
    for address in addresses(app):
        yield address, browser.get(address).text
    for address in addresses(app):
        if address.startswith("/tasks/") and address.count("/") == 2:
            yield address, browser.get(address, headers={"HX-Request": "true"}).text
    for headers in ({}, {"HX-Request": "true"}):
        yield "/search", browser.get("/search?q=mot", headers=headers).text


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_page_of_anybody_holds_a_word_that_is_hidden_from_them(cast, app, client_for, seed):
    board = Board(cast, seed)
    for name in READERS:
        hidden = board.hidden_from(cast.people[name])
        assert name not in ("rose", "clara") or 0 < len(hidden) < len(board.words)
        pages = list(read(client_for(cast.people[name]), app))
        leaks = [(address, board.words[w]) for address, text in pages for w in hidden if w in text]
        assert not leaks, name
        everything = "".join(text for _address, text in pages)
        unseen = {word for word in set(board.words) - hidden if word not in everything}
        assert not {board.words[word] for word in unseen}, name
