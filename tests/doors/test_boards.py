"""The board: its page, its filters, its columns."""

import pytest
from sqlalchemy import select

from models import Column, Comment, Event, Label, Task, User, change, db

HX = {"HX-Request": "true"}


def board(cast) -> str:
    return f"/projects/{cast.site.public_id}/board"


def test_everyone_sees_their_own_cards(cast, client_for):
    shown = {
        "max": {"brief", "secret", "mockup", "listed", "launch", "done"},
        "mia": {"brief", "secret", "mockup", "launch", "done"},
        "clara": {"brief", "mockup", "launch", "done"},
        "rose": {"brief", "mockup", "launch", "done"},
        "gil": set(),
    }
    for who, expected in shown.items():
        page = client_for(getattr(cast, who)).get(board(cast)).text
        seen = {n for n, t in cast.tasks.items() if f'id="task-{t.public_id}"' in page}
        assert seen == expected, who


def test_nothing_hidden_is_in_a_clients_page(cast, client_for):
    page = client_for(cast.clara).get(board(cast)).text
    for hidden in (cast.secret, cast.listed):
        assert hidden.public_id not in page
        assert hidden.title not in page
    assert "hésite" not in page


def test_a_stranger_finds_nothing(cast, client_for):
    assert client_for(cast.zed).get(board(cast)).status_code == 404


def test_an_unchanged_board_is_not_sent_again(cast, client_for):
    browser = client_for(cast.clara)
    mark = browser.get(board(cast)).headers["ETag"]
    assert browser.get(board(cast), headers={"If-None-Match": mark}).status_code == 304


def test_hidden_changes_do_not_change_the_mark_of_a_clients_page(cast, client_for):
    browser = client_for(cast.clara)
    mark = browser.get(board(cast)).headers["ETag"]
    with change():
        cast.secret.retitle("Autre secret", by=cast.max)
        cast.step.hide("team", by=cast.max)
        cast.step.hide("client", by=cast.max)
    assert browser.get(board(cast)).headers["ETag"] == mark
    with change():
        cast.brief.retitle("Relire", by=cast.max)
    assert browser.get(board(cast)).headers["ETag"] != mark


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=ECRIRE", {"brief"}),
        ("q=fournisseur", {"secret"}),
        ("person=none", {"brief", "secret", "launch", "done"}),
        ("person=me", {"mockup"}),
        ("due=2027-03-12", {"brief"}),
        ("due=none", {"secret", "mockup", "launch", "done"}),
    ],
)
def test_filters_narrow_the_board(cast, client_for, query, expected):
    page = client_for(cast.mia).get(f"{board(cast)}?{query}", headers=HX).text
    seen = {n for n, t in cast.tasks.items() if f'id="task-{t.public_id}"' in page}
    assert seen == expected


def test_a_filter_by_words_finds_nothing_hidden(cast, client_for):
    page = client_for(cast.clara).get(f"{board(cast)}?q=fournisseur", headers=HX).text
    assert cast.secret.public_id not in page


def test_a_label_without_a_name_is_called_by_its_colour(cast, client_for):
    """It was a chip with a dot in it: told by its colour alone."""
    with change():
        cast.brief.label([Label.create(cast.site, "", "olive", by=cast.max)], by=cast.max)
    browser = client_for(cast.mia)
    for address in (board(cast), f"/tasks/{cast.brief.public_id}"):
        assert '<span class="tag hue-olive">olive</span>' in browser.get(address).text


def test_nothing_is_marked_as_internal_where_there_is_no_client(cast, client_for):
    """Every card of an import was, in a project of the agency's own."""
    olga, own = client_for(cast.olga), f"/projects/{cast.elsewhere.public_id}"
    with change():
        column = Column.create(cast.elsewhere, "Idées", "todo", by=cast.olga)
        task = Task.create(cast.elsewhere, "Ranger", by=cast.olga, column=column, visibility="team")
        Comment.write(task, "Bientôt.", by=cast.olga, visibility="team")
    assert 'class="internal"' not in olga.get(f"{own}/board").text
    sheet = olga.get(f"/tasks/{task.public_id}").text
    assert 'class="internal"' not in sheet and "comment--internal" not in sheet
    assert 'class="internal"' in olga.get(board(cast)).text
    with change():
        cast.elsewhere.change(by=cast.olga, client=cast.client)
    assert 'class="internal"' in olga.get(f"{own}/board").text


