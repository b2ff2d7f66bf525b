"""The doors of a task: what they show, record, refuse and never tell."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from models import Comment, Event, File, Membership, Override, Task, Viewer, change, db, now
from models.base import Clock

HX = {"HX-Request": "true"}


def last_event() -> Event:
    return db.session.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()


def events() -> int:
    return db.session.scalars(select(func.count()).select_from(Event)).one()


def place(browser, task, column, before=None):
    form = {"column": column.public_id}
    if before is not None:
        form["before"] = before.public_id
    return browser.put(f"/tasks/{task.public_id}/place", data=form, headers=HX)


def test_placing_answers_with_the_card_and_the_way_back(cast, client_for):
    answer = place(client_for(cast.mia), cast.brief, cast.columns["doing"], cast.mockup)
    assert answer.status_code == 200
    assert f'id="task-{cast.brief.public_id}"' in answer.text
    assert len(answer.data) < 5000
    happened = last_event()
    assert happened.kind == "task.placed"
    assert happened.actor_id == cast.mia.id
    assert answer.headers["X-Undo"] == f"/events/{happened.public_id}/undo"


def test_undoing_a_move_over_http_puts_the_card_back(cast, client_for):
    browser = client_for(cast.mia)
    undo = place(browser, cast.brief, cast.columns["done"]).headers["X-Undo"]
    assert browser.post(undo, headers=HX).status_code == 200
    assert cast.brief.column.kind == "todo"
    assert browser.post(undo, headers=HX).status_code == 409


def test_an_undo_that_comes_too_late_is_a_whole_page_where_there_is_no_script(cast, client_for):
    """The answer was a bare sentence, with nothing around it and no way back."""
    browser = client_for(cast.mia)
    undo = place(browser, cast.brief, cast.columns["done"]).headers["X-Undo"]
    place(client_for(cast.max), cast.brief, cast.columns["doing"])
    with change():
        cast.mia.change(by=cast.mia, language="fr")
    answer = browser.post(undo, headers={"Referer": "http://localhost/inbox"})
    assert answer.status_code == 409
    assert '<html lang="fr"' in answer.text and ">Non annulé</h1>" in answer.text
    assert "Max l’a modifié depuis\u00a0: rien n’a été annulé." in answer.text
    assert 'href="http://localhost/inbox"' in answer.text
    bare = browser.post(undo, headers=HX)
    assert bare.status_code == 409 and bare.text.startswith("<p")


def test_placing_twice_does_nothing_new(cast, client_for):
    browser = client_for(cast.mia)
    place(browser, cast.brief, cast.columns["doing"])
    before = events()
    assert place(browser, cast.brief, cast.columns["doing"]).status_code == 200
    assert events() == before


@pytest.mark.parametrize(("who", "status"), [("rose", 403), ("clara", 403), ("zed", 404)])
def test_those_who_may_not_move_a_card_are_refused(cast, client_for, who, status):
    answer = place(client_for(getattr(cast, who)), cast.brief, cast.columns["doing"])
    assert answer.status_code == status
    assert cast.brief.column.kind == "todo"


def test_a_stranger_to_the_house_is_asked_to_sign_in(cast, visitor):
    answer = place(visitor, cast.brief, cast.columns["doing"])
    assert answer.status_code in (302, 303, 401)
    assert cast.brief.public_id not in answer.text


def test_a_client_gets_the_same_answer_for_hidden_and_for_never_existed(cast, client_for):
    browser = client_for(cast.clara)
    hidden = browser.get(f"/tasks/{cast.secret.public_id}")
    nothing = browser.get("/tasks/nothinghere")
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.data.replace(cast.secret.public_id.encode(), b"x") == nothing.data.replace(
        b"nothinghere", b"x"
    )


def test_a_card_before_one_that_is_hidden_from_the_mover_stands_at_the_end(cast, client_for):
    answer = place(client_for(cast.mia), cast.brief, cast.columns["doing"], cast.listed)
    assert answer.status_code == 200
    assert cast.brief.rank > cast.mockup.rank


@pytest.mark.parametrize(
    ("block", "form", "kind"),
    [
        ("title", {"title": "Relire le brief"}, "task.retitled"),
        ("description", {"description": "**Gras**", "was": ""}, "task.described"),
        ("dates", {"deadline": "2027-05-04"}, "task.dated"),
        ("priority", {"priority": "urgent"}, "task.prioritised"),
        ("visibility", {"visibility": "team"}, "task.hidden"),
    ],
)
def test_each_block_is_changed_recorded_and_shown(cast, client_for, block, form, kind):
    browser = client_for(cast.max)
    answer = browser.put(f"/tasks/{cast.brief.public_id}/{block}", data=form, headers=HX)
    assert answer.status_code == 200
    assert last_event().kind == kind
    before = events()
    again = {**form, "was": form["description"]} if "was" in form else form
    browser.put(f"/tasks/{cast.brief.public_id}/{block}", data=again, headers=HX)
    assert events() == before


@pytest.mark.parametrize("block", ["title", "description", "dates", "priority", "visibility"])
def test_a_reader_changes_nothing(cast, client_for, block):
    form = {"title": "x", "description": "x", "priority": "low", "visibility": "team"}
    answer = client_for(cast.rose).put(f"/tasks/{cast.brief.public_id}/{block}", data=form)
    assert answer.status_code == 403


def test_a_bad_value_gets_a_sentence_for_its_field(cast, client_for):
    browser = client_for(cast.mia)
    address = f"/tasks/{cast.brief.public_id}"
    for block, form in [
        ("title", {"title": "  "}),
        ("dates", {"deadline": "next century"}),
        ("dates", {"start": "2027-05-01", "deadline": "2027-04-01"}),
        ("priority", {"priority": "whatever"}),
    ]:
        answer = browser.put(f"{address}/{block}", data=form, headers=HX)
        assert answer.status_code == 422, (block, answer.status_code)
        assert "field__error" in answer.text


def test_what_was_typed_is_shown_again_without_script(cast, client_for):
    address = f"/tasks/{cast.brief.public_id}/description"
    answer = client_for(cast.mia).put(address, data={"description": "mot " * 20_000})
    assert answer.status_code == 422
    assert "mot mot mot" in answer.text


def test_two_writers_of_one_text_are_shown_both(cast, client_for):
    address = f"/tasks/{cast.brief.public_id}/description"
    client_for(cast.max).put(address, data={"description": "La sienne", "was": ""}, headers=HX)
    answer = client_for(cast.mia).put(
        address, data={"description": "La mienne", "was": ""}, headers=HX
    )
    assert answer.status_code == 422
    assert "La sienne" in answer.text
    assert "La mienne" in answer.text


def test_staff_comment_internally_unless_they_say_otherwise(cast, client_for):
    address = f"/tasks/{cast.brief.public_id}/comments"
    client_for(cast.mia).post(address, data={"body": "Entre nous"}, headers=HX)
    client_for(cast.mia).post(address, data={"body": "À tous", "visibility": "client"}, headers=HX)
    seen = client_for(cast.clara).get(f"/tasks/{cast.brief.public_id}", headers=HX).text
    assert "À tous" in seen
    assert "Entre nous" not in seen


def test_a_project_may_say_that_the_team_writes_to_its_client_too(cast, client_for):
    with change():
        cast.site.change(by=cast.max, comments_preset="client")
    mia = client_for(cast.mia)
    for task, chosen in ((cast.brief, True), (cast.secret, False)):
        assert ('value="client" selected' in mia.get(f"/tasks/{task.public_id}").text) == chosen
        mia.post(f"/tasks/{task.public_id}/comments", data={"body": "Dit ainsi"}, headers=HX)
    mia.post(
        f"/tasks/{cast.brief.public_id}/comments",
        data={"body": "Entre nous", "visibility": "team"},
        headers=HX,
    )
    written = select(Comment).where(Comment.body.in_(("Dit ainsi", "Entre nous")))
    said = db.session.scalars(written.order_by(Comment.id)).all()
    assert [comment.visibility for comment in said] == ["client", "team", "team"]


def test_what_a_client_writes_is_read_by_all_and_nothing_is_sent_as_internal(cast, client_for):
    address, clara = f"/tasks/{cast.brief.public_id}/comments", client_for(cast.clara)
    written = select(Comment).where(Comment.body == "Bonjour")
    answer = clara.post(address, data={"body": "Bonjour", "visibility": "team"}, headers=HX)
    assert answer.status_code == 403 and 'data-field="body"' in answer.text
    assert db.session.scalars(written).all() == []
    clara.post(address, data={"body": "Bonjour"}, headers=HX)
    assert db.session.scalars(written).one().visibility == "client"


def test_who_may_hide_no_more_sends_nothing_wider_than_they_chose(cast, client_for):
    """What was begun for the team alone went to the client when the right was taken meanwhile."""
    mia, task = client_for(cast.mia), cast.brief
    comments = f"/tasks/{task.public_id}/comments"
    secret = {"body": "Restons à 40 %", "visibility": "team"}
    card = {"text": "Revoir la marge", "visibility": "team"}
    with change():
        cast.site.change(by=cast.max, preset="client")
        for right in ("comment_internally", "hide"):
            Override.make(cast.mia, right, False, by=cast.ada)
    for address, form in ((comments, secret), (f"/projects/{cast.site.public_id}/tasks", card)):
        for headers in (HX, {}):
            answer = mia.post(address, data=form, headers=headers | {"Accept-Language": "fr"})
            assert answer.status_code in (403, 422) and "Vous ne pouvez plus" in answer.text
    assert db.session.scalars(select(Comment).where(Comment.body == secret["body"])).all() == []
    assert db.session.scalars(select(Task).where(Task.title == card["text"])).all() == []
    with change():
        db.session.get_one(type(cast.site), cast.site.id).change(by=cast.max, preset="team")
    mia.post(f"/projects/{cast.site.public_id}/tasks", data=card, headers=HX)
    made = db.session.scalars(select(Task).where(Task.title == card["text"])).one()
    assert made.visibility == "team"


def test_who_may_attach_nothing_attaches_nothing_to_a_comment_either(cast, client_for):
    """The right was asked of a task's files alone: with a comment they went in."""
    mia, address = client_for(cast.mia), f"/tasks/{cast.brief.public_id}"
    with change():
        Override.make(cast.mia, "attach", False, by=cast.ada)
    form = {"body": "Voici", "files": (BytesIO(b"Bonjour"), "notes.txt")}
    answer = mia.post(f"{address}/comments", data=form, headers=HX)
    assert answer.status_code == 403 and 'data-field="body"' in answer.text
    assert db.session.scalars(select(File).where(File.name == "notes.txt")).all() == []
    composer = mia.get(address).text.partition('class="composer"')[2].partition("</form>")[0]
    assert "composer__text" in composer and 'type="file"' not in composer
    assert mia.post(f"{address}/comments", data={"body": "Voici"}).status_code == 303


