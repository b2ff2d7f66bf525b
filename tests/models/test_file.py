"""Files: their versions, the bin, and who may see them; the question and the query agree."""

import random
from dataclasses import replace

import pytest

from models import Audience, Comment, Event, File, Task, Viewer, change, db
from models.file import stacked
from models.sight import VISIBILITIES
from tests.cast import content

PEOPLE = ("olga", "ada", "max", "mia", "fay", "gil", "rose", "clara", "zed")


def attach(task, by, name="plan.pdf", comment=None):
    with change():
        return File.attach(task, name, content(), by=by, comment=comment)


def sees(person, file):
    """Both readings, which must agree."""
    db.session.rollback()
    viewer = Viewer.of(person.id)
    listed = db.session.scalar(File.visible_to(viewer).where(File.id == file.id)) is not None
    audience = viewer.audience(file.task.project)
    assert listed == file.is_visible_to(audience)
    if audience is not None:
        asked = File.visible_to(audience).where(File.id == file.id)
        assert listed == (db.session.scalar(asked) is not None)
    return listed


def seers(cast, file):
    return {name for name in PEOPLE if sees(cast.people[name], file)}


def test_a_file_is_seen_by_who_sees_its_task(cast):
    open_to_all = attach(cast.brief, cast.mia)
    assert seers(cast, open_to_all) == set(PEOPLE) - {"gil", "zed"}
    assert seers(cast, attach(cast.secret, cast.mia)) == {"olga", "ada", "max", "mia", "fay"}


def test_a_file_of_an_internal_comment_is_internal(cast):
    with change():
        inside = Comment.write(cast.brief, "Entre nous", by=cast.mia)
        outside = Comment.write(cast.brief, "Pour vous", by=cast.mia, visibility="client")
    team = {"olga", "ada", "max", "mia", "fay"}
    assert seers(cast, attach(cast.brief, cast.mia, comment=inside)) == team
    assert seers(cast, attach(cast.brief, cast.mia, comment=outside)) == team | {"rose", "clara"}


def test_a_file_goes_and_comes_back_with_its_comment_and_its_task(cast):
    with change():
        comment = Comment.write(cast.brief, "Voici", by=cast.mia, visibility="client")
    file = attach(cast.brief, cast.mia, comment=comment)
    for holder in (comment, cast.brief):
        with change():
            holder.delete(by=cast.mia)
        assert not seers(cast, file)
        with change():
            holder.recover(by=cast.mia)
        assert sees(cast.clara, file)


def test_the_newest_version_is_shown_and_the_older_ones_listed(cast):
    first = attach(cast.brief, cast.mia)
    with change():
        second = first.replace("plan.pdf", content(), by=cast.max)
    with change():
        third = first.replace("plan final.pdf", content(), by=cast.mia)
    shown = db.session.scalars(db.select(File).where(File.newest())).all()
    assert shown == [third]
    assert third.versions() == [third, second, first]
    assert stacked([third, second, first]) == [[third, second, first]]


def test_the_same_bytes_again_are_no_new_version(cast):
    file = attach(cast.brief, cast.mia)
    before = db.session.query(Event).count()
    with change():
        again = replace(content(), digest=file.digest)
        assert file.replace("plan.pdf", again, by=cast.mia) is file
    assert db.session.query(Event).count() == before


def test_deleting_a_file_takes_its_older_versions_and_recovering_brings_them_back(cast):
    first = attach(cast.brief, cast.mia)
    with change():
        second = first.replace("plan.pdf", content(), by=cast.mia)
    with change():
        second.delete(by=cast.mia)
    assert not sees(cast.mia, first)
    with change():
        second.recover(by=cast.mia)
    assert second.versions() == [second, first]


def test_a_version_deleted_alone_leaves_the_one_before_it_shown(cast):
    first = attach(cast.brief, cast.mia)
    with change():
        second = first.replace("plan.pdf", content(), by=cast.mia)
    with change():
        second.delete(by=cast.mia, alone=True)
    assert first.versions() == [first]
    with change():
        second.recover(by=cast.mia)
    assert first.versions() == [second, first]


@pytest.mark.parametrize("verb", ["delete", "recover", "rename"])
def test_doing_it_twice_does_nothing_new(cast, verb):
    file = attach(cast.brief, cast.mia)
    if verb == "recover":
        with change():
            file.delete(by=cast.mia)
    words = {"name": "autre.pdf"} if verb == "rename" else {}
    with change():
        assert getattr(file, verb)(by=cast.mia, **words) is not None
    with change():
        assert getattr(file, verb)(by=cast.mia, **words) is None


def test_the_question_and_the_query_agree_whatever_is_hidden(cast):
    dice = random.Random(7)
    tasks = list(cast.tasks.values())
    for _ in range(25):
        with change():
            task = db.session.get_one(Task, dice.choice(tasks).id)
            people = [cast.people[name] for name in dice.sample(PEOPLE, 2)]
            task.hide(dice.choice(VISIBILITIES), by=cast.max, people=people)
            visibility = dice.choice(("client", "team"))
            comment = Comment.write(task, "Voici", by=cast.mia, visibility=visibility)
        file = attach(task, cast.mia, comment=dice.choice((None, comment)))
        seers(cast, file)
        client = Audience.client_of(cast.site)
        asked = db.session.scalar(File.visible_to(client).where(File.id == file.id))
        assert (asked is not None) == file.is_visible_to(client)
