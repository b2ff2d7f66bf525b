"""What is hidden from somebody is on no page that they can open, and what is shown is on its own.

Each person opens every address there is, with things they see in it and things they do not.
"""

import random
import re
from html import unescape
from itertools import product

from models import Column, Comment, File, StatusReport, User, db
from tests.sight.addresses import HX, addresses
from tests.sight.surfaces import ADDRESSES, OF_PROJECT
from tests.sight.world import WORD, sees

EARLIER = re.compile(r'href="([^"]*[?;&]before=[^"]*)"')


def test_each_page_of_a_project_holds_exactly_what_its_reader_sees(world, one_of_each, browser_of):
    for person in one_of_each:
        browser = browser_of(person)
        for project, (endpoint, shows) in product(world.projects, OF_PROJECT.items()):
            first = ADDRESSES[endpoint].format(project=project.public_id)
            found = world.own({word for each in pages(browser, first) for word in words_of(each)})
            assert found == shows(world, person, project.id), (person, endpoint)


def test_no_page_of_anybody_holds_a_word_that_is_hidden_from_them(
    world, one_of_each, browser_of, app
):
    dice = random.Random(3)
    for person in one_of_each:
        hidden, browser = set(world.meant) - world.may_read(person), browser_of(person)
        things = {noun: some_of(its, dice) for noun, its in nouns(world, person).items()}
        for address in addresses(app, things):
            for headers in ({}, HX):
                leaked = words_of(browser.get(address, headers=headers)) & hidden
                assert not leaked, (person, address, [world.meant[word] for word in leaked])


def pages(browser, address):
    """A page and the earlier ones that it leads to."""
    seen = set()
    while address not in seen:
        seen.add(address)
        yield (answer := browser.get(address))
        leads = EARLIER.search(answer.text)
        address = unescape(leads[1]) if leads else address


def words_of(answer):
    """In an answer's body or around it."""
    body = answer.get_data().decode(errors="replace")
    return set(WORD.findall(f"{answer.headers}\n{body}"))


def nouns(world, person):
    """The public ids of what there is, in two heaps: on what they see, and on what they do not."""
    seen = {one.id for one in world.sheets if sees(person, one)}

    def heaps(noun):
        rows = db.session.execute(db.select(noun.public_id, noun.task_id)).all()
        return [[i for i, task in rows if (task in seen) is visible] for visible in (True, False)]

    files, sheets = heaps(File), world.sheets
    return {
        "projects": [[project.public_id for project in world.projects]],
        "tasks": [[s.public_id for s in sheets if (s.id in seen) is yes] for yes in (True, False)],
        "columns": [list(db.session.scalars(db.select(Column.public_id)))],
        "comments": heaps(Comment),
        "files": files,
        "previews": files,
        "people": [list(db.session.scalars(db.select(User.public_id)))],
        "reports": [list(db.session.scalars(db.select(StatusReport.public_id)))],
    }


def some_of(heaps, dice):
    return [one for heap in heaps for one in dice.sample(heap, min(2, len(heap)))]
