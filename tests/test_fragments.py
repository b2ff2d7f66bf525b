"""Kept cards are the cards one would draw now, whatever happened and whoever looks.

`JALON_LONG=1` lives through ten times as many days.
"""

import os
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

import fragments
from blueprints.boards.lanes import Board, drawn
from blueprints.boards.show import labels_of, people_of, standing
from fragments.plan.sheet import sheet
from models import (
    Attachment,
    Audience,
    Checklist,
    ChecklistItem,
    Column,
    Comment,
    Event,
    File,
    Label,
    Link,
    Membership,
    Task,
    User,
    Viewer,
    change,
    db,
)
from models.base import Clock
from models.event import KINDS, Changed
from models.sight import VISIBILITIES
from models.sight_change import SightChange, hide_all
from models.task.assigning import Unassignable
from models.task.dating import WrongOrder
from models.task.linking import KINDS as LINKS
from models.task.nesting import Loop
from models.user.roles import FREELANCERS
from scheduling import Loop as LinkLoop
from scheduling import PlanError, minute_of
from tests.cast import content

LIVES = 40 if os.environ.get("JALON_LONG") else 4
STEPS = 45
NOON = datetime(2027, 3, 10, 11, tzinfo=UTC)
STAFF = ("olga", "ada", "max", "mia", "fay")