def test_only_its_author_edits_a_comment(cast, client_for):
    client_for(cast.mia).post(
        f"/tasks/{cast.brief.public_id}/comments", data={"body": "Un"}, headers=HX
    )
    written = db.session.scalars(select(Comment).where(Comment.body == "Un")).one()
    address = f"/comments/{written.public_id}"
    assert client_for(cast.max).put(address, data={"body": "Deux"}).status_code == 403
    assert client_for(cast.clara).put(address, data={"body": "Deux"}).status_code == 404
    assert client_for(cast.mia).put(address, data={"body": "Deux"}).status_code == 303


def test_a_quick_line_names_people_and_a_date(cast, client_for):
    answer = client_for(cast.max).post(
        f"/projects/{cast.site.public_id}/tasks",
        data={"text": "Relire la FAQ @mia demain", "column": cast.columns["review"].public_id},
        headers={**HX, "Accept-Language": "fr"},
    )
    assert answer.status_code == 200
    made = db.session.scalars(select(Task).where(Task.title == "Relire la FAQ")).one()
    assert made.people == [cast.mia]
    assert made.deadline is not None
    assert made.column.kind == "review"
    assert made.visibility == "team"


def test_a_clients_own_task_is_for_the_client_to_see(cast, client_for):
    browser = client_for(cast.clara)
    browser.post(f"/projects/{cast.site.public_id}/tasks", data={"text": "Logo"}, headers=HX)
    made = db.session.scalars(select(Task).where(Task.title == "Logo")).one()
    assert made.visibility == "client"
    assert browser.get(f"/tasks/{made.public_id}").status_code == 200


