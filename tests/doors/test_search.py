"""Search: each finds what their pages show them, and no byte of anything else."""

import re

import pytest

from models import Comment, File, Membership, Task, change, db
from tests.cast import content
from tests.doors.test_tasks import HX

EVERYBODY = ("olga", "ada", "max", "mia", "fay", "gil", "rose", "clara", "zed")
OUTSIDE = ("clara", "gil", "rose", "zed")
HIT = re.compile(r'href="/tasks/(\w+)(?:#([\w-]+))?" data-hit')


def search(browser, asked, **more):
    return browser.get("/search", query_string={"q": asked, **more})


def hits(answer):
    return {place or task for task, place in HIT.findall(answer.text)}


@pytest.fixture
def planted(cast):
    """The word `girouette` in each kind of thing that those outside must not meet."""
    with change():
        cast.secret.retitle("Girouette du retard", by=cast.max)
        cast.listed.describe("Une girouette au rabais", by=cast.max)
        internal = Comment.write(cast.brief, "La girouette tourne", by=cast.max)
        File.attach(cast.brief, "girouette.pdf", content(), by=cast.max, comment=internal)
        File.attach(cast.secret, "girouette.png", content(), by=cast.max)
    return cast


def test_a_search_shows_the_task_its_project_and_where_the_word_stands(cast, client_for):
    with change():
        cast.brief.describe("Une idée de **création** pour l’œuvre", by=cast.max)
    answer = search(client_for(cast.max), "CREATION oeuv")
    assert "Écrire le brief" in answer.text and "Site du musée" in answer.text
    assert "<mark>création</mark>" in answer.text and "<mark>œuvre</mark>" in answer.text
    assert "**" not in answer.text
    assert "À faire" in answer.text and hits(answer) == {cast.brief.public_id}


def test_while_typing_the_first_few_are_a_fragment(cast, client_for):
    with change():
        for number in range(12):
            Task.create(cast.site, f"Girouette {number}", by=cast.max, visibility="client")
    answer = client_for(cast.clara).get("/search?q=girou", headers=HX)
    assert "<html" not in answer.text and answer.text.count("<mark>Girouette</mark>") == 8
    assert client_for(cast.clara).get("/search?q=", headers=HX).text.strip() == ""


def test_what_was_asked_for_is_never_markup(cast, client_for):
    with change():
        cast.brief.retitle("<b>gras</b>", by=cast.max)
    for headers in ({}, HX):
        browser = client_for(cast.max)
        answer = browser.get('/search?q="><script>alert(1)</script>', headers=headers)
        assert answer.status_code == 200 and "<script>alert" not in answer.text
        assert "<b>gras" not in browser.get("/search?q=gras", headers=headers).text


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("headers", [{}, HX], ids=["page", "fragment"])
def test_a_hidden_word_is_in_no_byte_and_answers_as_one_that_never_was(
    planted, client_for, name, headers
):
    browser = client_for(planted.people[name])
    hidden = browser.get("/search?q=girouette", headers=headers)
    never = browser.get("/search?q=girouetta", headers=headers)
    token = re.compile(rb'csrf-token" content="[^"]*"|X-CSRFToken[^}]*}')
    alike = [
        token.sub(b"", one.data.replace(b"girouetta", b"girouette")) for one in (hidden, never)
    ]
    assert alike[0] == alike[1]
    assert hits(hidden) == set() and b"irouette d" not in hidden.data
    for word in ("tourne", "rabais", "retard", "Girouette"):
        assert word not in hidden.text
    assert len(hits(client_for(planted.max).get("/search?q=girouette"))) > 3


def test_each_finds_exactly_what_their_pages_show(planted, client_for):
    with change():
        Comment.write(planted.brief, "Une girouette pour tous", planted.max, visibility="client")
        File.attach(planted.mockup, "girouette.svg", content(), by=planted.max)
        planted.mockup.follow(by=planted.gil)
    for name in EVERYBODY:
        browser = client_for(planted.people[name])
        found = hits(search(browser, "girouette"))
        assert found == shown(browser, planted.people[name], "irouette"), name


def shown(browser, person, word):
    """Where on the pages of the tasks that they can open the word stands."""
    places = set()
    for task in db.session.scalars(db.select(Task)):
        page = browser.get(f"/tasks/{task.public_id}")
        if page.status_code != 200:
            continue
        task_words = f"{task.title} {task.description}"
        if word in task_words and word in page.text:
            places.add(task.public_id)
        things = re.findall(
            r'<article class="(?:comment|file)[^"]*" id="([\w-]+)">(.*?)</article>', page.text, re.S
        )
        # a comment holds its files: their words are not its own
        places |= own_words(things, word)
        if places & {place for place, _text in things}:
            places.add(task.public_id)
    return places


def own_words(things, word):
    return {place for place, text in things if word in text.partition('<article class="file')[0]}


def test_a_reference_leads_to_its_task_for_whoever_sees_it(cast, client_for):
    answer = search(client_for(cast.clara), cast.brief.ref.lower())
    assert (answer.status_code, answer.location) == (303, f"/tasks/{cast.brief.public_id}")
    assert search(client_for(cast.clara), cast.secret.ref).status_code == 200
    assert search(client_for(cast.max), cast.secret.ref).status_code == 303


def test_fifty_are_on_a_page_and_the_rest_on_the_next(cast, client_for):
    with change():
        for number in range(53):
            Task.create(cast.site, f"Girouette {number}", by=cast.max, visibility="client")
    browser = client_for(cast.clara)
    first, second = search(browser, "girouette"), search(browser, "girouette", page=2)
    assert (len(hits(first)), len(hits(second))) == (50, 3)
    assert not hits(first) & hits(second)
    assert "page=2" in first.text and "page=3" not in second.text
    for odd in ("0", "-3", "x", "99999999999"):
        assert search(browser, "girouette", page=odd).status_code == 200


def test_an_archived_task_is_found_and_marked_so(cast, client_for):
    with change():
        cast.brief.archive(by=cast.max)
    assert "Archived" not in search(client_for(cast.clara), "maquette").text
    assert "Archived" in search(client_for(cast.clara), "brief").text


def test_a_project_that_one_left_is_searched_no_more(cast, client_for):
    browser = client_for(cast.mia)
    assert hits(search(browser, "brief")) == {cast.brief.public_id}
    with change():
        hers = db.select(Membership).where(Membership.user_id == cast.mia.id)
        db.session.delete(db.session.scalars(hers).one())
    assert hits(search(browser, "brief")) == set()


def test_every_page_has_the_field_and_strangers_none(cast, client_for, visitor):
    page = client_for(cast.clara).get(f"/projects/{cast.site.public_id}/board")
    assert 'action="/search"' in page.text and 'href="/search"' in page.text
    assert visitor.get("/search?q=brief").status_code in (302, 303)
