"""Teams by their doors: who is kept out, and the sentence that says why."""

import re

import pytest
from sqlalchemy import select

from models import Client, Team, change, db

OF = ("partner", "client")
ENGLISH = {"Accept-Language": "en"}
ROLES_OF_KIND = {
    "staff": ("clara", "people of the agency"),
    "freelancers": ("mia", "freelancers"),
    "partner": ("max", "a partner’s people"),
    "client": ("mia", "people of a client"),
}


def team_of(cast, kind, company=None):
    with change():
        of = company or (Client.create("Lumen", by=cast.olga, kind=kind) if kind in OF else None)
        return Team.create(kind.title(), kind, by=cast.olga, company=of)


@pytest.mark.parametrize("kind", ROLES_OF_KIND)
def test_who_cannot_be_in_a_team_is_told_in_a_sentence_for_whom_it_is(cast, client_for, kind):
    """It said “Mia Martin is team, and the team Freelances is for freelancers only”."""
    team, (name, whose) = team_of(cast, kind), ROLES_OF_KIND[kind]
    asked = {"person": cast.people[name].public_id}
    olga = client_for(cast.olga)
    answer = olga.post(f"/teams/{team.public_id}/people", data=asked, headers=ENGLISH)
    assert answer.status_code == 422
    said = f"{cast.people[name].name} cannot be in the team {kind.title()}: it is for {whose}."
    assert said in answer.text


def test_who_is_in_the_agency_s_team_of_freelancers_is_not_put_into_a_partner_s(cast, client_for):
    """They were offered and taken, and stood from then on among the partner’s people."""
    freelances, lumen = team_of(cast, "freelancers"), team_of(cast, "partner")
    olga, at = client_for(cast.olga), f"/teams/{lumen.public_id}/people"
    offer = f'<option value="{cast.fay.public_id}">'
    page = f"/settings/people?team={lumen.public_id}"
    assert offer in olga.get(page).text.split("team__add")[1]
    with change():
        freelances.join(cast.fay, by=cast.olga)
    assert offer not in olga.get(page).text.split("team__add")[1]
    answer = olga.post(at, data={"person": cast.fay.public_id}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Fay Fournier is in the team Freelancers, which is for others" in answer.text
    assert db.session.get_one(Team, lumen.id).members == []


def test_the_kind_of_a_team_is_not_changed_and_the_answer_says_so(cast, client_for):
    """It was answered as saved, and nothing had changed."""
    team = team_of(cast, "staff")
    at, olga = f"/teams/{team.public_id}", client_for(cast.olga)
    answer = olga.put(at, data={"name": "Studio", "kind": "freelancers"}, headers=ENGLISH)
    assert answer.status_code == 422 and "make another team" in answer.text
    assert db.session.scalars(select(Team.name)).all() == ["Staff"]
    assert olga.put(at, data={"name": "Studio", "kind": "staff"}).status_code == 303


def roles_offered(page, person):
    """The roles one can choose for somebody, and what is said beside them."""
    row = page.split(f'id="person-{person.public_id}"')[1].split("</tr>")[0]
    choice = re.search(r'<select[^>]* name="role".*?</select>', row, re.S)[0]
    hint = re.search(r'class="field__hint"[^>]*>([^<]*)<', row)
    return re.findall(r'value="(\w+)"', choice), hint[1] if hint else ""


def test_only_what_a_team_lets_its_people_be_is_offered_and_the_form_says_why(cast, client_for):
    """All roles stood there, and most were refused afterwards."""
    olga, team = client_for(cast.olga), team_of(cast, "freelancers")
    with change():
        team.join(cast.fay, by=cast.olga)
    said = "Nobody in the team Freelancers can have a role other than these."
    of_project = ["freelancer", "freelancer_of_tasks", "guest", "reader"]
    page = olga.get(f"/projects/{cast.site.public_id}/people", headers=ENGLISH).text
    assert roles_offered(page, cast.fay) == (of_project, said)
    assert roles_offered(page, cast.mia)[1] == "" and "manager" in roles_offered(page, cast.mia)[0]
    page = olga.get("/settings/people", headers=ENGLISH).text
    assert roles_offered(page, cast.fay) == (["freelancer", "guest", "reader"], said)
    assert roles_offered(page, cast.mia)[1] == "" and "owner" in roles_offered(page, cast.mia)[0]
    forbidden = olga.put(f"/people/{cast.fay.public_id}/role", data={"role": "member"})
    assert forbidden.status_code == 422


def test_people_of_a_company_are_offered_what_its_people_can_be(cast, client_for):
    page = client_for(cast.max).get(f"/projects/{cast.site.public_id}/people", headers=ENGLISH).text
    said = "Nobody of Musée du Fil can have a role other than these."
    assert roles_offered(page, cast.clara) == (["reader", "client"], said)


def test_a_manager_is_told_of_no_team_that_is_in_none_of_their_projects(cast, client_for):
    """A team is seen by who is in it or works beside it: its name stood on the page of people."""
    max_ = client_for(cast.max)
    with change():
        team = Team.create("Halden", "freelancers", by=cast.olga)
        team.join(cast.fay, by=cast.olga)
    address = f"/projects/{cast.site.public_id}/people"
    page = max_.get(address, headers=ENGLISH).text
    said = "A team they are in allows no role other than these."
    assert roles_offered(page, cast.fay)[1] == said
    asked = {"data": {"role": "manager"}, "headers": ENGLISH}
    refused = max_.put(f"{address}/{cast.fay.public_id}", **asked)
    assert refused.status_code == 422 and "in a team whose people" in refused.text
    assert "Halden" not in page + refused.text
    with change():
        team.join_project(cast.site, "freelancer", by=cast.olga)
    page = max_.get(address, headers=ENGLISH).text
    assert "Nobody in the team Halden can have" in page