def test_checklists_are_written_ticked_and_removed(cast, client_for):
    browser, task = client_for(cast.mia), cast.brief
    browser.post(f"/tasks/{task.public_id}/checklists", data={"title": "À vérifier"}, headers=HX)
    checklist = task.checklists[0]
    address = f"/checklists/{checklist.public_id}/items"
    answer = browser.post(address, data={"text": "Le logo"}, headers=HX)
    assert "Le logo" in answer.text
    item = checklist.items[0]
    browser.post(f"/checklist-items/{item.public_id}/tick", headers=HX)
    assert item.done_at is not None
    browser.delete(f"/checklist-items/{item.public_id}/tick", headers=HX)
    assert item.done_at is None
    browser.delete(f"/checklists/{checklist.public_id}", headers=HX)
    assert task.checklists == []


def test_archived_and_restored(cast, client_for):
    browser, address = client_for(cast.mia), f"/tasks/{cast.brief.public_id}/archive"
    assert browser.post(address, headers=HX).status_code == 200
    assert cast.brief.archived_at is not None
    board = browser.get(f"/projects/{cast.site.public_id}/board").text
    assert cast.brief.public_id not in board
    assert cast.brief.title in browser.get(f"/projects/{cast.site.public_id}/archive").text
    assert browser.delete(address, headers=HX).status_code == 200
    assert cast.brief.public_id in browser.get(f"/projects/{cast.site.public_id}/board").text


