"""Whatever is delayed, a page ends with what a fresh page shows."""

import random
from typing import Any

import pytest

from models import Column, Comment, Task, User, change, db
from tests.cast import Cast, assignable
from tests.live.mirror import Mirror, enter, fresh, listen, rooms

WATCHERS = ("olga", "mia", "fay", "gil", "rose", "clara")


def do_something(dice: random.Random, cast: Cast) -> None:
    """One random verb by the manager on a random task."""
    with change():
        by = db.session.get(User, cast.max.id)
        tasks = list(db.session.query(Task))
        task = dice.choice(tasks)
        columns = list(db.session.query(Column).order_by(Column.id))
        dice.choice(VERBS)(dice, task, columns, by)


def _place(dice: random.Random, task: Any, columns: Any, by: Any) -> None:
    if task.column is None or task.deleted_at or task.archived_at:
        return
    column = dice.choice(columns[:3])
    others = [t for t in db.session.query(Task).filter_by(column_id=column.id) if t is not task]
    task.place(column, dice.choice([*others, None]), by=by)


def _hide(dice: random.Random, task: Any, columns: Any, by: Any) -> None:
    people = list(db.session.query(User))
    task.hide(dice.choice(["client", "team", "list"]), by=by, people=dice.sample(people, 2))


def _assign(dice: random.Random, task: Any, columns: Any, by: Any) -> None:
    some = dice.sample(list(db.session.query(User)), 2)
    task.assign(assignable(task.project, some), by=by)


def _put_away(dice: random.Random, task: Any, columns: Any, by: Any) -> None:
    getattr(task, dice.choice(["archive", "restore", "delete", "recover"]))(by=by)


def _close(dice: random.Random, task: Any, columns: Any, by: Any) -> None:
    task.reopen(by=by) if task.is_closed else task.close(by=by)


def _retitle(dice: random.Random, task: Any, columns: Any, by: Any) -> None:
    task.retitle(f"Titre {dice.randrange(4)}", by=by)


def _create(dice: random.Random, task: Any, columns: Any, by: Any) -> None:
    visibility = dice.choice(["client", "team"])
    if dice.random() < 0.5:
        Task.create(task.project, "Neuf", by=by, column=columns[0], visibility=visibility)
    elif task.parent is None:
        Task.create(task.project, "Sous", by=by, parent=task, visibility=visibility)


def _comment(dice: random.Random, task: Any, columns: Any, by: Any) -> None:
    Comment.write(task, "Un mot", by=by, visibility=dice.choice(["client", "team"]))


VERBS = (_place, _place, _place, _hide, _assign, _put_away, _close, _retitle, _create, _comment)


@pytest.mark.parametrize("seed", range(6))
def test_a_page_fetched_at_any_moment_ends_like_a_fresh_one(
    seed: int, cast: Cast, teller: Any
) -> None:
    dice = random.Random(seed)
    listeners = [listen(cast.people[name], cast.site) for name in WATCHERS]
    pages: dict[Any, Mirror] = {}
    for _ in range(60):
        do_something(dice, cast)
        if dice.random() < 0.3:
            teller.look()
        for one in listeners:
            if one.room is None:
                enter(one)
                one.socket.heard.clear()
                pages.pop(one, None)
            if one not in pages and dice.random() < 0.1:
                pages[one] = Mirror(one.room).fetch()
    teller.look()
    for one in [one for one in pages if one.room is not None]:
        page = pages[one].settle()
        for push in one.socket.named("push"):
            page.apply(push)
        assert page.must_fetch or page.shows() == fresh(one.room)


def test_cards_moved_together_are_told_from_the_foot_upwards(cast: Cast, teller: Any) -> None:
    mia = listen(cast.mia, cast.site)
    page = Mirror(mia.room).fetch().settle()
    with change():
        doing = db.session.get(Column, cast.columns["review"].id)
        for name in ("brief", "launch", "mockup"):
            task = db.session.get(Task, cast.tasks[name].id)
            first = db.session.query(Task).filter_by(column_id=doing.id).order_by(Task.rank).first()
            task.place(doing, first, by=cast.max)
    teller.look()
    for push in mia.socket.named("push"):
        page.apply(push)
    assert page.shows() == fresh(mia.room)
    assert rooms.of_project(cast.site.id) == [mia.room]
