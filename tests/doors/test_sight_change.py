"""Who sees what: chosen, looked at, done, and taken back, by those who may hide."""

import html
import re

import pytest
from sqlalchemy import select

from models import Event, Task, change, db
from tests.asking import statements
from tests.cast import refused_page

HX = {"HX-Request": "true", "Accept-Language": "en"}
EN = {"Accept-Language": "en"}


@pytest.fixture
def here(cast):
    return f"/projects/{cast.site.public_id}/sight"


def form_of(cast, *names, visibility="client", **more):
    return {"tasks": [cast.tasks[n].public_id for n in names], "visibility": visibility} | more


def looked_at(page):
    return dict(re.findall(r'name="(mark|chosen|deed)" value="(\w+)"', page))


def done(browser, here, form):
    """Looked at, then done; where that leads."""
    looked = looked_at(browser.post(f"{here}/preview", data=form, headers=HX).text)
    answer = browser.put(here, data=form | looked)
    assert answer.status_code == 303
    return answer.location


def visibilities(cast, *names):
    return [db.session.get_one(Task, cast.tasks[name].id).visibility for name in names]


def test_the_manager_looks_does_it_and_takes_it_back(cast, here, client_for):
    max_, form = client_for(cast.max), form_of(cast, "secret", "listed")
    looked = max_.post(f"{here}/preview", data=form, headers=HX).text
    assert "Will see more" in looked and "Will see less" not in looked
    assert "Clara Clément" in looked and "Rose Renard" in looked
    page = max_.get(done(max_, here, form), headers=EN).text
    assert visibilities(cast, "secret", "listed") == ["client", "client"]
    assert "2 tasks changed." in page
    undo = re.search(r'action="(\S+/undo)"', page)[1]
    assert "Undone." in max_.get(max_.post(undo, headers=EN).location, headers=EN).text
    assert visibilities(cast, "secret", "listed") == ["team", "list"]
    assert max_.post(undo).status_code == 303
    assert visibilities(cast, "secret", "listed") == ["team", "list"]


def test_what_already_stood_so_is_counted_apart(cast, here, client_for):
    """Three were ticked, and “2 tasks changed” left one in doubt about the third."""
    max_, form = client_for(cast.max), form_of(cast, "secret", "listed", "brief")
    page = max_.get(done(max_, here, form), headers=EN).text
    assert "2 tasks changed. 1 already stood so." in page
    again = max_.get(done(max_, here, form), headers=EN).text
    assert "Nothing has changed: 3 tasks already stood so." in again
    assert "/undo" not in again


def test_nothing_is_done_that_was_not_looked_at(cast, here, client_for):
    max_, form = client_for(cast.max), form_of(cast, "secret")
    looked = looked_at(max_.post(f"{here}/preview", data=form, headers=HX).text)
    with change():
        db.session.get_one(Task, cast.secret.id).hide("list", by=cast.max, people=[cast.mia])
    for stale, said in (
        ({}, "You have chosen something else since"),
        (looked, "changed meanwhile"),
        (looked | {"mark": "invented"}, "changed meanwhile"),
    ):
        answer = max_.put(here, data=form | stale, headers=EN)
        assert answer.status_code == 409
        assert said in answer.text
    assert visibilities(cast, "secret") == ["list"]


def test_who_chose_something_else_since_is_told_so_and_not_that_anything_changed(
    cast, here, client_for
):
    """They pressed before who gains and who loses by it was there to be read."""
    max_, form = client_for(cast.max), form_of(cast, "secret")
    looked = looked_at(max_.post(f"{here}/preview", data=form, headers=HX).text)
    for other in (form_of(cast, "secret", "listed"), form_of(cast, "secret", visibility="list")):
        answer = max_.put(here, data=other | looked, headers=EN)
        assert answer.status_code == 409
        assert "chosen something else" in answer.text and "meanwhile" not in answer.text
        again = max_.put(here, data=other | looked_at(answer.text))
        assert again.status_code == 303


