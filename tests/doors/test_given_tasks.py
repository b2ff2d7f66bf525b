"""A freelancer who takes part only in given tasks: chosen wherever a role is, and held to it."""

import pytest
from sqlalchemy import select

from models import Event, Membership, Team, User, Viewer, change, db, now
from models.handing_over import hand_over
from models.readers import readers
from tests.doors.letters import letters, link_in

ROLE = "freelancer_of_tasks"
SAID = "Freelancer, given tasks only"
ENGLISH = {"Accept-Language": "en"}
NEW = {"name": "Paul Petit", "password": "a long enough phrase", "language": "en"}


@pytest.fixture
def room(cast):
    return f"/projects/{cast.site.public_id}"


@pytest.fixture
def fay(cast, client_for, room):
    """Her browser, once the manager has kept her to what she is given: one task."""
    with change():
        cast.brief.assign([cast.fay], by=cast.max)
    data = {"role": ROLE, "until": ""}
    answer = client_for(cast.max).put(f"{room}/people/{cast.fay.public_id}", data=data)
    assert answer.status_code == 303
    return client_for(cast.fay)


def test_somebody_is_invited_as_one(cast, client_for, visitor, room):
    asked = {"email": "paul@fil.example", "role": ROLE, "language": "en", "name": "Paul"}
    max_ = client_for(cast.max)
    assert max_.post(f"{room}/invitations", data=asked).status_code == 303
    assert f"<small>{SAID}" in max_.get(f"{room}/people", headers=ENGLISH).text
    visitor.post(link_in(letters()[-1], "invitations"), data=NEW)
    paul = User.with_email("paul@fil.example")
    assert (paul.role, Membership.of(cast.site, paul).role) == ("freelancer", ROLE)
    page = visitor.get(f"{room}/board")
    assert page.status_code == 200 and cast.brief.public_id not in page.text


def test_they_see_and_do_what_a_guest_does(cast, fay, room):
    page = fay.get(f"{room}/board").text
    assert cast.brief.public_id in page
    assert cast.secret.public_id not in page and cast.mockup.public_id not in page
    assert fay.get(f"/tasks/{cast.secret.public_id}").status_code == 404
    assert fay.get(f"{room}/people").status_code == 404
    titled = fay.put(f"/tasks/{cast.brief.public_id}/title", data={"title": "Brief"})
    assert titled.status_code in (200, 303)
    viewer = Viewer.of(cast.fay.id)
    assert viewer.rights(cast.site) == Viewer.of(cast.gil.id).rights(cast.site)


def test_they_know_nobody_of_the_project_but_themselves_and_who_manages_it(cast, fay):
    """Only guests were spared the names of all who take part."""
    seen = User.visible_to(Viewer.of(cast.fay.id)).order_by(User.name)
    assert [one.name for one in db.session.scalars(seen)] == ["Fay Fournier", "Max Moreau"]


def test_the_role_is_said_on_each_list_and_before_and_after_in_the_log(cast, client_for, fay, room):
    olga = client_for(cast.olga)
    for page in (f"{room}/people?show=freelancers", f"/people/{cast.fay.public_id}/reach"):
        assert SAID in olga.get(page, headers=ENGLISH).text, page
    readers_of = olga.get(f"/tasks/{cast.brief.public_id}/readers", headers=ENGLISH).text
    assert f"as {SAID.lower()}" in readers_of
    changed = db.session.scalars(select(Event).where(Event.kind == "membership.changed")).one()
    assert (changed.before["role"], changed.details["role"]) == ("freelancer", ROLE)
    log = olga.get("/settings/audit?kind=rights", headers=ENGLISH).text
    assert "Freelancer" in log and SAID in log


def test_a_team_of_freelancers_is_brought_as_such(cast, client_for):
    with change():
        team = Team.create("Freelances", "freelancers", by=cast.olga)
        team.join(cast.fay, by=cast.olga)
        cast.gil.take_role("freelancer", by=cast.olga)
    room, olga = f"/projects/{cast.elsewhere.public_id}", client_for(cast.olga)
    answer = olga.post(f"{room}/teams", data={"team": team.public_id, "role": ROLE})
    assert answer.status_code == 303
    with change():
        db.session.get_one(Team, team.id).join(cast.gil, by=cast.olga)
    for person in (cast.fay, cast.gil):
        assert Membership.of(cast.elsewhere, person).role == ROLE


def test_who_comes_back_comes_back_as_one(cast, fay, room):
    part = Membership.of(cast.site, cast.fay)
    with change():
        part.change(ROLE, now(), by=cast.max)
    assert fay.get(f"{room}/board").status_code == 404
    with change():
        Membership.grant(cast.site, cast.fay, ROLE, by=cast.max)
    assert Membership.of(cast.site, cast.fay).role == ROLE
    assert fay.get(f"{room}/board").status_code == 200


def test_their_tasks_can_be_handed_to_another_one(cast, client_for, fay, room):
    own = f"{room}/people/{cast.mia.public_id}"
    max_ = client_for(cast.max)
    assert "Fay Fournier" in max_.get(f"{own}/leaving").text
    max_.delete(own, data={"to": cast.fay.public_id})
    while hand_over():
        pass
    assert cast.mockup.public_id in fay.get(f"{room}/board").text


def test_another_role_in_the_agency_leaves_them_what_fits(cast, fay):
    for role, becomes in (("member", ROLE), ("reader", "reader")):
        with change():
            cast.fay.take_role(role, by=cast.olga)
        assert Membership.of(cast.site, cast.fay).role == becomes
    assert cast.fay.email in readers()
