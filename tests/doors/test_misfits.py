"""What somebody cannot be in a project is refused with its reason, never lowered in silence."""

import pytest
from sqlalchemy import select

from models import (
    Client,
    Event,
    Invitation,
    Membership,
    Project,
    ProjectTeam,
    Team,
    User,
    change,
    db,
    now,
)
from tests.doors.letters import letters

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def arthur(cast):
    """A contact of another client."""
    with change():
        pike = Client.create("Halden Pike", by=cast.olga)
        person = User(name="Arthur Pike", email="arthur@pike.example", role="client", client=pike)
        db.session.add(person)
    return person


@pytest.fixture
def room(cast):
    return f"/projects/{cast.site.public_id}"


def ask(browser, room, person, role):
    asked = {"email": person.email, "role": role, "language": "fr", "name": "Typed"}
    return browser.post(f"{room}/invitations", data=asked, headers=ENGLISH)


@pytest.mark.parametrize("role", ["member", "client", "reader", "guest"])
def test_nobody_of_another_client_is_invited(cast, client_for, room, arthur, role):
    """Invited as Team, he became a client in the project of another client without a word."""
    answer = ask(client_for(cast.olga), room, arthur, role)
    assert answer.status_code == 422 and "Arthur Pike is of another company" in answer.text
    assert 'value="Typed"' in answer.text and not letters()


def test_a_manager_who_does_not_see_somebody_is_told_nothing_of_them(
    cast, client_for, room, arthur
):
    answer = ask(client_for(cast.max), room, arthur, "member")
    assert answer.status_code == 422 and "Whoever has this address" in answer.text
    assert "Arthur" not in answer.text and "company" not in answer.text.partition("field__error")[2]


def test_a_link_already_held_gives_nothing_in_a_project_of_another_client(
    cast, client_for, room, arthur
):
    with change():
        Invitation.send(arthur.email, "member", [cast.site], by=cast.olga, secret="secret")
    browser = client_for(arthur)
    assert browser.post("/invitations/secret").location == "/"
    assert Membership.of(cast.site, arthur) is None
    assert browser.get(f"{room}/board").status_code == 404


def test_a_freelancer_of_a_flagged_team_is_not_invited_as_staff(cast, client_for):
    with change():
        Team.create("Freelances", "freelancers", by=cast.olga).join(cast.fay, by=cast.olga)
    room = f"/projects/{cast.elsewhere.public_id}"
    answer = ask(client_for(cast.olga), room, cast.fay, "member")
    assert answer.status_code == 422 and "Fay Fournier is in the team Freelances" in answer.text
    assert not letters()


def test_people_of_the_agency_are_never_clients_of_a_project(cast, client_for, room):
    browser = client_for(cast.max)
    own = f"{room}/people/{cast.mia.public_id}"
    page = browser.get(f"{room}/people").text.partition(f'action="{own}"')[2]
    assert 'value="client"' not in page.partition("</select>")[0]
    answer = browser.put(own, data={"role": "client", "until": ""}, headers=ENGLISH)
    assert answer.status_code == 422 and "Mia Martin is no contact of a client" in answer.text
    assert Membership.of(cast.site, cast.mia).role == "member"
    assert ask(client_for(cast.olga), room, cast.zed, "client").status_code == 422


@pytest.mark.parametrize(
    ("role", "said"), [("member", "not of the agency"), ("king", "Choose one of the list.")]
)
def test_a_role_that_cannot_be_is_answered_by_its_reason(cast, client_for, room, role, said):
    """It was answered by the bare page “Something is missing”."""
    own = f"{room}/people/{cast.clara.public_id}"
    answer = client_for(cast.max).put(own, data={"role": role, "until": ""}, headers=ENGLISH)
    assert answer.status_code == 422 and said in answer.text and "Clara Clément" in answer.text


def test_the_company_that_forbids_a_role_is_named(cast, client_for, room):
    """The sentence that says so was never finished: the page broke."""
    with change():
        cast.fay.client = Client.create("Lumen", by=cast.olga, kind="partner")
    own = f"{room}/people/{cast.fay.public_id}"
    answer = client_for(cast.max).put(own, data={"role": "member", "until": ""}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Fay Fournier is of Lumen, whose people cannot have this role." in answer.text


def test_a_team_of_another_client_or_in_a_role_not_of_its_kind_is_refused(
    cast, client_for, room, arthur
):
    with change():
        pike = Team.create("Pike", "client", by=cast.olga, company=arthur.client)
        pike.join(arthur, by=cast.olga)
        freelancers = Team.create("Freelances", "freelancers", by=cast.olga)
    browser = client_for(cast.olga)
    for team, role, said in (
        (pike, "client", "Pike is of another company"),
        (freelancers, "member", "cannot have this role"),
    ):
        asked = {"team": team.public_id, "role": role}
        answer = browser.post(f"{room}/teams", data=asked, headers=ENGLISH)
        assert answer.status_code == 422 and said in answer.text
        chosen = f'<option value="{team.public_id}" selected>' in answer.text
        assert chosen is (team is freelancers), "only what can come is offered again"
    assert db.session.scalars(select(ProjectTeam)).all() == []
    assert Membership.of(cast.site, arthur) is None


def settings(client):
    """What the form of the project sends."""
    return {
        "name": "Site du musée",
        "client": client.public_id if client else "",
        "hue": "prune",
        "timezone": "Europe/Paris",
        "language": "fr",
        "preset": "team",
    }


@pytest.mark.parametrize("other", ["of another client", "without one"])
def test_a_project_changes_its_client_once_nobody_of_the_one_before_is_in_it(
    cast, client_for, room, arthur, other
):
    """Clara went on seeing a project that had become another client's."""
    client = arthur.client if other == "of another client" else None
    with change():
        museum = Team.create("Musée", "client", by=cast.olga, company=cast.client)
        museum.join_project(cast.site, "client", by=cast.olga)
        Membership.of(cast.site, cast.rose).change("reader", now(), by=cast.max)
        Invitation.send("paul@fil.example", "client", [cast.site], by=cast.olga, secret="secret")
        Invitation.send("eve@bleu.example", "member", [cast.site], by=cast.olga, secret="other")
    olga = client_for(cast.olga)
    refused = olga.put(room, data=settings(client), headers=ENGLISH)
    assert refused.status_code == 422
    assert "Clara Clément, Musée, Rose Renard take part for the client" in refused.text
    assert client_for(cast.clara).get(f"{room}/board").status_code == 200
    olga.delete(f"{room}/teams/{museum.public_id}")
    for person in (cast.clara, cast.rose):
        olga.delete(f"{room}/people/{person.public_id}")
    assert olga.put(room, data=settings(client)).status_code == 303
    assert db.session.get_one(Project, cast.site.id).client is client
    standing = db.session.scalars(select(Invitation).where(*Invitation.stands()))
    assert [one.email for one in standing] == ["eve@bleu.example"]
    last = db.session.scalars(select(Event).order_by(Event.seq.desc()).limit(2)).all()
    assert {event.kind for event in last} == {"invitation.revoked", "project.changed"}


def test_one_who_alone_is_of_the_client_is_named_and_partners_are_not(cast, client_for, room):
    with change():
        cast.fay.client = Client.create("Lumen", by=cast.olga, kind="partner")
        Membership.of(cast.site, cast.rose).end(by=cast.max)
    answer = client_for(cast.max).put(room, data=settings(None), headers=ENGLISH)
    assert answer.status_code == 422
    assert "Clara Clément takes part for the client it has now." in answer.text
