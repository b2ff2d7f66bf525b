"""Readers: what they may do, what they are not given, and how many there may be."""

import pytest
from sqlalchemy import select

from models import Agency, Comment, Membership, Project, change, db
from models.task.assigning import Unassignable


@pytest.fixture
def olga(cast, client_for):
    return client_for(cast.olga)


def settings(browser, **wanted):
    return browser.put("/settings/readers", data={"readers_per_seat": "2"} | wanted)


def invite(browser, cast, role, email):
    asked = {"email": email, "role": role, "language": "fr", "name": "X"}
    return browser.post(f"/projects/{cast.site.public_id}/invitations", data=asked)


def test_a_reader_cannot_comment_until_the_agency_lets_them(cast, client_for, olga):
    rose, own = client_for(cast.rose), f"/tasks/{cast.mockup.public_id}"
    words = {"body": "Une question"}
    assert rose.post(f"{own}/comments", data=words).status_code == 403
    assert "composer" not in rose.get(own).text
    assert settings(olga, readers_comment="1").status_code == 303
    assert "composer" in rose.get(own).text
    assert rose.post(f"{own}/comments", data=words).status_code in (200, 303)
    assert "Une question" in client_for(cast.clara).get(own).text
    assert rose.put(f"{own}/title", data={"title": "X"}).status_code == 403
    settings(olga)
    assert rose.post(f"{own}/comments", data=words).status_code == 403


def test_who_may_comment_no_more_keeps_their_words_and_reads_why_beside_them(
    cast, client_for, olga
):
    """It said at the edge of the page that they cannot do this, and nothing where they wrote."""
    settings(olga, readers_comment="1")
    rose, own = client_for(cast.rose), f"/tasks/{cast.mockup.public_id}/comments"
    french, words = {"Accept-Language": "fr"}, {"body": "Une question"}
    rose.post(own, data=words)
    said = db.session.scalars(select(Comment).where(Comment.body == words["body"])).one()
    settings(olga)
    for send, address in ((rose.post, own), (rose.put, f"/comments/{said.public_id}")):
        beside = send(address, data=words, headers=french | {"HX-Request": "true"})
        assert beside.status_code == 403 and "X-Sentence" not in beside.headers
        assert beside.text.startswith('<span class="field__error" data-field="body">Vous ne pouvez')
        page = send(address, data=words, headers=french)
        assert page.status_code == 403 and ">Une question</textarea>" in page.text


def test_words_for_a_project_that_was_archived_meanwhile_stay_too(cast, client_for):
    mia, own = client_for(cast.mia), f"/tasks/{cast.mockup.public_id}/comments"
    with change():
        db.session.get_one(Project, cast.site.id).archive(by=cast.max)
    answer = mia.post(own, data={"body": "Trop tard"}, headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert 'data-field="body">This project is archived' in answer.text


def test_as_many_readers_as_seats_bring_and_the_refusal_says_so(cast, olga):
    settings(olga, seats="1", readers_per_seat="2")
    assert invite(olga, cast, "reader", "un@x.example").status_code == 303  # with Rose, the second
    answer = invite(olga, cast, "reader", "deux@x.example")
    assert answer.status_code == 422 and "2 readers" in answer.text
    assert "deux@x.example" in answer.text  # what was typed is still there
    assert invite(olga, cast, "member", "trois@x.example").status_code == 303
    answer = olga.put(f"/people/{cast.mia.public_id}/role", data={"role": "reader"})
    assert answer.status_code == 422 and "2 readers" in answer.text
    own = f"/projects/{cast.site.public_id}/people/{cast.mia.public_id}"
    assert olga.put(own, data={"role": "reader", "until": ""}).status_code == 422
    assert Membership.of(cast.site, cast.mia).role == "member"
    settings(olga, seats="2")
    assert invite(olga, cast, "reader", "deux@x.example").status_code == 303


def test_who_reads_already_is_not_counted_twice(cast, olga):
    settings(olga, seats="1", readers_per_seat="1")
    with change():
        cast.elsewhere.client = cast.client
        Membership.grant(cast.elsewhere, cast.rose, "reader", by=cast.olga)
    assert Membership.of(cast.elsewhere, cast.rose).role == "reader"


@pytest.mark.parametrize("seats", ["0", "-1", "beaucoup", "1.5", "99999999999"])
def test_a_number_that_is_none_is_refused_beside_its_field(cast, olga, seats):
    answer = settings(olga, seats=seats)
    assert answer.status_code == 422 and f'value="{seats}"' in answer.text
    assert db.session.scalars(select(Agency)).one().seats is None


def test_only_owner_and_admin_set_it(cast, client_for):
    for name in ("max", "mia", "fay", "gil", "rose", "clara", "zed"):
        assert settings(client_for(cast.people[name]), seats="9").status_code == 403
    assert db.session.scalars(select(Agency)).one().seats is None


def test_a_reader_is_given_no_task_and_is_offered_for_none(cast, client_for, olga):
    """The picker offered them, and the server took it."""
    task = f"/tasks/{cast.brief.public_id}"
    answer = olga.put(f"{task}/people", data={"people": [cast.rose.public_id]})
    assert answer.status_code == 422
    assert "Rose Renard is a reader here, and is given no task." in answer.text
    for page in (f"{task}/people/edit", f"/tasks/{cast.brief.public_id}/cells/people"):
        text = olga.get(page, headers={"HX-Request": "true"}).text
        assert "Mia Martin" in text and "Rose Renard" not in text, page
    typed = olga.get(f"/projects/{cast.site.public_id}/quick-add?text=Appeler+@Rose")
    assert "Rose Renard" not in typed.text
    with change(), pytest.raises(Unassignable):
        cast.brief.assign([cast.rose], by=cast.olga)


def test_who_is_made_a_reader_is_put_on_no_further_task(cast, olga):
    with change():
        Membership.of(cast.site, cast.mia).change("reader", None, by=cast.olga)
    task = f"/tasks/{cast.mockup.public_id}"  # hers until now
    both = {"people": [cast.mia.public_id, cast.max.public_id]}
    assert olga.put(f"{task}/people", data=both).status_code == 303
    assert olga.put(f"/tasks/{cast.brief.public_id}/people", data=both).status_code == 422


def test_a_reader_s_board_holds_no_tool_that_answers_no(cast, client_for):
    page = client_for(cast.rose).get(f"/projects/{cast.site.public_id}/board").text
    for dead in ("My tasks", "New task", "Edit the title", "Pick up, drop", "Add a first task"):
        assert dead not in page, dead
    sheet = client_for(cast.rose).get(f"/tasks/{cast.brief.public_id}").text
    assert "/following" not in sheet


def test_a_guest_s_board_speaks_of_no_task_to_add(cast, client_for):
    with change():
        cast.brief.assign([cast.gil], by=cast.olga)
    page = client_for(cast.gil).get(f"/projects/{cast.site.public_id}/board").text
    assert "My tasks" in page and "Pick up, drop" in page
    assert "New task" not in page and "Add a first task" not in page
