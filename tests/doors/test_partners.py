"""Partner agencies: their teams, their people in projects, where their name is shown."""

import pytest
from sqlalchemy import select

from models import Client, Membership, Team, User, change, db
from tests.doors.letters import letters, link_in

NEW = {"name": "Bastien Roux", "password": "a long enough phrase", "language": "fr"}


@pytest.fixture
def lumen(cast):
    with change():
        return Client.create("Atelier Lumen", by=cast.olga, kind="partner")


@pytest.fixture
def room(cast):
    return f"/projects/{cast.site.public_id}"


def invite(browser, room, lumen, role):
    asked = {"email": "bastien@lumen.example", "role": role, "language": "fr"}
    return browser.post(f"{room}/invitations", data=asked | {"company": lumen.public_id})


def test_a_team_is_made_with_its_company_and_the_company_only_once(cast, client_for):
    olga = client_for(cast.olga)
    for name in ("Film", "Son"):
        asked = {"name": name, "kind": "partner", "company": "Atelier Lumen"}
        assert olga.post("/teams", data=asked).status_code == 303
    (lumen,) = db.session.scalars(select(Client).where(Client.kind == "partner"))
    assert {team.company for team in db.session.scalars(select(Team))} == {lumen}


def test_a_team_of_a_company_is_not_made_without_it(cast, client_for):
    answer = client_for(cast.olga).post("/teams", data={"name": "Film", "kind": "partner"})
    assert answer.status_code == 422 and "Fill in this field." in answer.text
    assert db.session.scalars(select(Team)).all() == []


def test_the_manager_invites_somebody_of_a_partner(cast, client_for, visitor, lumen, room):
    assert invite(client_for(cast.max), room, lumen, "freelancer").status_code == 303
    visitor.post(link_in(letters()[-1], "invitations"), data=NEW)
    bastien = User.with_email("bastien@lumen.example")
    assert (bastien.role, bastien.client_id) == ("freelancer", lumen.id)
    assert Membership.of(cast.site, bastien).role == "freelancer"
    assert visitor.get(f"{room}/board").status_code == 200


@pytest.mark.parametrize("role", ["manager", "member", "client"])
def test_nobody_of_a_partner_is_invited_as_staff_or_client(cast, client_for, lumen, room, role):
    answer = invite(client_for(cast.max), room, lumen, role)
    assert answer.status_code == 422
    assert "take part as freelancers, guests or readers" in answer.text
    assert not letters()


def test_the_company_stands_beside_its_people_on_every_list(cast, client_for, lumen, room):
    with change():
        db.session.get_one(User, cast.fay.id).client_id = lumen.id
    olga = client_for(cast.olga)
    pages = ["/settings/people", f"{room}/people?show=partners"]
    for page in (*pages, f"/tasks/{cast.brief.public_id}/readers"):
        text = olga.get(page).text
        assert "Fay Fournier" in text and "Atelier Lumen" in text, page
    assert "Mia Martin" not in olga.get(pages[1]).text.partition("<table")[2]


def test_no_project_is_made_for_a_partner(cast, client_for, lumen):
    olga = client_for(cast.olga)
    assert "Atelier Lumen" not in olga.get("/projects/new").text
    assert "Atelier Lumen" not in olga.get(f"/projects/{cast.site.public_id}/settings").text
