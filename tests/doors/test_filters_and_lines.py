"""The doors that a board's own tools ask: the quick line, the filters, the forms without script."""

import pytest
from sqlalchemy import select

from models import Label, Task, change, db


def board(cast, query=""):
    return f"/projects/{cast.site.public_id}/board{query}"


def text_of(answer):
    return answer.get_data(as_text=True)


def test_a_line_is_read_back_before_it_is_sent(cast, client_for):
    browser = client_for(cast.max)
    address = f"/projects/{cast.site.public_id}/quick-add"
    said = text_of(browser.get(address, query_string={"text": "Relire @mia le 12/12/2031"}))
    assert "@Mia Martin" in said
    assert "12 Dec 2031" in said
    assert text_of(browser.get(address, query_string={"text": "Relire"})).strip() == ""


def test_a_client_cannot_call_the_team_by_name(cast, client_for):
    address = f"/projects/{cast.site.public_id}/quick-add"
    said = client_for(cast.clara).get(address, query_string={"text": "Relire @mia demain"})
    assert "Martin" not in text_of(said)


def test_the_hint_of_the_line_calls_nobody_for_who_cannot_assign(cast, client_for):
    board = f"/projects/{cast.site.public_id}/board"
    assert "Proofread the FAQ @Anouk friday" in text_of(client_for(cast.max).get(board))
    to_a_client = text_of(client_for(cast.clara).get(board))
    assert "Proofread the FAQ friday" in to_a_client and "@Anouk" not in to_a_client


def test_a_call_that_names_nobody_is_said_beside_the_line(cast, client_for):
    address = f"/projects/{cast.site.public_id}/quick-add"
    said = text_of(client_for(cast.max).get(address, query_string={"text": "Relire @Zork @mi"}))
    assert "‘@Zork’ names nobody you can give a task to" in said
    assert "‘@mi’ could be Mia Martin: write the full name." in said


def test_who_cannot_assign_hears_the_same_of_those_who_exist_and_those_who_do_not(cast, client_for):
    clara, address = client_for(cast.clara), f"/projects/{cast.site.public_id}/quick-add"
    known = text_of(clara.get(address, query_string={"text": "Relire @Mia demain"}))
    unknown = text_of(clara.get(address, query_string={"text": "Relire @Zork demain"}))
    assert "‘@Mia’ names nobody you can give a task to: it stays in the title." in known
    assert known.replace("@Mia", "") == unknown.replace("@Zork", "")


def test_a_stranger_is_told_nothing_of_a_line(cast, client_for):
    address = f"/projects/{cast.site.public_id}/quick-add?text=demain"
    assert client_for(cast.zed).get(address).status_code == 404


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?q=ecrire+brief", {"Écrire le brief"}),
        ("?person=me", {"Maquette de l’accueil"}),
        ("?person=none&due=none&q=fournisseur", {"Rattraper le retard du fournisseur"}),
        (
            "?person=me&person=none&due=none",
            {
                "Maquette de l’accueil",
                "Atelier de lancement",
                "Mise en ligne",
                "Rattraper le retard du fournisseur",
            },
        ),
        ("?due=2027-03-20", {"Écrire le brief"}),
        ("?q=rien+de+tel", set()),
    ],
)
def test_a_filter_shows_what_it_says(cast, client_for, query, titles):
    page = text_of(client_for(cast.mia).get(board(cast, query)))
    seen = {task.title for task in cast.tasks.values() if f'id="task-{task.public_id}"' in page}
    assert seen == titles


def test_several_labels_are_any_of_them_and_stay_in_the_address_of_the_rest(cast, client_for):
    with change():
        labels = [Label.create(cast.site, name, "azur", by=cast.max) for name in ("Un", "Deux")]
        for label, task in zip(labels, (cast.brief, cast.mockup), strict=True):
            db.session.get(Task, task.id).label([label], by=cast.max)
        for number in range(51):
            task = Task.create(cast.site, f"T{number}", by=cast.max, column=cast.columns["review"])
            task.label(labels[:1], by=cast.max)
    query = "&amp;".join(f"label={label.public_id}" for label in labels)
    page = text_of(client_for(cast.mia).get(board(cast, "?" + query.replace("&amp;", "&"))))
    assert f'id="task-{cast.brief.public_id}"' in page
    assert f'id="task-{cast.mockup.public_id}"' in page
    assert f'href="?all=1&amp;{query}"' in page


