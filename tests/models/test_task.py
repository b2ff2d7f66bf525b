"""The verbs of a task."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from models import Column, Event, Project, Task, User, Viewer, change, db
from models.event import Changed
from models.task.dating import WrongOrder
from models.task.editing import Stale
from models.task.nesting import Loop
from models.task.task import new_refs


def order(column: Column) -> list[str]:
    titles = select(Task.title).where(Task.column_id == column.id, Task.archived_at.is_(None))
    return list(db.session.scalars(titles.order_by(Task.rank)))


def last_event() -> Event:
    return db.session.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()


def events() -> int:
    return db.session.scalars(select(func.count()).select_from(Event)).one()


def test_a_card_is_placed_directly_before_another(cast):
    todo = cast.columns["todo"]
    with change():
        cast.mockup.place(todo, cast.secret, by=cast.mia)
    assert order(todo) == [
        "Écrire le brief",
        "Maquette de l’accueil",
        "Rattraper le retard du fournisseur",
        "Mise en ligne",
    ]
    assert last_event().kind == "task.placed"


def test_a_card_before_one_that_has_gone_stands_at_the_end(cast):
    todo = cast.columns["todo"]
    with change():
        cast.secret.archive(by=cast.mia)
    with change():
        cast.mockup.place(todo, cast.secret, by=cast.mia)
    assert order(todo)[-1] == "Maquette de l’accueil"


def test_placing_where_it_already_stands_does_nothing_new(cast):
    before = events()
    with change():
        assert cast.brief.place(cast.columns["todo"], cast.secret, by=cast.mia) is None
    assert events() == before


def test_entering_a_done_column_closes_and_leaving_it_opens(cast):
    with change():
        cast.brief.place(cast.columns["done"], None, by=cast.mia)
    assert cast.brief.is_closed
    with change():
        cast.brief.place(cast.columns["review"], None, by=cast.mia)
    assert not cast.brief.is_closed


def test_closing_moves_to_the_first_done_column_and_reopening_comes_back(cast):
    with change():
        cast.brief.close(by=cast.mia)
    assert cast.brief.column is cast.columns["done"]
    with change():
        cast.brief.reopen(by=cast.mia)
    assert cast.brief.column.kind == "todo"
    assert cast.brief.closed_at is None


def test_a_card_closed_where_there_is_no_done_column_stays(cast):
    with change():
        cast.columns["done"].archive(by=cast.max)
    with change():
        cast.brief.close(by=cast.mia)
    assert cast.brief.is_closed
    assert cast.brief.column is cast.columns["todo"]


def test_undoing_a_move_puts_it_back_between_its_old_neighbours(cast):
    todo = cast.columns["todo"]
    was = order(todo)
    with change():
        cast.secret.place(cast.columns["done"], None, by=cast.mia)
    with change():
        last_event().undo(by=cast.mia)
    assert order(todo) == was
    assert not cast.secret.is_closed


def test_undo_says_who_moved_it_since(cast):
    with change():
        cast.secret.place(cast.columns["done"], None, by=cast.mia)
    moved = last_event()
    with change():
        cast.secret.place(cast.columns["review"], None, by=cast.max)
    with pytest.raises(Changed) as changed, change():
        moved.undo(by=cast.mia)
    assert changed.value.person == cast.max


@pytest.mark.parametrize("verb", ["archive", "delete", "close"])
def test_what_is_put_away_comes_back_by_undo(cast, verb):
    with change():
        getattr(cast.brief, verb)(by=cast.mia)
    with change():
        last_event().undo(by=cast.mia)
    assert cast.brief.is_on_board
    assert not cast.brief.is_closed
    assert cast.brief.column is cast.columns["todo"]


def test_words_and_dates_are_undone_unless_they_changed_since(cast):
    with change():
        cast.brief.retitle("Relire le brief", by=cast.mia)
    retitled = last_event()
    with change():
        cast.brief.date(by=cast.mia, deadline=datetime(2027, 4, 1))
    dated = last_event()
    with change():
        retitled.undo(by=cast.mia)
        dated.undo(by=cast.mia)
    assert cast.brief.title == "Écrire le brief"
    assert cast.brief.deadline == datetime(2027, 3, 13)
    with pytest.raises(Changed), change():
        dated.undo(by=cast.mia)


def test_the_end_never_precedes_the_start(cast):
    with pytest.raises(WrongOrder), change():
        cast.brief.date(by=cast.mia, start=datetime(2027, 5, 1), finish=datetime(2027, 4, 1))


def test_seconds_of_a_planned_date_are_cut(cast):
    with change():
        cast.brief.date(by=cast.mia, deadline=datetime(2027, 4, 1, 9, 30, 59))
    assert cast.brief.deadline == datetime(2027, 4, 1, 9, 30)


def test_two_people_writing_one_text_keep_both(cast):
    with change():
        cast.brief.describe("Première", by=cast.mia, was="")
    with pytest.raises(Stale) as stale, change():
        cast.brief.describe("Seconde", by=cast.max, was="")
    assert stale.value.theirs == "Première"


def test_a_child_is_never_wider_than_what_it_lies_in(cast):
    with change():
        cast.mockup.hide("team", by=cast.max)
    assert cast.step.visibility == "client"
    assert cast.step.sight == "team"
    with change():
        cast.mockup.hide("client", by=cast.max)
    assert cast.step.sight == "client"


def test_a_list_under_a_card_is_marked_on_the_card(cast):
    assert not cast.mockup.has_list
    with change():
        cast.step.hide("list", by=cast.max, people=[cast.mia])
    assert cast.mockup.has_list
    with change():
        cast.step.hide("team", by=cast.max)
    assert not cast.mockup.has_list


def test_a_task_cannot_lie_in_itself(cast):
    with pytest.raises(Loop), change():
        cast.mockup.nest(cast.step)


def test_a_subtask_changes_the_version_of_its_card(cast):
    version = cast.mockup.version
    with change():
        cast.step.close(by=cast.mia)
    assert cast.mockup.version > version


def test_an_event_keeps_the_sight_that_it_changed(cast):
    with change():
        cast.brief.hide("list", by=cast.max, people=[cast.mia])
    kept = last_event()
    assert kept.kind == "task.hidden"
    assert kept.before["sight"]["chain"][0][0] == "client"
    assert kept.details["changed"] == [cast.max.id, cast.mia.id]  # its author too


def test_a_list_admits_only_those_on_it(cast):
    def sees(person: User) -> bool:
        viewer = Viewer.of(person.id)
        return cast.listed.is_visible_to(viewer.audience(cast.site))

    assert [sees(p) for p in (cast.olga, cast.max, cast.mia, cast.clara)] == [
        True,
        True,
        False,
        False,
    ]
    with change():
        cast.listed.hide("list", by=cast.max, people=[cast.clara])
    assert sees(cast.clara)
    assert not sees(cast.mia)


def test_references_are_drawn_at_random_and_never_twice(cast):
    refs = new_refs(cast.site, 2000)
    assert len(set(refs)) == 2000
    assert refs != sorted(refs)


def test_what_another_writes_at_the_same_time_gives_another_version(cast):
    """On PostgreSQL two transactions read the same row before either writes it."""
    with change():
        task = db.session.get_one(Task, cast.brief.id)
        version, look = task.version, task.project.look
        for noun, field in ((Task, Task.version), (Project, Project.look)):
            other = db.update(noun).values({field: field + 1})
            db.session.execute(other, execution_options={"synchronize_session": False})
        task.retitle("Relire le brief", by=cast.mia)
        task.project.look_changed()
    assert (task.version, task.project.look) == (version + 2, look + 2)


def test_a_column_made_done_closes_its_cards_and_they_are_drawn_anew(cast):
    version = cast.brief.version
    with change():
        db.session.get_one(Column, cast.columns["todo"].id).sort("done", by=cast.max)
    db.session.refresh(cast.brief)
    assert cast.brief.is_closed
    assert cast.brief.version == version + 1
    with change():
        db.session.get_one(Column, cast.columns["todo"].id).sort("doing", by=cast.max)
    db.session.refresh(cast.brief)
    assert not cast.brief.is_closed
