"""Teams at their doors: who may make them, what is refused and why, what they open."""

import re

import pytest
from sqlalchemy import select

from models import Client, Membership, Task, Team, change, db
from tests.cast import refused_page

ROOM = "/settings/people"


@pytest.fixture
def olga(cast, client_for):
    return client_for(cast.olga)


@pytest.fixture
def studio(cast):
    with change():
        return Team.create("Studio", "staff", by=cast.olga)


def team_named(name):
    return db.session.scalar(select(Team).where(Team.name == name))


def put(browser, team, person):
    data = {"person": person.public_id}
    return browser.post(f"/teams/{team.public_id}/people", data=data)


def test_a_team_is_made_in_another_and_its_people_are_counted_in_both(cast, olga, studio):
    asked = {"name": "Web", "kind": "client", "parent": studio.public_id}
    assert olga.post("/teams", data=asked).status_code == 303
    web = team_named("Web")
    assert (web.kind, web.parent_id) == ("staff", studio.id)
    put(olga, web, cast.mia)
    for team in (web, studio):
        page = olga.get(f"{ROOM}?team={team.public_id}").text
        assert "mia@" in page and "max@" not in page


@pytest.mark.parametrize("name", ["max", "mia", "fay", "gil", "rose", "clara", "zed"])
def test_teams_are_made_by_owner_and_admin_alone(cast, client_for, studio, name):
    browser = client_for(cast.people[name])
    own = f"/teams/{studio.public_id}"
    assert browser.post("/teams", data={"name": "X", "kind": "staff"}).status_code == 403
    assert browser.put(own, data={"name": "X", "parent": ""}).status_code == 403
    assert browser.delete(own).status_code == 403
    assert put(browser, studio, cast.mia).status_code == 403
    assert browser.delete(f"{own}/people/{cast.mia.public_id}").status_code == 403
    assert browser.get(f"{ROOM}?team={studio.public_id}").status_code == refused_page(name)


def test_who_does_not_fit_a_team_is_kept_out_with_a_sentence(cast, olga):
    asked = {"name": "Musée", "kind": "client", "company": cast.client.name}
    olga.post("/teams", data=asked)
    answer = put(olga, team_named("Musée"), cast.mia)
    assert answer.status_code == 422
    assert "Mia Martin" in answer.text and "Musée" in answer.text
    assert put(olga, team_named("Musée"), cast.clara).status_code == 303


def test_the_form_says_why_somebody_in_a_flagged_team_cannot_be_staff(cast, olga):
    olga.post("/teams", data={"name": "Indépendants", "kind": "freelancers"})
    put(olga, team_named("Indépendants"), cast.fay)
    answer = olga.put(f"/people/{cast.fay.public_id}/role", data={"role": "member"})
    assert answer.status_code == 422 and "Indépendants" in answer.text
    own = f"/projects/{cast.site.public_id}/people/{cast.fay.public_id}"
    answer = olga.put(own, data={"role": "manager", "until": ""})
    assert answer.status_code == 422 and "Indépendants" in answer.text
    assert Membership.of(cast.site, cast.fay).role == "freelancer"


def test_a_team_cannot_lie_in_itself(cast, olga, studio):
    olga.post("/teams", data={"name": "Web", "kind": "staff", "parent": studio.public_id})
    asked = {"name": "Atelier", "parent": team_named("Web").public_id}
    answer = olga.put(f"/teams/{studio.public_id}", data=asked)
    assert answer.status_code == 422 and "Atelier" in answer.text
    assert team_named("Studio") is not None


def test_where_a_team_was_to_lie_has_been_removed_and_the_form_says_so(cast, olga, studio):
    asked = {"name": "Web", "kind": "staff", "parent": studio.public_id}
    olga.post("/teams", data={"name": "Atelier", "kind": "staff"})
    olga.delete(f"/teams/{studio.public_id}")
    made = olga.post("/teams", data=asked)
    moved = olga.put(f"/teams/{team_named('Atelier').public_id}", data=asked)
    for answer in (made, moved):
        assert answer.status_code == 422
        assert "has been removed meanwhile" in answer.text
    assert team_named("Web") is None and team_named("Atelier") is not None


def test_a_team_brings_its_people_into_a_project_and_takes_them_out(cast, olga, studio):
    room = f"/projects/{cast.elsewhere.public_id}"
    olga.post(f"{room}/teams", data={"team": studio.public_id, "role": "member"})
    put(olga, studio, cast.zed)
    assert Membership.of(cast.elsewhere, cast.zed).role == "member"
    assert "Studio" in olga.get(f"{room}/people").text
    assert olga.delete(f"{room}/teams/{studio.public_id}").status_code == 303
    assert Membership.of(cast.elsewhere, cast.zed) is None
    assert olga.delete(f"{room}/teams/{studio.public_id}").status_code == 404


def test_only_teams_that_fit_are_offered_each_with_the_roles_of_its_kind(cast, olga, studio):
    """All roles were offered for all teams, those of other clients too."""
    with change():
        pike = Client.create("Halden Pike", by=cast.olga)
        Team.create("Pike", "client", by=cast.olga, company=pike)
        museum = Team.create("Musée", "client", by=cast.olga, company=cast.client)
        here = Team.create("Ici", "staff", by=cast.olga)
        here.join_project(cast.site, "member", by=cast.olga)
    page = f"/projects/{cast.site.public_id}/people"
    offered = re.findall(r'<option value="(\w+)"', part(olga.get(page).text, 'name="team"'))
    assert set(offered) == {studio.public_id, museum.public_id}
    for team, roles in ((museum, ["client", "reader"]), (studio, list(studio.roles_in_projects))):
        text = olga.get(page, query_string={"team": team.public_id}).text
        assert re.findall(r'<option value="(\w+)"', part(text, 'id="roles-of-team"')) == roles


def part(page, select):
    return page.partition(select)[2].partition("</select>")[0]


def test_a_manager_brings_only_teams_that_they_see(cast, client_for, studio):
    browser = client_for(cast.max)
    own = f"/projects/{cast.site.public_id}/teams"
    asked = {"team": studio.public_id, "role": "member"}
    assert browser.post(own, data=asked).status_code == 404
    with change():
        studio.join(cast.max, by=cast.olga)
    assert browser.post(own, data=asked).status_code == 303


def test_a_task_is_shown_to_a_team_and_a_team_one_cannot_see_stays_on_its_list(
    cast, client_for, olga, studio
):
    put(olga, studio, cast.mia)
    own = f"/tasks/{cast.brief.public_id}"
    asked = {"visibility": "list", "teams": studio.public_id}
    assert olga.put(f"{own}/visibility", data=asked).status_code in (200, 303)
    assert client_for(cast.mia).get(own).status_code == 200
    with change():
        other = Team.create("Autre", "staff", by=cast.olga)
        task = db.session.get(Task, cast.brief.id)
        task.hide("list", by=cast.olga, people=[cast.max], teams=[studio, other])
    client_for(cast.max).put(f"{own}/visibility", data={"visibility": "list"})
    named = {row.team.name for row in db.session.get(Task, cast.brief.id).listings if row.team}
    assert named == {"Studio", "Autre"}


def test_a_removed_team_leaves_its_people_their_accounts(cast, olga, studio):
    put(olga, studio, cast.mia)
    own = f"/teams/{studio.public_id}"
    assert olga.delete(own).status_code == 303
    assert team_named("Studio") is None
    assert "mia@" in olga.get(ROOM).text
    assert olga.delete(own).status_code == 404
