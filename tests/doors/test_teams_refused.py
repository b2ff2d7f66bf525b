"""Teams by their doors: who is kept out, and the sentence that says why."""

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


def test_the_kind_of_a_team_is_not_changed_and_the_answer_says_so(cast, client_for):
    """It was answered as saved, and nothing had changed."""
    team = team_of(cast, "staff")
    at, olga = f"/teams/{team.public_id}", client_for(cast.olga)
    answer = olga.put(at, data={"name": "Studio", "kind": "freelancers"}, headers=ENGLISH)
    assert answer.status_code == 422 and "make another team" in answer.text
    assert db.session.scalars(select(Team.name)).all() == ["Staff"]
    assert olga.put(at, data={"name": "Studio", "kind": "staff"}).status_code == 303