def test_a_deleted_task_comes_back_by_undo(cast, client_for):
    browser = client_for(cast.max)
    answer = browser.delete(f"/tasks/{cast.brief.public_id}", headers=HX)
    assert browser.get(f"/tasks/{cast.brief.public_id}").status_code == 404
    assert browser.post(answer.headers["X-Undo"], headers=HX).status_code == 200
    assert browser.get(f"/tasks/{cast.brief.public_id}").status_code == 200


@pytest.mark.parametrize("deed", ["deleted", "archived"])
def test_put_away_on_its_own_page_one_is_on_the_board_with_the_way_back(cast, client_for, deed):
    browser, page = client_for(cast.max), f"/tasks/{cast.brief.public_id}"
    form = {"deleted": (page, {"_method": "DELETE"}), "archived": (f"{page}/archive", {})}
    address, fields = form[deed]
    left = browser.post(address, data=fields)
    assert (left.status_code, left.location) == (303, f"/projects/{cast.site.public_id}/board")
    board = browser.get(left.location).text
    assert f"Task {deed}" in board and cast.brief.title not in board
    way_back = re.search(r'action="(/events/\w+/undo)"', board)[1]
    assert way_back not in browser.get(left.location).text  # said once
    assert browser.post(way_back).location == left.location
    assert cast.brief.title in browser.get(left.location).text


def test_links_are_http_https_or_mailto(cast, client_for):
    browser, address = client_for(cast.mia), f"/tasks/{cast.brief.public_id}/attachments"
    good = {"name": "Planche", "url": "https://example.org/planche"}
    assert "Planche" in browser.post(address, data=good, headers=HX).text
    bad = {"name": "x", "url": "javascript:alert(1)"}
    assert browser.post(address, data=bad, headers=HX).status_code == 422


def test_people_of_other_projects_cannot_be_made_responsible(cast, client_for):
    address = f"/tasks/{cast.brief.public_id}/people"
    form = {"people": [cast.zed.public_id, cast.mia.public_id]}
    client_for(cast.max).put(address, data=form, headers=HX)
    assert cast.brief.people == [cast.mia]


def test_a_subtask_lies_in_its_card_and_shows_on_it(cast, client_for):
    browser = client_for(cast.mia)
    answer = browser.post(
        f"/tasks/{cast.brief.public_id}/subtasks", data={"title": "Relire"}, headers=HX
    )
    assert "Relire" in answer.text
    assert cast.brief.subtasks[0].column_id is None
    assert cast.brief.subtasks[0].visibility == "client"


