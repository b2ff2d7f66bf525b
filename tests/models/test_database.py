"""What the whole house rests on: order of text, order of events, one writer at a time."""

import pytest
from sqlalchemy import select

from models import Column, Event, Task, change, db


def test_ranks_are_ordered_by_bytes_on_every_database(cast):
    ranks = ["Z", "a", "Zz", "b", "B", "z1"]
    with change():
        for rank in ranks:
            db.session.add(Column(project_id=cast.site.id, name=rank, rank=rank))
    rows = select(Column.rank).where(Column.rank.in_(ranks)).order_by(Column.rank)
    assert list(db.session.scalars(rows)) == sorted(ranks)


def test_a_change_that_fails_leaves_neither_row_nor_event(cast):
    before = len(db.session.scalars(select(Event)).all())
    with pytest.raises(ZeroDivisionError), change():
        Task.create(cast.site, "Jamais", by=cast.max, column=cast.columns["todo"])
        db.session.flush()
        raise ZeroDivisionError
    assert len(db.session.scalars(select(Event)).all()) == before
    assert db.session.scalar(select(Task).where(Task.title == "Jamais")) is None


def test_events_are_numbered_without_gaps_in_the_order_they_happened(cast):
    numbers = list(db.session.scalars(select(Event.seq).order_by(Event.seq)))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_number_of_a_removed_task_is_never_given_again(cast):
    """An event outlives its task: taken back later, it must not meet another one."""
    with change():
        gone = Task.create(cast.site, "Import repris", by=cast.max, column=cast.columns["todo"])
    number = gone.id
    with change():
        db.session.delete(gone)
    with change():
        made = Task.create(cast.site, "Une autre", by=cast.max, column=cast.columns["todo"])
    assert made.id > number
