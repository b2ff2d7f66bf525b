"""Whom those outside may turn to: on their home, with what a profile shows to them."""

import re
from datetime import timedelta

import pytest

from models import Membership, Project, Task, Team, User, Viewer, change, db, now
from models.showing import FIELDS, WIDTHS
from tests.asking import statements
from tests.doors.conftest import PHONE

EN = {"Accept-Language": "en"}
DIALLED = "tel:+33261910512"
SHOWN = {"email": "mailto:max@", "phone": PHONE, "photo": "/photo?", "absence": "Away:"}


@pytest.fixture
def team(cast, described):
    """Max is in it, with all that a profile may hold."""
    with change():
        team = Team.create("Studio", "staff", by=cast.olga)
        team.join(described, by=cast.olga)
        return team


@pytest.fixture
def card(client_for):
    """Of their home, what stands in the card of those they may turn to."""

    def of(person):
        page = client_for(person).get("/", headers=EN).text
        return page.partition('aria-labelledby="contacts"')[2].partition("</section>")[0]

    return of


def nothing_given(cast, person):
    with change():
        for task in db.session.scalars(Task.visible_to(Viewer.of(person.id))):
            task.assign([one for one in task.people if one != person], by=cast.max)
            task.unfollow(by=person)


def joined(cast, name, *people):
    """Another project of the client, with its people and their roles."""
    with change():
        project = Project(key=name[:2].upper(), name=name, client=cast.client, language="fr")
        db.session.add(project)
        db.session.flush()
        for person, role in people:
            Membership.grant(project, person, role, by=cast.olga)
    return project


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("field", FIELDS)
def test_a_contact_shows_what_their_team_shows_to_whoever_reads(cast, team, card, field, width):
    with change():
        db.session.get_one(Team, team.id).change(by=cast.olga, **{f"shows_{field}": width})
    reached = {"everybody": {"clara", "rose", "fay"}, "inside": {"fay"}, "nobody": set()}[width]
    for name in ("clara", "rose", "fay"):
        said = card(cast.people[name])
        assert "Max Moreau" in said and "Your contact" in said
        assert (SHOWN[field] in said) == (name in reached), name


def test_a_number_can_be_dialled_and_words_beside_it_are_left_as_words(cast, team, card):
    with change():
        db.session.get_one(Team, team.id).change(by=cast.olga, shows_phone="everybody")
    assert f'<a href="{DIALLED}">{PHONE}</a>' in card(cast.clara)
    with change():
        db.session.get_one(User, cast.max.id).describe(by=cast.max, phone="02 61 91, ask for Max")
    assert "tel:" not in card(cast.clara) and "ask for Max" in card(cast.clara)


def test_a_guest_turns_to_who_manages_what_they_were_given(cast, team, card, client_for):
    """Where no manager stood on their tasks they had nobody to turn to."""
    photo = f"/people/{cast.max.public_id}/photo"
    joined(cast, "Vitrines", (cast.mia, "manager"), (cast.gil, "guest"))
    nothing_given(cast, cast.gil)
    assert card(cast.gil) == "" and client_for(cast.gil).get(photo).status_code == 404
    with change():
        cast.secret.assign([cast.fay, cast.gil], by=cast.max)
    said = card(cast.gil)
    assert "Your contact for Site du musée" in said and "Max Moreau" in said
    assert not any(name in said for name in ("Mia", "Fay", PHONE))
    assert SHOWN["photo"] in said and client_for(cast.gil).get(photo).status_code == 200


def test_where_nobody_manages_any_more_there_is_no_card(cast, card):
    with change():
        Membership.of(cast.site, cast.max).expires_at = now() - timedelta(days=1)
    assert card(cast.clara) == card(cast.rose) == ""


def test_who_manages_some_of_several_projects_is_said_to_be_of_those(cast, card):
    joined(cast, "Vitrines", (cast.max, "manager"), (cast.clara, "client"))
    joined(cast, "Catalogue", (cast.mia, "manager"), (cast.clara, "client"))
    said = re.findall(r"<div>([^<]+)\n\s*<small>([^<]+)", card(cast.clara))
    assert [(name.strip(), words) for name, words in said] == [
        ("Max Moreau", "Your contact for Site du musée, Vitrines"),
        ("Mia Martin", "Your contact for Catalogue"),
    ]
    assert card(cast.rose).count("Your contact") == 1 and "Mia" not in card(cast.rose)


@pytest.mark.parametrize("role", ["client", "guest", "reader", "freelancer"])
def test_more_projects_and_people_are_no_more_questions(cast, card, role):
    """Who manages all projects of the home, and what of them is shown: two, for guests too."""
    reader = {"client": cast.clara, "guest": cast.gil, "reader": cast.rose}.get(role, cast.fay)
    with change():
        cast.brief.follow(by=reader)
    assert asked_by(lambda: card(reader)) == 2
    for number in range(6):
        new = (cast.mia, cast.ada, cast.max)[number % 3]
        project = joined(cast, f"{number} Projet", (new, "manager"), (reader, role))
        with change():
            Task.create(project, "Relire", by=new).follow(by=reader)
    assert asked_by(lambda: card(reader)) == 2
    assert card(reader).count("Your contact") == 3


def asked_by(deed):
    """How many statements it took about memberships and what teams show."""
    told = statements(deed)
    return len([one for one in told if "FROM membership JOIN" in one or "shows_phone" in one])