def test_a_subtasks_line_is_read_like_the_boards(cast, client_for):
    """“Relire @Mia demain” became its title, with nobody responsible and no date."""
    address, form = f"/tasks/{cast.brief.public_id}/subtasks", {"title": "Relire @Mia demain"}
    client_for(cast.max).post(address, data=form, headers=HX)
    child = cast.brief.subtasks[0]
    assert (child.title, child.people) == ("Relire", [cast.mia])
    assert child.deadline is not None


def test_a_subtasks_line_gives_nothing_to_anybody_for_those_who_may_not_assign(cast, client_for):
    address, form = f"/tasks/{cast.brief.public_id}/subtasks", {"title": "Relire @Mia"}
    client_for(cast.fay).post(address, data=form, headers=HX)
    child = cast.brief.subtasks[0]
    assert (child.title, child.people) == ("Relire @Mia", [])


def test_who_may_not_create_adds_no_subtask_to_their_own_task(cast, client_for):
    with change():
        db.session.get(Task, cast.brief.id).assign([cast.gil], by=cast.max)
    gil, address = client_for(cast.gil), f"/tasks/{cast.brief.public_id}/subtasks"
    assert gil.post(address, data={"title": "Relire"}, headers=HX).status_code == 403
    assert 'placeholder="Add a subtask"' not in gil.get(address).text
    assert cast.brief.subtasks == []


def test_a_new_label_is_put_on_its_task(cast, client_for):
    form = {"name": "Presse", "hue": "olive", "task": cast.brief.public_id}
    browser = client_for(cast.mia)
    browser.post(f"/projects/{cast.site.public_id}/labels", data=form, headers=HX)
    assert [label.name for label in cast.brief.labels] == ["Presse"]
    form = {"labels": []}
    browser.put(f"/tasks/{cast.brief.public_id}/labels", data=form, headers=HX)
    assert cast.brief.labels == []


def test_only_ones_own_change_is_taken_back(cast, client_for):
    undo = place(client_for(cast.mia), cast.brief, cast.columns["done"]).headers["X-Undo"]
    assert client_for(cast.max).post(undo, headers=HX).status_code == 404
    assert cast.brief.column.kind == "done"


def test_a_subtask_under_a_list_is_seen_by_those_on_the_list(cast, client_for):
    """It used to get an empty list of its own, and only its author met it."""
    with change():
        cast.listed.hide("list", by=cast.max, people=[cast.mia, cast.max])
    browser = client_for(cast.max)
    browser.post(f"/tasks/{cast.listed.public_id}/subtasks", data={"title": "Chiffrer"}, headers=HX)
    child = cast.listed.subtasks[0]
    assert child.is_visible_to(Viewer.of(cast.mia.id).audience(cast.site))
    assert not child.is_visible_to(Viewer.of(cast.clara.id).audience(cast.site))


def test_everybody_who_sees_a_listed_task_is_named(cast, client_for):
    """It counted the list alone, yet the law shows it to who wrote it, does it or manages."""
    with change():
        cast.listed.assign([cast.mia], by=cast.max)
        cast.listed.hide("list", by=cast.max, people=[cast.fay, cast.gil])
    address = f"/tasks/{cast.listed.public_id}"
    assert "Max, Mia, Fay, Gil" in client_for(cast.mia).get(address).text
    to_a_guest = client_for(cast.gil).get(f"{address}/visibility").text
    assert "These people only" in to_a_guest and "Fay" not in to_a_guest
    for person in cast.site.people:
        sees = cast.listed.is_visible_to(Viewer.of(person.id).audience(cast.site))
        assert sees == (person in cast.listed.readers())


