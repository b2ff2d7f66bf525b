"""Names offered after @: of those who will read it, and whom the writer may meet."""

import re

import pytest

from models import Comment, Event, change, db
from tests.asking import statements


def offered(browser, task, begun="", visibility=""):
    page = browser.get(f"/tasks/{task.public_id}/mentions?q={begun}&visibility={visibility}")
    return re.findall(r'data-name="([^"]+)"', page.text)


def test_of_what_the_client_reads_everybody_who_sees_the_task_is_offered(cast, client_for):
    assert "Clara Clément" in offered(client_for(cast.max), cast.brief, "c")
    assert offered(client_for(cast.max), cast.brief, "Zo") == []


def test_of_what_is_internal_only_the_team_is(cast, client_for):
    assert offered(client_for(cast.max), cast.brief, "cl", "team") == []
    assert "Mia Martin" in offered(client_for(cast.max), cast.brief, "mi", "team")


def test_of_a_hidden_task_only_those_who_see_it_are(cast, client_for):
    assert offered(client_for(cast.max), cast.listed, "mia") == []
    assert offered(client_for(cast.max), cast.listed, "olga") == ["Olga Owens"]


def test_a_client_is_offered_the_people_they_meet_and_no_others(cast, client_for):
    assert offered(client_for(cast.clara), cast.brief, "m") == ["Mia Martin"]
    assert offered(client_for(cast.clara), cast.brief, "rose") == []


def test_accents_and_second_names_need_not_be_right(cast, client_for):
    assert offered(client_for(cast.max), cast.brief, "clement") == ["Clara Clément"]


def test_of_what_somebody_may_not_see_nobody_is_offered(cast, client_for):
    hidden = f"/tasks/{cast.secret.public_id}/mentions"
    assert client_for(cast.clara).get(hidden).status_code == 404
    assert client_for(cast.zed).get(hidden).data == client_for(cast.zed).get("/tasks/x/y").data


def test_who_is_called_by_name_stands_out_to_those_who_may_meet_them(cast, client_for):
    with change():
        said = "Merci @Mia Martin et @Rose Renard & co, mail@mia.example"
        Comment.write(cast.brief, said, by=cast.max, visibility="client")
    page = client_for(cast.clara).get(f"/tasks/{cast.brief.public_id}").text
    assert re.findall(r'<span class="mention">([^<]+)<', page) == ["@Mia Martin"]
    assert "@Rose Renard &amp; co" in page


def test_who_reads_what_is_being_written_is_worked_out_once_for_a_sheet(cast, client_for):
    """It was worked out for what the client reads, and once more for what the team does."""
    mia, sheet = client_for(cast.mia), f"/tasks/{cast.mockup.public_id}"
    asked = statements(lambda: mia.get(sheet, headers={"HX-Request": "true"}))
    assert len([one for one in asked if "FROM membership JOIN" in one]) == 1
    assert len([one for one in asked if ".role IN (" in one]) == 1


@pytest.mark.parametrize(
    "text", ['[@Mia Martin](https://x.example "a @Mia Martin")', "`@Mia Martin`", "<b>@Mia Martin"]
)
def test_a_name_breaks_no_mark_of_the_text(cast, client_for, text):
    with change():
        Comment.write(cast.brief, text, by=cast.max, visibility="client")
    page = client_for(cast.mia).get(f"/tasks/{cast.brief.public_id}").text
    assert page.count('<span class="mention">') <= 1
    assert 'title="a <' not in page and "<b>@" not in page


def test_whom_a_comment_names_is_kept_with_its_event(cast, client_for):
    form = {"body": "@Mia une idée ?", "visibility": "team"}
    client_for(cast.max).post(f"/tasks/{cast.brief.public_id}/comments", data=form)
    written = db.select(Event).where(Event.kind == "comment.written").order_by(Event.seq.desc())
    assert db.session.scalars(written).first().details == {"named": [cast.mia.id]}