def test_a_filter_never_finds_what_is_hidden(cast, client_for):
    page = text_of(client_for(cast.clara).get(board(cast, "?q=fournisseur")))
    assert cast.secret.public_id not in page


def test_a_date_in_the_address_is_shown_among_the_choices(cast, client_for):
    assert "Before 20 Mar 2027" in text_of(client_for(cast.mia).get(board(cast, "?due=2027-03-20")))


def test_a_filtered_answer_to_htmx_is_the_lanes_and_the_count(cast, client_for):
    answer = client_for(cast.mia).get(board(cast, "?q=brief"), headers={"HX-Request": "true"})
    assert "<html" not in text_of(answer)
    assert 'id="board-count" hx-swap-oob="true"' in text_of(answer)


def test_a_subtask_ticked_on_its_card_answers_with_the_whole_list(cast, client_for):
    answer = client_for(cast.mia).post(
        f"/tasks/{cast.step.public_id}/closure?in=parent", headers={"HX-Request": "true"}
    )
    assert f'id="task-{cast.mockup.public_id}-subtasks"' in text_of(answer)
    assert "1 / 1" in text_of(answer)


def test_a_guest_who_sees_the_subtask_alone_is_not_shown_its_card(cast, client_for):
    with change():
        db.session.get(Task, cast.step.id).assign([cast.gil], by=cast.max)
    address, gil = f"/tasks/{cast.step.public_id}/closure?in=parent", client_for(cast.gil)
    answer = gil.post(address, headers={"HX-Request": "true"})
    assert f'id="task-{cast.step.public_id}-status"' in text_of(answer)
    assert cast.mockup.public_id not in text_of(answer)
    assert cast.mockup.public_id not in gil.delete(address).headers["Location"]


def test_restored_from_the_archive_one_stays_there(cast, client_for):
    with change():
        db.session.get(Task, cast.brief.id).archive(by=cast.max)
    answer = client_for(cast.max).post(
        f"/tasks/{cast.brief.public_id}/archive", data={"_method": "DELETE", "next": "archive"}
    )
    assert answer.location == f"/projects/{cast.site.public_id}/archive"
    assert db.session.get(Task, cast.brief.id).is_on_board


@pytest.mark.parametrize("block", ["title", "description", "dates", "people", "labels"])
def test_an_editor_without_script_is_the_tasks_page_with_a_form(cast, client_for, block):
    page = text_of(client_for(cast.max).get(f"/tasks/{cast.brief.public_id}/{block}/edit"))
    assert "<html" in page
    assert f'action="/tasks/{cast.brief.public_id}/{block}"' in page


def test_a_column_without_script_has_a_page(cast, client_for):
    column = cast.columns["doing"]
    page = text_of(client_for(cast.max).get(f"/columns/{column.public_id}/edit"))
    assert "<html" in page
    assert f'action="/columns/{column.public_id}"' in page


@pytest.mark.parametrize("preset", ["team", "client"])
@pytest.mark.parametrize("who", ["max", "mia", "fay"])
@pytest.mark.parametrize("wanted", ["team", "client"])
def test_whoever_makes_a_card_says_whether_the_client_sees_it(
    cast, client_for, who, preset, wanted
):
    """Mia's choice was dropped, for nobody owns a project: what she kept for the team went out."""
    with change():
        cast.site.change(by=cast.max, preset=preset)
    line = {"text": "Chiffrer", "visibility": wanted}
    client_for(cast.people[who]).post(f"/projects/{cast.site.public_id}/tasks", data=line)
    made = db.session.scalars(select(Task).where(Task.title == "Chiffrer")).one()
    assert made.visibility == wanted


@pytest.mark.parametrize("preset", ["team", "client"])
def test_a_client_hides_nothing_from_themselves_by_a_line(cast, client_for, preset):
    with change():
        cast.site.change(by=cast.max, preset=preset)
    clara, tasks = client_for(cast.clara), f"/projects/{cast.site.public_id}/tasks"
    assert clara.post(tasks, data={"text": "Logo", "visibility": "team"}).status_code == 422
    clara.post(tasks, data={"text": "Logo"})
    assert db.session.scalars(select(Task).where(Task.title == "Logo")).one().visibility == "client"


def test_a_label_without_a_name_is_named_on_the_chip_it_ticks(cast, client_for):
    with change():
        label = Label.create(cast.site, "", "azur", by=cast.max)
    page = text_of(client_for(cast.mia).get(board(cast, f"?label={label.public_id}")))
    assert "<b data-ticked>azure</b>" in page
