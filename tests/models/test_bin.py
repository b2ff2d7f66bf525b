"""The bin: what is thrown away lies there for 30 days, comes back as it was, then goes for good."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import fragments
import worker
from models import (
    Attachment,
    Audience,
    Checklist,
    ChecklistItem,
    Comment,
    Delivery,
    Event,
    File,
    Project,
    StatusReport,
    Task,
    Viewer,
    change,
    db,
)
from models.base import Clock, now
from models.bin import NOUNS, found_in_bin, in_bin, remove_old
from models.deleting import KEPT
from tests.cast import furnish

DAY = timedelta(days=1)


def seen_by(cast, name):
    return Viewer.of(cast.people[name].id).audience(cast.site)


def lying(cast, name):
    """The words of what lies in the bin for somebody."""
    audience = seen_by(cast, name)
    return {thing.in_few_words for noun in NOUNS for thing in in_bin(audience, noun)}


def one_of(noun):
    return db.session.scalars(select(noun).order_by(noun.id)).first()


def throw_away(thing, by):
    verbs = ("delete", "remove", "discard")
    next(getattr(thing, name) for name in verbs if hasattr(thing, name))(by=by)


def card_for(cast, name):
    audience = seen_by(cast, name)
    return fragments.card(db.session.get_one(Task, cast.brief.id), audience, now().date()).html


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_what_comes_back_leaves_the_card_as_it_was_to_the_byte(cast, noun):
    furnish(cast)
    before = [card_for(cast, name) for name in ("max", "clara")]
    with change():
        throw_away(one_of(noun), cast.max)
    assert len(lying(cast, "max")) == 1
    for again in (1, 0):
        with change():
            count = len(db.session.scalars(select(Event)).all())
            one_of(noun).recover(by=cast.max)
        assert len(db.session.scalars(select(Event)).all()) == count + again
    assert lying(cast, "max") == set()
    assert [card_for(cast, name) for name in ("max", "clara")] == before


def test_one_sees_in_the_bin_only_what_one_could_see(cast):
    furnish(cast)
    with change():
        for name in ("secret", "listed", "brief"):
            db.session.get_one(Task, cast.tasks[name].id).delete(by=cast.max)
    assert lying(cast, "max") == {cast.secret.title, cast.listed.title, cast.brief.title}
    assert lying(cast, "mia") == {cast.secret.title, cast.brief.title}
    assert lying(cast, "clara") == {cast.brief.title}
    assert found_in_bin(seen_by(cast, "mia"), cast.listed.public_id) is None


def test_an_internal_comment_lies_in_nobodys_bin_who_could_not_read_it(cast):
    with change():
        for comment in db.session.scalars(select(Comment)).all():
            comment.delete(by=cast.mia)
    assert len(lying(cast, "mia")) == 2
    assert lying(cast, "clara") == {"Voici une première version."}


def test_what_went_with_its_task_is_not_listed_beside_it(cast):
    furnish(cast)
    with change():
        one_of(ChecklistItem).remove(by=cast.max)
        db.session.get_one(Task, cast.step.id).delete(by=cast.max)
    assert lying(cast, "max") == {"Relire", cast.step.title}
    with change():
        db.session.get_one(Task, cast.brief.id).delete(by=cast.max)
        db.session.get_one(Task, cast.mockup.id).delete(by=cast.max)
    assert lying(cast, "max") == {cast.brief.title, cast.mockup.title}
    with change():
        assert db.session.get_one(Task, cast.step.id).recover(by=cast.max) is None
        db.session.get_one(Task, cast.mockup.id).recover(by=cast.max)
    assert lying(cast, "max") == {cast.brief.title, cast.step.title}


def test_a_card_whose_column_has_gone_comes_back_to_one_that_stands(cast):
    with change():
        task = db.session.get_one(Task, cast.brief.id)
        task.delete(by=cast.max)
        task.column.archive(by=cast.max)
    with change():
        task = db.session.get_one(Task, cast.brief.id)
        task.recover(by=cast.max)
        assert task.column.archived_at is None and task.closed_at is None
        assert task.is_on_board


def test_after_thirty_days_it_is_removed_and_history_keeps_no_word_of_it(cast):
    furnish(cast)
    with change():
        for noun in (Attachment, ChecklistItem, Checklist):
            one_of(noun).remove(by=cast.max)
        one_of(Comment).delete(by=cast.mia)
        one_of(File).delete(by=cast.mia)
        db.session.get_one(Task, cast.mockup.id).delete(by=cast.max)
    gone: list = [
        (noun, one_of(noun).id) for noun in (Attachment, ChecklistItem, Checklist, Comment, File)
    ]
    mockup, brief = cast.mockup.id, cast.brief.id
    gone += [(Task, mockup), (Task, cast.step.id)]
    Clock.at = now() + KEPT - DAY
    assert not remove_old()
    Clock.at = now() + 2 * DAY
    while remove_old():
        pass
    db.session.rollback()
    assert [db.session.get(noun, id_) for noun, id_ in gone] == [None] * len(gone)
    assert db.session.get(Task, brief) is not None
    told = "".join(f"{e.before}{e.details}" for e in db.session.scalars(select(Event)))
    for word in (
        "Relire",
        "Devis.pdf",
        "Avant l’envoi",
        "bleu.example/plan",
        "Maquette",
        "couleur",
    ):
        assert word not in told, word
    kept = select(Event.kind).where(Event.task_id == mockup).order_by(Event.seq)
    assert db.session.scalars(kept).all() == ["task.created", "task.assigned", "task.deleted"]


def test_a_project_in_the_bin_is_seen_by_nobody_and_sends_nothing(cast):
    furnish(cast)
    with change():
        db.session.get_one(Project, cast.site.id).delete(by=cast.olga)
    viewer = Viewer.of(cast.olga.id)
    for noun in (Project, Task, Comment, StatusReport):
        seen = db.session.scalars(noun.visible_to(viewer)).all()
        assert not [one for one in seen if getattr(one, "project_id", one.id) == cast.site.id]
    assert not db.session.scalars(select(Delivery)).one().is_open
    with change():
        db.session.get_one(Project, cast.site.id).recover(by=cast.olga)
    assert len(db.session.scalars(Task.visible_to(Audience.client_of(cast.site))).all()) == 5


def test_a_project_goes_for_good_after_thirty_days(cast, tmp_path):
    furnish(cast)
    with change():
        db.session.get_one(Project, cast.site.id).delete(by=cast.olga)
    Clock.at = now() + KEPT + DAY
    tidying = worker.Tidying()
    while tidying.tidy():
        pass
    db.session.rollback()
    assert db.session.get(Project, cast.site.id) is None
    assert db.session.get(Project, cast.elsewhere.id) is not None
    last = db.session.scalars(select(Event).order_by(Event.seq.desc())).first()
    assert last.kind == "project.cleared"
    own = select(Event).where(Event.project_id == cast.site.id)
    assert not [e for e in db.session.scalars(own) if e.before or e.details]
