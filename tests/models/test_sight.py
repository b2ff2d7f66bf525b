"""The law of sight: the table of the house, and its two readings held equal.

`JALON_LONG=1` tries some thousands of random cases instead of some hundreds.
"""

import os
import random
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Assignment,
    Audience,
    Comment,
    Membership,
    Project,
    Task,
    Team,
    User,
    Viewer,
    change,
    db,
    now,
)
from models.base import Clock
from models.sight import VISIBILITIES
from models.task.nesting import Loop
from models.team import Unfit
from models.user.permissions import ROLES
from tests.cast import assignable

WORLDS = 60 if os.environ.get("JALON_LONG") else 6
TASKS = 24
STRANGER = "stranger"

# who of the cast sees a task that they have nothing to do with
OPEN_TO = {
    "client": {"olga", "ada", "max", "mia", "fay", "rose", "clara"},
    "team": {"olga", "ada", "max", "mia", "fay"},
    "list": {"olga", "ada", "max"},
}
# who sees it besides, once they are one of these on it
TIES = {
    "responsible": {
        "client": {"gil"},
        "team": {"gil"},
        "list": {"mia", "fay"},
    },
    "following": {"client": {"gil"}, "team": {"gil"}, "list": set()},
    "listed": {
        "client": set(),
        "team": set(),
        "list": {"mia", "fay", "clara", "gil"},
    },
    "author": {"client": set(), "team": set(), "list": {"mia", "fay"}},
}
PEOPLE = ("olga", "ada", "max", "mia", "fay", "gil", "rose", "clara", "zed")


def sees(person, task):
    """Both readings, which must agree."""
    db.session.rollback()
    viewer = Viewer.of(person.id)
    listed = db.session.scalar(Task.visible_to(viewer).where(Task.id == task.id)) is not None
    assert listed == task.is_visible_to(viewer.audience(task.project))
    return listed


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_a_task_is_seen_by_those_the_house_says(cast, visibility):
    with change():
        task = Task.create(cast.site, "Brief", by=cast.olga, visibility=visibility)
    assert {name for name in PEOPLE if sees(cast.people[name], task)} == OPEN_TO[visibility]


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("tie", TIES)
def test_a_tie_to_a_task_shows_it_to_those_the_house_says(cast, visibility, tie):
    for name in PEOPLE:
        person = cast.people[name]
        with change():
            author = person if tie == "author" else cast.olga
            task = Task.create(cast.site, "Brief", by=author, visibility=visibility)
            if tie == "responsible":
                task.assignments.append(Assignment(user=person, responsible=True))
            if tie == "following":
                task.follow(by=person)
            if tie == "listed" and visibility == "list":
                task.hide("list", by=cast.olga, people=[person])
        expected = name in OPEN_TO[visibility] | TIES[tie][visibility]
        assert sees(person, task) == expected, name


def test_a_hidden_phase_hides_what_it_holds(cast):
    with change():
        phase = Task.create(cast.site, "Lot", by=cast.max, kind="phase", visibility="team")
        inside = Task.create(cast.site, "Pas", by=cast.max, parent=phase, visibility="client")
    assert not sees(cast.clara, inside)
    with change():
        phase.hide("client", by=cast.max)
    assert sees(cast.clara, inside)


def test_nobody_sees_what_is_in_the_bin(cast):
    with change():
        cast.brief.delete(by=cast.max)
    assert not any(sees(cast.people[name], cast.brief) for name in PEOPLE)


def test_what_lies_in_a_task_goes_into_the_bin_and_comes_back_with_it(cast):
    with change():
        alone = Task.create(
            cast.site, "Seule", by=cast.max, parent=cast.mockup, visibility="client"
        )
        alone.delete(by=cast.max)
    Clock.at = now() + timedelta(minutes=1)
    with change():
        happened = cast.mockup.delete(by=cast.max)
    assert not any(sees(cast.people[name], cast.step) for name in PEOPLE)
    with change():
        happened.undo(by=cast.max)
    assert sees(cast.clara, cast.step) and not sees(cast.clara, alone)


def test_a_membership_that_has_expired_shows_nothing(cast):
    with change():
        Membership.of(cast.site, cast.fay).expires_at = now() - timedelta(minutes=1)
    assert not sees(cast.fay, cast.brief)


def test_what_every_contact_sees_is_what_each_of_them_sees_at_least(cast):
    everybody = Audience.client_of(cast.site)
    ids = set(db.session.scalars(Task.visible_to(everybody).with_only_columns(Task.id)))
    hers = set(
        db.session.scalars(Task.visible_to(Viewer.of(cast.clara.id)).with_only_columns(Task.id))
    )
    assert ids and ids <= hers