def test_who_is_writing_learns_at_once_that_somebody_saved_the_same_text(cast, client_for):
    """It was said after one's own sending only, and named nobody."""
    address = f"/tasks/{cast.brief.public_id}/description"
    mia, started = client_for(cast.mia), {"was": ""}
    assert mia.post(f"{address}/comparison", data=started, headers=HX).status_code == 204
    with change():
        cast.brief.describe("Le texte de Max", by=cast.max)
    sentence = "Max changed this text while you were typing."
    assert sentence in mia.post(f"{address}/comparison", data=started, headers=HX).text
    both = mia.put(address, data={"description": "Le mien", **started}, headers=HX)
    assert both.status_code == 422
    assert all(words in both.text for words in (sentence, "Le texte de Max", "Le mien"))
    rose = client_for(cast.rose)
    assert rose.post(f"{address}/comparison", data=started, headers=HX).status_code == 403


def test_a_client_is_not_told_the_name_of_a_writer_they_cannot_know(cast, client_for):
    with change():
        mine = Task.create(cast.site, "Ma question", by=cast.clara, column=cast.columns["todo"])
        mine.describe("Corrigé", by=cast.max)
    address = f"/tasks/{mine.public_id}/description/comparison"
    told = client_for(cast.clara).post(address, data={"was": ""}, headers=HX).text
    assert "Somebody changed this text" in told and "Max" not in told


def test_a_clients_task_is_theirs_whatever_they_are_elsewhere(cast, client_for):
    """Somebody may be a freelancer of the agency and the client of this project."""
    with change():
        cast.clara.role = "freelancer"
    browser = client_for(cast.clara)
    browser.post(f"/projects/{cast.site.public_id}/tasks", data={"text": "Devis"}, headers=HX)
    made = db.session.scalars(select(Task).where(Task.title == "Devis")).one()
    assert made.visibility == "client"


def test_those_whose_part_is_over_cannot_be_made_responsible(cast, client_for):
    with change():
        Membership.of(cast.site, cast.fay).expires_at = now() - timedelta(days=1)
    address = f"/tasks/{cast.brief.public_id}/people"
    client_for(cast.max).put(address, data={"people": [cast.fay.public_id]}, headers=HX)
    assert cast.brief.people == []
    assert cast.fay not in cast.site.people


def test_who_may_no_longer_write_brings_no_comment_back(cast, client_for):
    """Deleted while a member: sight alone was asked of whoever brought it back."""
    comment = db.session.scalars(select(Comment).where(Comment.visibility == "client")).one()
    mia, address = client_for(cast.mia), f"/comments/{comment.public_id}"
    recovery = mia.delete(address, headers=HX).headers["X-Undo"]
    with change():
        Membership.of(cast.site, cast.mia).change("reader", None, by=cast.max)
    assert mia.post(recovery, headers=HX).status_code == 403
    assert comment.deleted_at is not None
    with change():
        Membership.of(cast.site, cast.mia).change("member", None, by=cast.max)
    assert mia.post(recovery, headers=HX).status_code == 200


def test_a_comment_says_who_will_read_it_before_it_is_sent(cast, client_for):
    page = client_for(cast.mia).get(f"/tasks/{cast.mockup.public_id}").text
    _, team, client = page.split('class="composer__readers')
    assert "Max" in team and "Clara" not in team and "Mia" not in team.split("</p>")[0]
    assert "Clara Clément" in client.split("</p>")[0] and "Max" in client.split("</p>")[0]


def test_the_owner_who_is_no_member_is_named_among_those_who_will_read_it(cast, client_for):
    """They stood on the page of who sees it, and were missing where one writes."""
    page = client_for(cast.mia).get(f"/tasks/{cast.mockup.public_id}").text
    _, team, client = page.split('class="composer__readers')
    for told in (team, client):
        sentence = told.split("</p>")[0]
        assert "Olga" in sentence and "Ada" in sentence and "Zed" not in sentence
    own = client_for(cast.olga).get(f"/tasks/{cast.mockup.public_id}").text
    assert "Olga" not in own.split('class="composer__readers')[1].split("</p>")[0]


def told_to(browser, task):
    """Who will read it, as each of the sentences of the composer says it."""
    page = browser.get(f"/tasks/{task.public_id}", headers={"Accept-Language": "en"}).text
    sentences = page.split('class="composer__readers')[1:]
    return [re.search(r"<span>(.*?)</span>", one, re.S)[1] for one in sentences]


def named(cast, told):
    return [one.first_name for one in cast.people.values() if one.first_name in told]