def test_pressed_twice_it_is_done_once_and_both_are_told_of_it(cast, here, client_for):
    """The second press was answered that something had changed meanwhile: by the first."""
    max_, form = client_for(cast.max), form_of(cast, "secret", "listed")
    form |= looked_at(max_.post(f"{here}/preview", data=form, headers=HX).text)
    first, second = max_.put(here, data=form), max_.put(here, data=form)
    assert first.status_code == 303 and first.location == second.location
    page = max_.get(second.location, headers=EN).text
    assert "2 tasks changed." in page
    max_.post(re.search(r'action="(\S+/undo)"', page)[1])
    assert visibilities(cast, "secret", "listed") == ["team", "list"]
    third = max_.put(here, data=form)  # by the way back of the browser, as it stood before
    assert third.status_code == 303 and third.location != first.location
    assert visibilities(cast, "secret", "listed") == ["client", "client"]


def test_what_was_cut_off_is_looked_at_again_and_not_said_to_be_done(cast, here, client_for):
    """Pressed again it said “1 task changed.”, and the other stayed as the client saw it."""
    max_, form = client_for(cast.max), form_of(cast, "brief", "mockup", visibility="team")
    form |= looked_at(max_.post(f"{here}/preview", data=form, headers=HX).text)
    with change():
        db.session.get_one(Task, cast.mockup.id).hide("team", by=cast.max, together=form["deed"])
    again = max_.put(here, data=form, headers=EN)
    assert again.status_code == 409 and visibilities(cast, "brief") == ["client"]
    other = form_of(cast, "mockup", "listed", visibility="team")
    assert max_.put(here, data=form | other).status_code == 409
    rest = max_.put(here, data=form | looked_at(again.text), headers=EN)
    assert rest.status_code == 303 and visibilities(cast, "brief", "mockup") == ["team", "team"]
    assert max_.put(here, data=form | looked_at(again.text)).status_code == 303


def test_whoever_makes_a_list_is_on_it(cast, here, client_for):
    people = {"people": [cast.clara.public_id]}
    done(client_for(cast.max), here, form_of(cast, "brief", visibility="list") | people)
    assert db.session.get_one(Task, cast.brief.id).listed == {cast.max.id, cast.clara.id}


def test_a_column_a_phase_and_words_narrow_what_is_offered(cast, here, client_for):
    max_ = client_for(cast.max)
    with change():
        phase = Task.create(cast.site, "Coulisses", by=cast.max, kind="phase")
        db.session.get_one(Task, cast.brief.id).nest(phase)
    column = cast.columns["doing"].public_id
    page = max_.get(f"{here}?column={column}&all").text
    assert page.count('name="tasks"') == 2 and page.count(" checked>") >= 2
    assert cast.mockup.title in page and cast.brief.title not in page
    page = max_.get(f"{here}?phase={phase.public_id}").text
    assert cast.brief.title in page and cast.mockup.title not in page
    assert max_.get(f"{here}?q=maquette").text.count('name="tasks"') == 1
    assert max_.get(f"{here}?seen=list").text.count('name="tasks"') == 1


def test_it_is_narrowed_as_a_board_is(cast, here, client_for):
    max_ = client_for(cast.max)
    page = max_.get(f"{here}?person={cast.mia.public_id}&all").text
    assert page.count('name="tasks"') == 1 and cast.mockup.title in page
    assert f'name="person" value="{cast.mia.public_id}"' in page
    assert max_.get(f"{here}?person=none&due=none").text.count('name="tasks"') == 4


def test_a_member_changes_what_is_theirs_and_nothing_else(cast, here, client_for):
    mia = client_for(cast.mia)
    with change():
        mine = Task.create(cast.site, "À moi", by=cast.mia, column=cast.columns["todo"])
    page = mia.get(here).text
    assert "À moi" in page and cast.brief.title not in page
    form = {"tasks": [mine.public_id, cast.brief.public_id], "visibility": "team"}
    done(mia, here, form | {"visibility": "client"})
    assert db.session.get_one(Task, mine.id).visibility == "client"
    assert visibilities(cast, "brief") == ["client"]
    assert (
        "Tick the tasks first"
        in mia.post(f"{here}/preview", data=form_of(cast, "brief"), headers=HX).text
    )


@pytest.mark.parametrize("name", ["gil", "rose", "clara"])
def test_who_hides_nothing_finds_no_such_page(cast, here, client_for, name):
    browser = client_for(cast.people[name])
    assert browser.get(here).status_code == refused_page(name)
    assert browser.post(f"{here}/preview", data=form_of(cast, "brief")).status_code == 403
    assert browser.put(here, data=form_of(cast, "brief")).status_code == 403
    assert browser.post(f"{here}/together/undo").status_code == 403