class World:
    """Random people, memberships, tasks, ties and comments, drawn from one seed."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        with change():
            self.projects = [Project(key=key, name=key) for key in ("AA", "BB")]
            db.session.add_all(self.projects)
            self.people = [self.person(n, role) for n, role in enumerate((*ROLES, STRANGER) * 2)]
            db.session.flush()
            self.teams: list[Team] = []
            for number in range(4):
                self.teams.append(self.team(number))
            self.tasks: list[Task] = []
            for number in range(TASKS):
                self.tasks.append(self.task(number))
            for _ in range(TASKS // 4):
                self.move_somewhere()
            for task in self.dice.sample(self.tasks, TASKS // 8):
                task.delete(by=self.people[0])
            self.comments = [self.comment(task) for task in self.tasks for _ in range(2)]

    def person(self, number, role):
        known = role if role in ("owner", "admin", "client", "reader", "freelancer") else "member"
        person = User(name=f"P {number}", email=f"p{number}@w.example", role=known)
        db.session.add(person)
        if role in ("owner", "admin", STRANGER):
            return person
        for project in self.projects:
            if self.dice.random() < 0.75:
                self.join(project, person, role)
        return person

    def join(self, project, person, role):
        chance = self.dice.random()
        hours = self.dice.choice((-1, 1)) if chance < 0.2 else None
        db.session.add(
            Membership(
                project=project,
                user=person,
                role="freelancer_of_tasks" if role == "freelancer" and chance < 0.5 else role,
                expires_at=now() + timedelta(hours=hours) if hours else None,
            )
        )

    def team(self, number):
        """In one another, some of them; of people of all kinds, as their members allow."""
        by = self.people[0]
        parent = self.dice.choice((None, *self.teams))
        team = Team.create(f"E {number}", "staff", by=by, parent=parent)
        for person in self.some(4):
            with suppress(Unfit):
                team.join(person, by=by)
        if self.dice.random() < 0.3:
            team.join_project(self.dice.choice(self.projects), "member", by=by)
        return team

    def some(self, most=3):
        return self.dice.sample(self.people, self.dice.randint(0, most))

    def task(self, number):
        project = self.dice.choice(self.projects)
        author = self.dice.choice((*self.people, None))
        task = Task.create(
            project,
            f"T {number}",
            by=author,
            parent=self.parent_in(project),
            kind=self.dice.choice(("task", "phase", "milestone")),
            visibility=self.dice.choice(("client", "team")),
        )
        by = self.people[0]
        task.assign(assignable(project, self.some()), by=by)
        for row in task.assignments:
            row.responsible = self.dice.random() < 0.7
        if self.dice.random() < 0.3:
            task.assignments.append(Assignment(name="Somebody imported"))
        for person in self.some():
            task.follow(by=person)
        if self.dice.random() < 0.5:
            teams = self.dice.sample(self.teams, self.dice.randint(0, 2))
            task.hide(self.dice.choice(VISIBILITIES), by=by, people=self.some(5), teams=teams)
        if self.dice.random() < 0.1:
            task.archive(by=by)
        return task

    def parent_in(self, project):
        return self.dice.choice((None, *(task for task in self.tasks if task.project is project)))

    def move_somewhere(self):
        task = self.dice.choice(self.tasks)
        near = [other for other in self.tasks if other.project is task.project]
        with suppress(Loop):
            task.nest(self.dice.choice((None, *near)))

    def comment(self, task):
        visibility = self.dice.choice(("client", "team"))
        comment = Comment.write(task, "…", by=self.dice.choice(self.people), visibility=visibility)
        if self.dice.random() < 0.1:
            comment.delete(by=self.people[0])
        return comment


def ids(query, noun):
    return set(db.session.scalars(query.with_only_columns(noun.id)))


@pytest.fixture(params=range(WORLDS))
def world(app, request):
    made = World(request.param)
    db.session.expire_all()
    return made


def test_the_query_and_the_question_agree_on_every_task_and_comment(world):
    for person in world.people:
        viewer = Viewer.of(person.id)
        audiences = {project.id: viewer.audience(project) for project in world.projects}
        for noun, things in ((Task, world.tasks), (Comment, world.comments)):
            asked = {one.id for one in things if one.is_visible_to(audiences[one.project_id])}
            assert ids(noun.visible_to(viewer), noun) == asked
            narrow = [ids(noun.visible_to(one), noun) for one in audiences.values() if one]
            assert set().union(*narrow) == asked
    for project in world.projects:
        audience = Audience.client_of(project)
        for noun, things in ((Task, world.tasks), (Comment, world.comments)):
            asked = {one.id for one in things if one.is_visible_to(audience)}
            assert ids(noun.visible_to(audience), noun) == asked


def test_nothing_is_seen_wider_than_what_it_lies_in(world):
    team = set(db.session.scalars(select(Task.id).where(Task.sight == "team")))
    for person in world.people:
        viewer = Viewer.of(person.id)
        seen = ids(Task.visible_to(viewer), Task)
        commented = Comment.visible_to(viewer).with_only_columns(Comment.task_id)
        assert set(db.session.scalars(commented)) <= seen
        kinds = {audience.kind for audience in viewer.audiences}
        if kinds and kinds <= {"client", "reader"}:
            assert not seen & team
        if "guest" not in kinds:  # a guest may be given a step without the whole
            inside = [one for one in world.tasks if one.id in seen]
            assert {above.id for one in inside for above in one.chain()} <= seen
