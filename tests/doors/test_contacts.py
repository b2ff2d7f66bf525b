"""Whom those outside may turn to: on their home, with what a profile shows to them."""

import re
from datetime import timedelta

import pytest

from models import Membership, Project, Team, User, change, db, now
from models.showing import FIELDS, WIDTHS
from tests.asking import statements

EN = {"Accept-Language": "en"}
PHONE, DIALLED = "+33 2 61 91 05 12", "tel:+33261910512"
SHOWN = {"email": "mailto:max@", "phone": PHONE, "photo": "/photo?", "absence": "Away:"}


@pytest.fixture
def team(cast):
    """Max is in it, with all that a profile may hold."""
    today = now().date()
    with change():
        max_ = db.session.get_one(User, cast.max.id)
        max_.describe(by=max_, phone=PHONE, away_from=today, away_to=today + timedelta(days=3))
        max_.photo, max_.photo_id = b"a picture", "abcdefghjk"
        team = Team.create("Studio", "staff", by=cast.olga)
        team.join(max_, by=cast.olga)
        return team


@pytest.fixture
def card(client_for):
    """Of their home, what stands in the card of those they may turn to."""

    def of(person):
        page = client_for(person).get("/", headers=EN).text
        return page.partition('aria-labelledby="contacts"')[2].partition("</section>")[0]

    return of


def given_a_task(cast, person):
    with change():
        cast.secret.assign([person, cast.gil], by=cast.max)


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


def test_a_guest_turns_to_those_alone_whom_they_meet_on_their_tasks(cast, team, card, client_for):
    photo = f"/people/{cast.max.public_id}/photo"
    assert card(cast.gil) == "" and client_for(cast.gil).get(photo).status_code == 404
    given_a_task(cast, cast.mia)
    assert card(cast.gil) == ""
    given_a_task(cast, cast.max)
    assert "Max Moreau" in card(cast.gil) and PHONE not in card(cast.gil)
    assert SHOWN["photo"] in card(cast.gil) and client_for(cast.gil).get(photo).status_code == 200


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


def test_more_projects_and_people_are_no_more_questions(cast, card):
    few = asked_by(lambda: card(cast.clara))
    assert few == 2
    for number in range(6):
        new = (cast.mia, cast.fay, cast.max)[number % 3]
        joined(cast, f"{number} Projet", (new, "manager"), (cast.clara, "client"))
    assert asked_by(lambda: card(cast.clara)) == few


def asked_by(deed):
    """How many statements it took about memberships and what teams show."""
    told = statements(deed)
    return len([one for one in told if "FROM membership JOIN" in one or "shows_phone" in one])
