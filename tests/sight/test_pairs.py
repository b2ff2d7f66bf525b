"""A person and a thing, drawn at random: every surface says the same of the two.

`JALON_LONG=1` draws 10,000 pairs from 20 projects and 300 people.
"""

import random
import re
from typing import Any

from models import Task, Viewer, db
from models.base import random_id
from tests.sight.surfaces import sheet
from tests.sight.world import LONG, WORD, sees

PAIRS = 10_000 if LONG else 150
# What differs between two answers to anybody: the hour, and what is drawn anew each time.
OWN_TO_EACH = {"Date", "Set-Cookie", "X-Request-Id"}
DRAWN = re.compile(r"nonce-[\w-]+|(?<=csrf-token\" content=\")[^\"]+")


def test_the_law_in_the_database_is_the_table_of_the_house(world):
    for person in world.people.values():
        asked = Task.visible_to(Viewer.of(person.id)).with_only_columns(Task.id)
        assert set(db.session.scalars(asked)) == {s.id for s in world.sheets if sees(person, s)}


def test_page_fragment_and_search_say_the_same_of_any_person_and_any_task(world, browser_of):
    dice, browsers = random.Random(7), dict[int, Any]()
    for _ in range(PAIRS):
        person, one = dice.choice(list(world.people.values())), dice.choice(world.sheets)
        browser = browsers.setdefault(person.id, browser_of(person))
        shown, address = sheet(world, person, one), f"/tasks/{one.public_id}"
        for headers in ({}, {"HX-Request": "true"}):
            assert read(world, browser.get(address, headers=headers)) == shown
        what = dice.choice(list(one.words))
        found = read(world, browser.get(f"/search?q={one.words[what][:-2]}")) - {one.words["title"]}
        wanted = shown & {one.words[what]} - {one.words["title"]} if searched(what) else set()
        assert found == wanted, what
        sent = browser.get(f"/files/{one.file}/plan.pdf")
        assert (sent.data == b"%PDF-1.7 plan") == (sent.status_code == 200) == bool(shown)


def test_what_is_hidden_answers_as_what_never_existed(world, one_of_each, browser_of):
    tried = 0
    for person in one_of_each:
        browser = browser_of(person)
        for one in [s for s in world.sheets if not sees(person, s)][:3]:
            for address in (
                "/tasks/{}",
                "/tasks/{}/readers",
                "/tasks/{}/history",
                "/tasks/{}/card",
            ):
                assert said(browser, address, one.public_id) == said(browser, address, random_id())
                tried += 1
    assert tried > 40


def said(browser, address, public_id):
    answer = browser.get(address.format(public_id))
    headers = [line for line in answer.headers if line[0] not in OWN_TO_EACH]
    told = DRAWN.sub("", f"{answer.status}\n{headers}\n{answer.text}")
    return told.replace(public_id, "…")


def read(world, answer):
    """The words of tasks that an answer holds, in its body or around it."""
    everything = f"{answer.headers}\n{answer.text}"
    return world.own(set(WORD.findall(everything)))


def searched(what):
    return what not in ("checklist", "item", "link", "label")
