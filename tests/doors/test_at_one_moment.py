"""Several change at one moment who takes part: the first is obeyed, and nobody gets an error.

On SQLite writers come one by one anyway; on PostgreSQL each of these met a row of another.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from models import Event, Invitation, Membership, Override, Team, User, change, db
from tests.doors.letters import letters, link_in

NEW = {"name": "Paul Petit", "password": "a long enough phrase", "language": "en"}


@pytest.fixture
def together(app):
    """What several browsers are answered to what they send at one moment, the lowest first."""

    def sent(*requests):
        at_once = Barrier(len(requests), timeout=20)

        def send(request):
            ask, address, data = request
            with app.app_context():
                at_once.wait()
                return ask(address, data=data).status_code

        db.session.rollback()
        with ThreadPoolExecutor(len(requests)) as pool:
            answers = sorted(pool.map(send, requests))
        db.session.expire_all()
        return answers

    return sent


@pytest.fixture
def owners(cast, client_for):
    return [client_for(person) for person in (cast.olga, cast.ada) * 2]


@pytest.fixture
def teams(cast):
    """Two that have Mia and Max in common, in a third: none of them is in Elsewhere yet."""
    with change():
        studio = Team.create("Studio", "staff", by=cast.olga)
        made = [Team.create(name, "staff", by=cast.olga, parent=studio) for name in ("A", "B")]
        for team in made:
            team.join(cast.mia, by=cast.olga)
            team.join(cast.max, by=cast.olga)
    return [*made, studio]


def told(kind):
    return [event.details for event in db.session.scalars(select(Event).filter_by(kind=kind))]


def test_a_team_that_is_brought_by_four_takes_part_once(cast, owners, teams, together):
    asked = {"team": teams[2].public_id, "role": "member"}
    address = f"/projects/{cast.elsewhere.public_id}/teams"
    assert together(*((one.post, address, asked) for one in owners)) == [303] * 4
    assert sorted(one["person"] for one in told("membership.granted")) == [
        "Max Moreau",
        "Mia Martin",
    ]


def test_somebody_whom_two_teams_bring_takes_part_once(cast, owners, teams, together):
    address = f"/projects/{cast.elsewhere.public_id}/teams"
    asked = [{"team": team.public_id, "role": "member"} for team in teams[:2]]
    assert (
        together(*((one.post, address, data) for one, data in zip(owners, asked * 2, strict=True)))
        == [303] * 4
    )
    assert Membership.of(cast.elsewhere, cast.mia).role == "member"
    assert len(told("membership.granted")) == 2


def test_all_who_are_put_into_a_team_are_in_it_and_in_the_one_around_it(
    cast, owners, teams, together
):
    """Each wrote down anew who is in both, and lost whom the other had put there."""
    newcomers = [cast.ada, cast.fay, cast.gil, cast.zed]
    requests = [
        (one.post, f"/teams/{team.public_id}/people", {"person": person.public_id})
        for one, team, person in zip(owners, teams[:2] * 2, newcomers, strict=True)
    ]
    assert together(*requests) == [303] * 4
    there = {person.id for person in db.session.get_one(Team, teams[2].id).reach}
    assert there == {person.id for person in (cast.mia, cast.max, *newcomers)}


def test_somebody_whom_four_put_into_one_team_joined_it_once(cast, owners, teams, together):
    address, asked = f"/teams/{teams[0].public_id}/people", {"person": cast.ada.public_id}
    before = len(told("team.joined"))
    assert together(*((one.post, address, asked) for one in owners)) == [303] * 4
    assert len(told("team.joined")) == before + 1


def invite(browser, project, email):
    data = {"email": email, "role": "member", "language": "en"}
    browser.post(f"/projects/{project.public_id}/invitations", data=data)
    return link_in(letters()[-1], "invitations")


def test_of_four_presses_on_an_invitation_one_makes_the_account(app, cast, owners, together):
    link = invite(owners[0], cast.site, "paul@fil.example")
    visitors = [app.test_client() for _press in range(4)]
    assert together(*((one.post, link, NEW) for one in visitors)) == [303, 404, 404, 404]
    paul = User.with_email("paul@fil.example")
    assert Membership.of(cast.site, paul).role == "member"
    assert len(told("invitation.accepted")) == 1


def test_of_four_presses_of_somebody_known_one_lets_them_take_part(
    cast, owners, client_for, together
):
    link = invite(owners[0], cast.elsewhere, cast.mia.email)
    browsers = [client_for(cast.mia) for _press in range(4)]
    assert together(*((one.post, link, {}) for one in browsers)) == [303, 404, 404, 404]
    assert len(told("membership.granted")) == 1


def test_four_presses_on_inviting_send_one_letter(cast, owners, together):
    data = {"email": "paul@fil.example", "role": "member", "language": "en"}
    address = f"/projects/{cast.site.public_id}/invitations"
    assert together(*((one.post, address, data) for one in owners)) == [303] * 4
    assert len(letters()) == 1


def test_somebody_whom_four_take_out_of_a_project_leaves_it_once(cast, owners, together):
    """The log told of it as often as it was asked for, and of what they had been exempt from."""
    with change():
        Override.make(cast.mia, "archive", False, by=cast.olga, project=cast.site)
    address = f"/projects/{cast.site.public_id}/people/{cast.mia.public_id}"
    assert set(together(*((one.delete, address, {}) for one in owners))) <= {303, 404}
    assert len(told("membership.ended")) == len(told("override.lifted")) == 1


def test_an_override_that_four_lift_is_lifted_once(cast, owners, together):
    with change():
        made = Override.make(cast.mia, "archive", False, by=cast.olga)
    address = f"/people/{cast.mia.public_id}/overrides/{made.public_id}"
    assert set(together(*((one.delete, address, {}) for one in owners))) <= {303, 404}
    assert len(told("override.lifted")) == 1


def test_a_team_that_four_remove_is_removed_once(owners, teams, together):
    address = f"/teams/{teams[0].public_id}"
    assert set(together(*((one.delete, address, {}) for one in owners))) <= {303, 404}
    assert len(told("team.removed")) == 1


def test_of_one_company_that_four_name_there_is_one(owners, together):
    asked = {"name": "Contacts", "kind": "client", "company": "Halden Pike"}
    assert together(*((one.post, "/teams", asked) for one in owners)) == [303] * 4
    assert [one["name"] for one in told("client.created")] == ["Halden Pike"]


def test_an_invitation_that_four_withdraw_is_withdrawn_once(cast, owners, together):
    invite(owners[0], cast.site, "paul@fil.example")
    sent = db.session.scalars(select(Invitation)).one()
    address = f"/projects/{cast.site.public_id}/invitations/{sent.public_id}"
    assert set(together(*((one.delete, address, {}) for one in owners))) <= {303, 404}
    assert len(told("invitation.revoked")) == 1


def test_of_two_owners_who_step_down_at_one_moment_one_stays(cast, client_for, together):
    with change():
        cast.ada.take_role("owner", by=cast.olga)
    steps = [
        (client_for(person).put, f"/people/{person.public_id}/role", {"role": "member"})
        for person in (cast.olga, cast.ada)
    ]
    assert together(*steps) == [303, 422]
    assert [one.role for one in (cast.olga, cast.ada)].count("owner") == 1


def test_a_team_that_is_renamed_and_moved_while_others_remove_it_gives_nobody_an_error(
    owners, teams, together
):
    """Each waited for what the other held: for its turn, and for the row of the team."""
    address, other = f"/teams/{teams[0].public_id}", teams[1].public_id
    change_it = [(one.put, address, {"name": "Elsewhere", "parent": other}) for one in owners[:2]]
    answers = together(*change_it, *((one.delete, address, {}) for one in owners[2:]))
    assert set(answers) <= {303, 404}
    assert len(told("team.removed")) == 1


def test_a_team_made_in_one_or_moved_there_while_another_removes_it_is_refused_in_words(
    owners, teams, together
):
    """It was to lie in what was no more, and whoever made it had an error."""
    removed, lies_in = teams[0].id, {"parent": teams[0].public_id}
    make_it = ("/teams", {"name": "Web", "kind": "staff"} | lies_in)
    move_it = (f"/teams/{teams[1].public_id}", {"name": "B"} | lies_in)
    requests = [*((one.post, *make_it) for one in owners[:2]), (owners[2].put, *move_it)]
    remove_it = f"/teams/{teams[0].public_id}"
    assert set(together(*requests, (owners[3].delete, remove_it, {}))) <= {303, 422}
    there = {team.id: team.parent_id for team in db.session.scalars(select(Team))}
    assert removed not in there and set(there.values()) <= {*there, None}


def test_a_team_that_is_given_somebody_and_brought_while_another_removes_it_gives_nobody_an_error(
    cast, owners, teams, together
):
    address, team = f"/teams/{teams[0].public_id}", {"team": teams[0].public_id, "role": "member"}
    join_it = [(one.post, f"{address}/people", {"person": cast.ada.public_id}) for one in owners]
    bring_it = (owners[1].post, f"/projects/{cast.elsewhere.public_id}/teams", team)
    assert set(together(*join_it[:2], bring_it, (owners[2].delete, address, {}))) <= {303, 404}
    assert len(told("team.removed")) == 1


def test_somebody_whose_role_is_changed_while_others_take_them_out_gives_nobody_an_error(
    cast, owners, together
):
    address = f"/projects/{cast.site.public_id}/people/{cast.mia.public_id}"
    change_it = [(one.put, address, {"role": "guest"}) for one in owners[:2]]
    answers = together(*change_it, *((one.delete, address, {}) for one in owners[2:]))
    assert set(answers) <= {303, 404}
    assert len(told("membership.changed")) <= 1