def test_a_client_who_writes_is_told_of_those_they_meet_and_of_nobody_else(cast, client_for):
    (told,) = told_to(client_for(cast.clara), cast.mockup)
    assert named(cast, told) == ["Mia"] and cast.client.name in told


def test_on_a_task_shown_to_a_list_a_client_is_told_of_no_team_and_no_contacts(cast, client_for):
    """It said “by the team and by the contacts”, of whom most do not see it."""
    with change():
        cast.brief.assign([cast.max, cast.fay], by=cast.max)  # whom she meets
        cast.listed.hide("list", by=cast.max, people=[cast.clara, cast.mia])
    (told,) = told_to(client_for(cast.clara), cast.listed)
    assert told == "Read by Max Moreau, Mia Martin, and by whoever else this task is shown to."
    with change():
        cast.brief.assign([], by=cast.max)
        cast.listed.hide("list", by=cast.max, people=[cast.clara])
    (told,) = told_to(client_for(cast.clara), cast.listed)
    assert told == "Read by whoever this task is shown to."


def test_the_team_may_write_to_a_client_whom_a_list_shows_the_task(cast, client_for):
    """A list hides a task from the client, so no comment on it could be sent to one on the list."""
    offered = '<option value="client"'
    mia, address = client_for(cast.mia), f"/tasks/{cast.listed.public_id}"
    with change():
        cast.listed.hide("list", by=cast.max, people=[cast.mia])
    assert offered not in mia.get(address).text and len(told_to(mia, cast.listed)) == 1
    with change():
        cast.listed.hide("list", by=cast.max, people=[cast.mia, cast.clara])
    assert offered in mia.get(address).text
    team, client = told_to(mia, cast.listed)
    assert "Clara" not in team and client.startswith("Read by Clara Clément, and by the team:")
    mia.post(f"{address}/comments", data={"body": "Pour Clara", "visibility": "client"})
    assert "Pour Clara" in client_for(cast.clara).get(address).text


@pytest.mark.parametrize("role", ["guest", "freelancer_of_tasks"])
def test_who_has_given_tasks_only_is_told_who_reads_them_of_those_they_meet(cast, client_for, role):
    """They choose between team and client, and no word said what either meant."""
    with change():
        cast.mockup.assign([cast.gil, cast.fay], by=cast.max)
        Membership.of(cast.site, cast.fay).change("freelancer_of_tasks", None, by=cast.max)
    one, other = {"guest": (cast.gil, cast.fay), "freelancer_of_tasks": (cast.fay, cast.gil)}[role]
    team, client = told_to(client_for(one), cast.mockup)
    assert "The client does not see it." in team
    assert cast.client.name in client
    assert named(cast, team) == named(cast, client) == [other.first_name]


def test_a_comment_just_sent_is_taken_back_by_its_author_alone(cast, client_for):
    mia, own = client_for(cast.mia), f"/tasks/{cast.mockup.public_id}"
    answer = mia.post(f"{own}/comments", data={"body": "Trop vite", "visibility": "client"})
    away = answer.headers["X-Undo"]
    assert client_for(cast.max).post(away).status_code == 403
    assert "Trop vite" in client_for(cast.clara).get(own).text
    assert mia.post(away).status_code in (200, 303)
    assert "Trop vite" not in client_for(cast.clara).get(own).text
    assert mia.post(away).status_code == 404
    for browser in (mia, client_for(cast.clara), client_for(cast.olga)):
        assert "deleted a comment" not in browser.get(f"{own}/history").text
    assert "Trop vite" not in mia.get(f"/projects/{cast.site.public_id}/bin").text


def test_what_is_taken_back_too_late_is_deleted_and_can_come_back(cast, client_for):
    mia, own = client_for(cast.mia), f"/tasks/{cast.mockup.public_id}"
    away = mia.post(f"{own}/comments", data={"body": "Bien pesé"}).headers["X-Undo"]
    Clock.at = now() + timedelta(minutes=1)
    assert mia.post(away).status_code in (200, 303)
    assert "Bien pesé" in mia.get(f"/projects/{cast.site.public_id}/bin").text
    assert "deleted a comment" in mia.get(f"{own}/history").text