def test_a_stranger_finds_nothing_here(cast, here, client_for):
    zed = client_for(cast.zed)
    asked = [zed.get(here), zed.post(f"{here}/preview"), zed.put(here), zed.post(f"{here}/x/undo")]
    assert [answer.status_code for answer in asked] == [404] * 4


def test_what_was_done_by_others_is_not_taken_back(cast, here, client_for):
    address = done(client_for(cast.max), here, form_of(cast, "secret"))
    together = address.partition("done=")[2]
    assert client_for(cast.olga).post(f"{here}/{together}/undo").status_code == 404
    assert visibilities(cast, "secret") == ["client"]


def test_a_column_of_many_goes_in_several_steps_and_comes_back_at_once(cast, here, client_for):
    with change():
        many = [
            Task.create(cast.site, f"Carte {n}", by=cast.max, column=cast.columns["todo"])
            for n in range(45)
        ]
    form = {"tasks": [task.public_id for task in many], "visibility": "client"}
    max_ = client_for(cast.max)
    page = max_.get(done(max_, here, form), headers=EN).text
    assert "45 tasks changed." in page
    told = select(Event).where(Event.kind == "task.shown")
    assert len(db.session.scalars(told).all()) == 45
    max_.post(re.search(r'action="(\S+/undo)"', page)[1])
    assert {db.session.get_one(Task, task.id).visibility for task in many} == {"team"}


def test_what_narrowed_the_tasks_still_does_after_the_change_and_its_undo(cast, here, client_for):
    max_, column = client_for(cast.max), cast.secret.column.public_id
    narrow = f"?column={column}&person={cast.mia.public_id}"
    page = max_.get(here + narrow, headers=EN).text
    ways = {html.unescape(way) for way in re.findall(r'(?:action|hx-post)="(\S+?\?\S+)"', page)}
    assert ways == {f"{here}/preview{narrow}"}
    form = form_of(cast, "secret")
    looked = max_.post(f"{here}/preview{narrow}", data=form, headers=HX).text
    assert f'formaction="{here}{html.escape(narrow)}"' in looked
    left = max_.put(here + narrow, data=form | looked_at(looked))
    assert left.location.startswith(f"{here}{narrow}&done=")
    undo = html.unescape(re.search(r'action="(\S+/undo\S+)"', max_.get(left.location).text)[1])
    assert max_.post(undo).location == here + narrow


def test_all_are_offered_to_be_ticked_until_they_are(cast, here, client_for):
    max_ = client_for(cast.max)
    page = max_.get(here, headers=EN).text
    assert "Untick all of them" not in page
    every = html.unescape(re.search(r'href="(\S+)">Tick all of them', page)[1])
    page = max_.get(every, headers=EN).text
    assert f'href="{here}">Untick all of them' in page and "Tick all of them" not in page


def test_the_single_change_can_be_taken_back_too(cast, client_for):
    mia_s = f"/tasks/{cast.secret.public_id}/visibility"
    max_ = client_for(cast.max)
    answer = max_.put(mia_s, data={"visibility": "client"}, headers=HX)
    assert visibilities(cast, "secret") == ["client"]
    assert max_.post(answer.headers["X-Undo"], headers=HX).status_code == 200
    assert visibilities(cast, "secret") == ["team"]


def asked_for(deed):
    """How many statements about tasks it took."""
    return len([one for one in statements(deed) if "FROM task " in one])


def test_taking_back_twice_as_many_asks_twice_as_much(cast, here, client_for, monkeypatch):
    monkeypatch.setattr("models.sight_change.AT_ONCE", 2)
    max_, took = client_for(cast.max), []
    for count in (8, 16):
        with change():
            new = [
                Task.create(cast.site, f"Tâche {n}", by=cast.max, column=cast.secret.column)
                for n in range(count)
            ]
        form = {"tasks": [one.public_id for one in new], "visibility": "client"}
        page = max_.get(done(max_, here, form)).text
        undo = re.search(r'action="(\S+/undo)"', page)[1]
        took.append(asked_for(lambda address=undo: max_.post(address)))
        assert {db.session.get_one(Task, one.id).visibility for one in new} == {"team"}
    assert took[1] < 2.5 * took[0]