class Life:
    """A project's people doing whatever they please to it, drawn from one seed."""

    def __init__(self, cast, seed):
        self.cast, self.dice = cast, random.Random(seed)
        self.verbs = [getattr(self, name) for name in vars(Life) if name.startswith("they_")]

    def go_on(self):
        """One verb of one person. What the house refuses is no change, and no harm."""
        self.by = self.cast.people[self.dice.choice(STAFF)]
        with suppress(Changed, WrongOrder, Loop, Unassignable), change():
            self.dice.choice(self.verbs)()

    def one(self, noun, *conditions):
        found = db.session.scalars(select(noun).where(*conditions).order_by(noun.id)).all()
        return self.dice.choice(found) if found else None

    def task(self):
        return self.one(Task, Task.project_id == self.cast.site.id)

    def people(self):
        names = [name for name in self.cast.people if name != "zed"]
        return [self.cast.people[name] for name in self.dice.sample(names, self.dice.randint(0, 3))]

    def they_create(self):
        column = self.one(Column, Column.archived_at.is_(None))
        Task.create(self.cast.site, "Une autre idée", by=self.by, column=column)

    def they_divide(self):
        parent = self.task()
        Task.create(self.cast.site, "Une étape", by=self.by, parent=parent)

    def they_place(self):
        column, task = self.one(Column), self.task()
        if task.is_on_board:
            task.place(column, self.one(Task, Task.column_id == column.id), by=self.by)

    def they_close(self):
        self.task().close(by=self.by)

    def they_reopen(self):
        self.task().reopen(by=self.by)

    def they_assign(self):
        self.task().assign(self.people(), by=self.by)

    def they_date(self):
        day = NOON.replace(tzinfo=None, hour=0) + timedelta(days=self.dice.randint(-3, 9))
        self.task().date(by=self.by, **{self.dice.choice(("deadline", "finish")): day})

    def they_reschedule(self):
        task = self.task()
        day = NOON.replace(tzinfo=None, hour=9) + timedelta(days=self.dice.randint(-3, 9))
        with suppress(PlanError):  # what is not in the plan
            task.reschedule(by=self.by, start=minute_of(day))

    def they_progress(self):
        self.task().progress(self.dice.choice((0, 30, 100)), by=self.by)

    def they_tie(self):
        one, other = self.task(), self.task()
        with suppress(LinkLoop, PlanError):
            one.link(other, by=self.by, kind=self.dice.choice(LINKS))

    def they_untie(self):
        link = self.one(Link)
        if link:
            with suppress(PlanError):
                link.successor.unlink(link.predecessor, by=self.by)

    def they_retitle(self):
        self.task().retitle(f"Titre {self.dice.randint(1, 9)} <b>&</b>", by=self.by)

    def they_prioritise(self):
        self.task().prioritise(self.dice.choice(("urgent", "normal", "low")), by=self.by)

    def they_turn(self):
        self.task().turn(self.dice.choice(("task", "milestone")), by=self.by)

    def they_label(self):
        labels = db.session.scalars(select(Label)).all()
        self.task().label(self.dice.sample(labels, self.dice.randint(0, len(labels))), by=self.by)

    def they_hide(self):
        self.task().hide(self.dice.choice(VISIBILITIES), by=self.by, people=self.people())

    def they_hide_several(self):
        ids = {task.id for task in (self.task(), self.task(), self.task())}
        wanted = SightChange.of(
            self.cast.site, ids, self.dice.choice(VISIBILITIES), people=tuple(self.people())
        )
        hide_all(wanted, self.by, "one")

    def they_put_away(self):
        task = self.task()
        self.dice.choice((task.archive, task.restore, task.delete, task.recover))(by=self.by)

    def they_list(self):
        self.task().add_checklist("Avant l’envoi", by=self.by).add("Relire", by=self.by)

    def they_tick(self):
        item = self.one(ChecklistItem)
        if item:
            self.dice.choice((item.check, item.uncheck, item.remove, item.recover))(by=self.by)

    def they_drop_a_checklist(self):
        checklist = self.one(Checklist)
        if checklist:
            self.dice.choice((checklist.remove, checklist.recover))(by=self.by)

    def they_write(self):
        visibility = self.dice.choice(("client", "team"))
        Comment.write(self.task(), "Bien.", by=self.by, visibility=visibility)

    def they_unwrite(self):
        comment = self.one(Comment)
        self.dice.choice((comment.delete, comment.recover))(by=self.by)

    def they_link(self):
        Attachment.add(self.task(), "Plan", "https://bleu.example/plan", by=self.by)

    def they_unlink(self):
        attachment = self.one(Attachment)
        if attachment:
            self.dice.choice((attachment.remove, attachment.recover))(by=self.by)

    def they_attach(self):
        comment = self.one(Comment) if self.dice.random() < 0.5 else None
        task = comment.task if comment else self.task()
        File.attach(task, "Plan.pdf", content(), by=self.by, comment=comment)

    def they_change_a_file(self):
        file = self.one(File)
        if file and file.deleted_at is None:
            alone = self.dice.random() < 0.5
            self.dice.choice(
                (
                    lambda: file.replace("Plan.pdf", content(), by=self.by),
                    lambda: file.rename(f"Plan {self.dice.randint(1, 9)}.pdf", by=self.by),
                    lambda: file.delete(by=self.by, alone=alone),
                )
            )()
        elif file:
            file.recover(by=self.by)

    def they_nest(self):
        """Under another one, as an import or a later room will."""
        task, parent = self.task(), self.task()
        if parent.column_id is not None and task.column_id is None:
            was = task.parent
            task.nest(parent)
            for card in filter(None, (was, task)):
                card.touch()

    def they_follow(self):
        task = self.task()
        self.dice.choice((task.follow, task.unfollow))(by=self.by)

    def they_make_a_label(self):
        Label.create(self.cast.site, "Presse", "brique", by=self.by)

    def they_rename_themselves(self):
        self.by.change(by=self.by, name=f"{self.by.first_name} {self.dice.choice('ABCDE')}.")

    def they_give_another_role(self):
        person = self.dice.choice((self.cast.mia, self.cast.fay))
        person.take_role(self.dice.choice(("member", "freelancer", "guest")), by=self.cast.olga)

    def they_take_another_part(self):
        part = Membership.of(self.cast.site, self.cast.fay)
        if part:
            role = self.dice.choice(("member", *FREELANCERS, "guest"))
            part.change(role, None, by=self.cast.max)

    def they_leave(self):
        person = self.dice.choice((self.cast.mia, self.cast.fay, self.cast.gil))
        person.remove(by=self.cast.olga)

    def they_come_back(self):
        """Under another name, and as something else."""
        gone = self.one(User, User.removed_at.is_not(None))
        if gone:
            role = self.dice.choice(("member", "freelancer", "guest"))
            User.create(f"{gone.first_name} {self.dice.choice('VWXYZ')}.", gone.email, role)
            Membership.grant(self.cast.site, gone, role, by=self.cast.max)

    def they_arrange_columns(self):
        column = self.one(Column)
        column.sort(self.dice.choice(("todo", "doing", "done")), by=self.by)

    def they_undo(self):
        happened = self.one_event()
        if happened:
            happened.undo(by=self.by)

    def one_event(self):
        kinds = [kind for kind in KINDS if KINDS[kind].undoable]
        found = db.session.scalars(
            select(Event).where(Event.kind.in_(kinds)).order_by(Event.seq.desc()).limit(5)
        ).all()
        return self.dice.choice(found) if found else None