def test_a_long_column_sends_fifty_and_the_rest_on_demand(cast, client_for):
    review = cast.columns["review"]
    with change():
        for number in range(60):
            Task.create(cast.site, f"Carte {number}", by=cast.max, column=review)
    browser = client_for(cast.max)
    ids = [
        t.public_id
        for t in db.session.scalars(
            select(Task).where(Task.column_id == review.id).order_by(Task.rank)
        )
    ]
    page = browser.get(board(cast)).text
    assert [i for i in ids if f'id="task-{i}"' in page] == ids[:50]
    rest = browser.get(f"/columns/{review.public_id}/cards?after={ids[49]}", headers=HX).text
    assert [i for i in ids if f'id="task-{i}"' in rest] == ids[50:]
    whole = browser.get(f"{board(cast)}?all=1").text
    assert all(f'id="task-{i}"' in whole for i in ids)


def test_a_column_is_added_renamed_limited_and_put_away(cast, client_for):
    browser = client_for(cast.max)
    browser.post(f"/projects/{cast.site.public_id}/columns", data={"name": "Idées"}, headers=HX)
    column = db.session.scalars(select(Column).where(Column.name == "Idées")).one()
    address = f"/columns/{column.public_id}"
    form = {"name": "Pistes", "limit": "4", "kind": "doing"}
    assert browser.put(address, data=form, headers=HX).status_code == 200
    assert (column.name, column.wip_limit, column.kind) == ("Pistes", 4, "doing")
    browser.post(f"{address}/archive", headers=HX)
    assert "Pistes" not in browser.get(board(cast)).text
    browser.delete(f"{address}/archive", headers=HX)
    assert "Pistes" in browser.get(board(cast)).text


def test_a_column_is_placed_before_another(cast, client_for):
    first, last = cast.columns["todo"], cast.columns["done"]
    client_for(cast.mia).put(
        f"/columns/{last.public_id}/place", data={"before": first.public_id}, headers=HX
    )
    assert last.rank < first.rank


@pytest.mark.parametrize("form", [{"name": " "}, {"limit": "-3"}, {"limit": "x"}, {"kind": "new"}])
def test_a_bad_column_gets_a_sentence(cast, client_for, form):
    address = f"/columns/{cast.columns['todo'].public_id}"
    answer = client_for(cast.max).put(address, data=form, headers=HX)
    assert answer.status_code == 422
    assert "field__error" in answer.text


@pytest.mark.parametrize(("who", "status"), [("rose", 403), ("clara", 403), ("zed", 404)])
def test_those_who_may_not_arrange_columns_are_refused(cast, client_for, who, status):
    address = f"/columns/{cast.columns['todo'].public_id}"
    answer = client_for(getattr(cast, who)).put(address, data={"name": "Non"})
    assert answer.status_code == status


def test_making_a_column_done_closes_what_lies_in_it_with_one_event(cast, client_for):
    browser = client_for(cast.max)
    before = db.session.query(Event).count()
    address = f"/columns/{cast.columns['doing'].public_id}"
    browser.put(address, data={"kind": "done"}, headers=HX)
    assert cast.mockup.is_closed
    assert db.session.query(Event).count() == before + 1


def test_limits_are_not_for_clients(cast, client_for):
    with change():
        cast.columns["doing"].limit(7, by=cast.max)
    assert "/ 7" in client_for(cast.max).get(board(cast)).text
    assert "/ 7" not in client_for(cast.clara).get(board(cast)).text


def test_a_filtered_count_is_not_held_against_a_limit(cast, client_for):
    with change():
        cast.columns["todo"].limit(2, by=cast.max)
    browser = client_for(cast.max)
    assert "/ 2" in browser.get(board(cast)).text
    assert "/ 2" not in browser.get(f"{board(cast)}?q=brief").text


def test_only_those_who_may_move_cards_are_told_how(cast, client_for):
    english = {"Accept-Language": "en"}
    assert "space picks up" in client_for(cast.max).get(board(cast), headers=english).text
    assert "space picks up" not in client_for(cast.clara).get(board(cast), headers=english).text


@pytest.mark.parametrize(
    ("who", "changed"),
    [("gil", {"role": "freelancer"}), ("gil", {"hue": "safran"}), ("olga", {"hue": "safran"})],
)
def test_a_board_is_sent_again_when_a_face_on_it_changes(cast, client_for, who, changed):
    """Gil is on no card, but in the filter bar; Olga is no member, but beside it."""
    browser = client_for(cast.olga)
    known = {"If-None-Match": browser.get(board(cast)).headers["ETag"]}
    assert browser.get(board(cast), headers=known).status_code == 304
    with change():
        db.session.get(User, cast.people[who].id).change(by=cast.olga, **changed)
    assert browser.get(board(cast), headers=known).status_code == 200
