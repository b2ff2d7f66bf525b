"""The bin of a project, and that of the agency for whole projects."""

import re

import pytest
from sqlalchemy import select

from models import Attachment, Comment, Event, Project, Task, change, db
from tests.cast import furnish, refused_page

HTMX = {"HX-Request": "true"}


def bin_of(cast):
    return f"/projects/{cast.site.public_id}/bin"


def throw_away(cast, *names):
    with change():
        for name in names:
            db.session.get_one(Task, cast.tasks[name].id).delete(by=cast.max)


def kinds():
    return list(db.session.scalars(select(Event.kind).order_by(Event.seq)))


def test_a_click_brings_a_card_back_and_a_second_one_does_nothing_new(cast, client_for):
    throw_away(cast, "brief")
    max_, address = client_for(cast.max), f"{bin_of(cast)}/{cast.brief.public_id}/recovery"
    assert cast.brief.title in max_.get(bin_of(cast)).text
    answer = max_.post(address, headers=HTMX)
    assert answer.status_code == 200 and 'id="bin"' in answer.text
    assert cast.brief.title not in answer.text and cast.brief.ref not in answer.text
    assert kinds()[-1] == "task.recovered"
    told = kinds()
    assert max_.post(address).location == bin_of(cast)
    assert kinds() == told
    assert cast.brief.title in max_.get(f"/projects/{cast.site.public_id}/board").text


def test_the_drawer_says_who_threw_it_away(cast, client_for):
    throw_away(cast, "brief")
    drawer = client_for(cast.mia).get(bin_of(cast), headers=HTMX)
    assert "<html" not in drawer.text and "Max Moreau" in drawer.text


@pytest.mark.parametrize("name", ["gil", "rose", "clara", "zed"])
def test_to_those_outside_the_team_there_is_no_bin(cast, client_for, name):
    throw_away(cast, "brief")
    browser = client_for(cast.people[name])
    assert browser.get(bin_of(cast)).status_code == 404
    recovery = browser.post(f"{bin_of(cast)}/{cast.brief.public_id}/recovery")
    answers = {"zed": 404, "gil": 303}  # whoever does not see it changes nothing
    assert recovery.status_code == answers.get(name, 403)
    assert db.session.get_one(Task, cast.brief.id).deleted_at is not None


def test_who_may_not_delete_it_may_not_bring_it_back(cast, client_for):
    throw_away(cast, "brief", "listed")
    fay, recovery = client_for(cast.fay), f"{bin_of(cast)}/{cast.brief.public_id}/recovery"
    page = fay.get(bin_of(cast)).text
    assert cast.brief.title in page and "/recovery" not in page
    assert cast.listed.title not in page
    assert fay.post(recovery).status_code == 403
    hidden = fay.post(f"{bin_of(cast)}/{cast.listed.public_id}/recovery", headers=HTMX)
    never = fay.post(f"{bin_of(cast)}/2345678923/recovery", headers=HTMX)
    assert hidden.data == never.data and hidden.status_code == never.status_code


def test_a_deleted_comment_is_its_authors_and_of_those_who_may_delete(cast, client_for):
    with change():
        comment = db.session.scalars(select(Comment).where(Comment.visibility == "client")).one()
        comment.delete(by=cast.mia)
        words, id_ = comment.body, comment.public_id
    assert words in client_for(cast.mia).get(bin_of(cast)).text
    assert words in client_for(cast.max).get(bin_of(cast)).text
    assert words not in client_for(cast.fay).get(bin_of(cast)).text
    client_for(cast.mia).post(f"{bin_of(cast)}/{id_}/recovery")
    assert kinds()[-1] == "comment.recovered"


def test_what_is_removed_from_a_sheet_says_how_it_comes_back(cast, client_for):
    furnish(cast)
    link = db.session.scalars(select(Attachment)).one()
    max_ = client_for(cast.max)
    answer = max_.delete(f"/attachments/{link.public_id}", headers=HTMX)
    assert link.name not in answer.text
    again = max_.post(answer.headers["X-Undo"], headers=HTMX)
    assert again.status_code == 200 and kinds()[-1] == "attachment.recovered"


def test_a_project_is_deleted_by_its_typed_name_and_comes_back(cast, client_for):
    olga, address = client_for(cast.olga), f"/projects/{cast.site.public_id}"
    wrong = olga.delete(address, data={"confirmation": "Site"})
    assert wrong.status_code == 422
    # Its field lies at the foot of a long page, which opened at its top.
    (focused,) = re.findall(r"<input[^>]* autofocus[^>]*>", wrong.text)
    assert 'name="confirmation"' in focused and 'aria-invalid="true"' in focused
    assert olga.delete(address, data={"confirmation": "site du musée"}).location == "/"
    assert kinds()[-1] == "project.deleted"
    for name in ("olga", "max", "clara"):
        assert client_for(cast.people[name]).get(f"{address}/board").status_code == 404
    assert "Site du musée" in olga.get("/settings/bin").text
    recovery = f"/settings/bin/{cast.site.public_id}/recovery"
    for _ in range(2):
        assert olga.post(recovery).location == "/settings/bin"
    assert kinds().count("project.recovered") == 1
    assert olga.get(f"{address}/board").status_code == 200
    assert "Site du musée" not in olga.get("/settings/bin").text.partition("<main")[2]


@pytest.mark.parametrize("name", ["max", "mia", "rose", "clara"])
def test_a_project_is_deleted_by_owner_and_admin_alone(cast, client_for, name):
    browser, given = client_for(cast.people[name]), {"confirmation": cast.site.name}
    assert browser.delete(f"/projects/{cast.site.public_id}", data=given).status_code == 403
    assert browser.get("/settings/bin").status_code == refused_page(
        name if name != "max" else "mia"
    )
    assert browser.post(f"/settings/bin/{cast.site.public_id}/recovery").status_code == 403
    assert db.session.get_one(Project, cast.site.id).deleted_at is None


def test_a_client_takes_back_the_comment_they_have_just_deleted(cast, client_for):
    with change():
        comment = Comment.write(cast.brief, "Trop vite.", by=cast.clara, visibility="client")
    clara = client_for(cast.clara)
    gone = clara.delete(f"/comments/{comment.public_id}", headers=HTMX)
    back = clara.post(gone.headers["X-Undo"], headers=HTMX)
    assert back.status_code == 200 and back.text == ""
    assert kinds()[-1] == "comment.recovered"