def audiences(cast):
    """Everybody's, in both languages, and the client's without a person."""
    db.session.rollback()
    viewers = [seen for person in cast.people.values() if (seen := Viewer.of(person.id))]
    for language in ("fr", "en"):
        yield Audience.client_of(cast.site, language)
        for viewer in viewers:
            audience = viewer.audience(cast.site, language)
            if audience is not None:
                yield audience


def board(cast, audience, day):
    """What is kept for an audience, and what would be drawn for it now."""
    rows = db.session.execute(fragments.on_board(audience)).all()
    kept = fragments.cards(rows, cast.site, audience, day)
    fresh = fragments.rendered([row.id for row in rows], audience, day)
    return [one.html for one in kept], [fresh[row.id].html for row in rows]


def page_of(cast, audience, rights):
    """What a board's page takes from what is kept: its lanes, and what its filters offer."""
    board = Board(cast.site, audience, NOON.date(), rights)
    made = drawn(board, standing(board, None))
    labels, people = labels_of(cast.site, audience), people_of(cast.site, audience)
    offered = [label.name for label in labels], [person.name for person in people]
    return [(lane.piece.raw, lane.mark) for lane in made], offered


@pytest.mark.parametrize("seed", range(LIVES))
def test_a_kept_plan_equals_a_fresh_one_after_anything_by_anybody(cast, monkeypatch, seed):
    Clock.at = NOON
    life = Life(cast, seed + 2000)
    for step in range(STEPS):
        life.go_on()
        if step % 5 == 0:
            for audience in audiences(cast):
                kept = sheet(cast.site, audience, NOON.date(), "week")
                with monkeypatch.context() as afresh:
                    for where in (fragments, fragments.plan.rows, fragments.plan.sheet):
                        afresh.setattr(where, "kept", fragments.Kept())
                    fresh = sheet(cast.site, audience, NOON.date(), "week")
                assert kept.piece.raw == fresh.piece.raw, (seed, step, audience.kind)


@pytest.mark.parametrize("seed", range(LIVES))
def test_a_kept_board_equals_a_fresh_one_after_anything_by_anybody(cast, monkeypatch, seed):
    Clock.at = NOON
    life = Life(cast, seed + 1000)
    for step in range(STEPS):
        life.go_on()
        if step % 5 == 0:
            for audience in audiences(cast):
                for rights in ((), ("create", "arrange_columns", "hide")):
                    kept = page_of(cast, audience, rights)
                    with monkeypatch.context() as afresh:
                        afresh.setattr(fragments, "kept", fragments.Kept())
                        fresh = page_of(cast, audience, rights)
                    assert kept == fresh, (seed, step, audience.kind)


@pytest.mark.parametrize("seed", range(LIVES))
def test_kept_cards_equal_fresh_ones_after_anything_by_anybody_for_everybody(cast, seed):
    Clock.at = NOON
    life = Life(cast, seed)
    for step in range(STEPS):
        life.go_on()
        if step % 3 == 0:
            for audience in audiences(cast):
                kept, fresh = board(cast, audience, NOON.date())
                assert kept == fresh, (seed, step, audience.kind)


def test_at_midnight_the_cards_of_yesterday_are_not_shown_again(cast):
    Clock.at = NOON
    for day in (NOON.date() + timedelta(days=n) for n in range(5)):
        for audience in audiences(cast):
            kept, fresh = board(cast, audience, day)
            assert kept == fresh
    late = board(cast, Audience.client_of(cast.site, "en"), NOON.date() + timedelta(days=4))[0]
    assert any("d late" in html for html in late)


def test_a_card_is_drawn_once_for_all_who_see_the_same(cast):
    audience = Audience.client_of(cast.site)
    rows = db.session.execute(fragments.on_board(audience)).all()
    first = fragments.cards(rows, cast.site, audience, NOON.date())
    again = fragments.cards(rows, cast.site, audience, NOON.date())
    assert [id(one) for one in first] == [id(one) for one in again]


def test_what_is_kept_is_bounded_by_its_bytes():
    kept = fragments.Kept(largest=5000)
    for number in range(100):
        kept.keep((number, 1, "look"), fragments.Card(str(number), "v", "x" * 100))
    assert kept.size <= 5000
    assert kept.many([(99, 1, "look"), (0, 1, "look")])[1] is None
