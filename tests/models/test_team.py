"""Teams: a tree of people, what their kind lets them be, and what comes to them through one."""

import pytest
from sqlalchemy import select

from models import Client, Membership, Task, Team, TeamReach, User, Viewer, change, db
from models.team import DEEPEST, Tangled, Unfit


@pytest.fixture
def studio(cast):
    with change():
        return Team.create("Studio", "staff", by=cast.olga)


def reach(team):
    db.session.expire_all()
    ids = select(TeamReach.user_id).where(TeamReach.team_id == team.id)
    return {
        person.name.split()[0]
        for person in db.session.scalars(select(User).where(User.id.in_(ids)))
    }


def sees(person, task):
    db.session.rollback()
    viewer = Viewer.of(person.id)
    audience = viewer.audience(task.project)
    listed = db.session.scalar(Task.visible_to(viewer).where(Task.id == task.id)) is not None
    assert listed == (audience is not None and task.is_visible_to(audience))
    return listed


def test_whoever_is_in_a_team_is_in_those_it_lies_in(cast, studio):
    with change():
        web = Team.create("Web", "staff", by=cast.olga, parent=studio)
        front = Team.create("Front", "staff", by=cast.olga, parent=web)
        front.join(cast.mia, by=cast.olga)
        web.join(cast.max, by=cast.olga)
    assert (reach(studio), reach(web), reach(front)) == ({"Mia", "Max"}, {"Mia", "Max"}, {"Mia"})
    with change():
        front.move(None, by=cast.olga)
    assert (reach(studio), reach(web), reach(front)) == ({"Max"}, {"Max"}, {"Mia"})


def test_a_team_removed_leaves_its_teams_where_it_lay(cast, studio):
    with change():
        web = Team.create("Web", "staff", by=cast.olga, parent=studio)
        front = Team.create("Front", "staff", by=cast.olga, parent=web)
        front.join(cast.mia, by=cast.olga)
        web.join(cast.max, by=cast.olga)
    with change():
        db.session.get(Team, web.id).remove(by=cast.olga)
    assert reach(studio) == {"Mia"}
    assert db.session.get(Team, front.id).parent_id == studio.id


def test_a_team_lies_neither_in_itself_nor_in_another_kind_nor_too_deep(cast, studio):
    with change():
        web = Team.create("Web", "staff", by=cast.olga, parent=studio)
        guests = Team.create("Indépendants", "freelancers", by=cast.olga)
        with pytest.raises(Tangled):
            studio.move(web, by=cast.olga)
        with pytest.raises(Tangled):
            web.move(guests, by=cast.olga)
        deepest = studio
        for number in range(DEEPEST - 1):
            deepest = Team.create(f"{number}", "staff", by=cast.olga, parent=deepest)
        with pytest.raises(Tangled):
            Team.create("Trop", "staff", by=cast.olga, parent=deepest)
        with pytest.raises(Tangled):
            Team.create("Autre", "staff", by=cast.olga).move(deepest, by=cast.olga)


def test_a_team_of_clients_holds_clients_and_makes_nobody_staff(cast):
    with change():
        theirs = Team.create("Musée du Fil", "client", by=cast.olga, company=cast.client)
        theirs.join(cast.clara, by=cast.olga)
        with pytest.raises(Unfit):
            theirs.join(cast.mia, by=cast.olga)
    with change(), pytest.raises(Unfit):
        cast.clara.take_role("member", by=cast.olga)
    assert cast.clara.role == "client"


def test_a_team_of_a_company_holds_its_people_and_makes_those_of_none_its_own(cast):
    with change():
        lumen = Client.create("Atelier Lumen", by=cast.olga, kind="partner")
        film = Team.create("Film", "partner", by=cast.olga, company=lumen)
        inner = Team.create("Son", "staff", by=cast.olga, parent=film)
        inner.join(cast.fay, by=cast.olga)
        with pytest.raises(Unfit):
            film.join(cast.rose, by=cast.olga)  # a reader at the client
    assert (inner.kind, inner.company_id, cast.fay.client_id) == ("partner", lumen.id, lumen.id)


@pytest.mark.parametrize(
    ("kind", "of"), [("client", None), ("partner", "client"), ("staff", "client")]
)
def test_a_team_is_of_a_company_of_its_own_kind(cast, kind, of):
    with change(), pytest.raises(ValueError, match=kind):
        Team.create("Film", kind, by=cast.olga, company=cast.client if of else None)


def test_a_partner_s_people_are_freelancers_or_guests_in_whatever_way_they_come(cast):
    with change():
        lumen = Client.create("Atelier Lumen", by=cast.olga, kind="partner")
        Team.create("Film", "partner", by=cast.olga, company=lumen).join(cast.fay, by=cast.olga)
        Team.binding(cast.fay).leave(cast.fay, by=cast.olga)  # their company outlives the team
        elsewhere = Membership.grant(cast.elsewhere, cast.fay, "manager", by=cast.olga)
        with pytest.raises(Unfit):
            Membership.of(cast.site, cast.fay).change("member", None, by=cast.olga)
        with pytest.raises(Unfit):
            cast.fay.take_role("member", by=cast.olga)
    assert elsewhere.role == "freelancer"


def test_partners_are_known_to_staff_and_to_their_own_people(cast):
    with change():
        lumen = Client.create("Atelier Lumen", by=cast.olga, kind="partner")
        cast.fay.client = lumen
    for name in cast.people:
        seen = db.session.scalars(Client.visible_to(Viewer.of(cast.people[name].id))).all()
        staff = ("olga", "ada", "max", "mia", "zed")
        assert (lumen in seen) == (name in (*staff, "fay")), name


def test_a_freelancer_in_a_flagged_team_is_made_no_manager_by_mistake(cast):
    with change():
        freelancers = Team.create("Indépendants", "freelancers", by=cast.olga)
        freelancers.join(cast.fay, by=cast.olga)
        with pytest.raises(Unfit):
            Membership.of(cast.site, cast.fay).change("manager", None, by=cast.olga)
        elsewhere = Membership.grant(cast.elsewhere, cast.fay, "manager", by=cast.olga)
    assert elsewhere.role == "freelancer"
    with change():
        freelancers.leave(cast.fay, by=cast.olga)
        Membership.of(cast.site, cast.fay).change("manager", None, by=cast.olga)
    assert Membership.of(cast.site, cast.fay).role == "manager"


def test_who_joins_a_team_takes_part_in_its_projects_until_they_leave_it(cast, studio):
    with change():
        web = Team.create("Web", "staff", by=cast.olga, parent=studio)
        studio.join_project(cast.elsewhere, "member", by=cast.olga)
        web.join(cast.zed, by=cast.olga)
    assert Membership.of(cast.elsewhere, cast.zed).role == "member"
    with change():
        web.leave(cast.zed, by=cast.olga)
    assert Membership.of(cast.elsewhere, cast.zed) is None


def test_a_place_given_by_hand_outlives_the_team(cast, studio):
    with change():
        studio.join(cast.zed, by=cast.olga)
        studio.join_project(cast.elsewhere, "member", by=cast.olga)
        Membership.grant(cast.elsewhere, cast.zed, "member", by=cast.olga)
        studio.leave_project(cast.elsewhere, by=cast.olga)
    assert Membership.of(cast.elsewhere, cast.zed) is not None


def test_of_two_teams_that_bring_somebody_one_is_enough(cast, studio):
    with change():
        other = Team.create("Autre", "staff", by=cast.olga)
        for team in (studio, other):
            team.join(cast.zed, by=cast.olga)
            team.join_project(cast.elsewhere, "member", by=cast.olga)
        studio.leave_project(cast.elsewhere, by=cast.olga)
    assert Membership.of(cast.elsewhere, cast.zed) is not None
    with change():
        other.remove(by=cast.olga)
    assert Membership.of(cast.elsewhere, cast.zed) is None


def test_a_task_shown_to_a_team_is_seen_by_those_in_it_and_under_it(cast, studio):
    with change():
        web = Team.create("Web", "staff", by=cast.olga, parent=studio)
        task = Task.create(cast.site, "Devis", by=cast.olga, visibility="team")
        task.hide("list", by=cast.olga, teams=[studio])
    assert not sees(cast.mia, task)
    with change():
        web.join(cast.mia, by=cast.olga)
    assert sees(cast.mia, task) and not sees(cast.fay, task)
    with change():
        web.leave(cast.mia, by=cast.olga)
    assert not sees(cast.mia, task)


def test_a_list_loses_a_team_that_is_removed(cast, studio):
    with change():
        studio.join(cast.mia, by=cast.olga)
        task = Task.create(cast.site, "Devis", by=cast.olga, visibility="team")
        task.hide("list", by=cast.olga, people=[cast.fay], teams=[studio])
    assert sees(cast.mia, task)
    with change():
        db.session.get(Team, studio.id).remove(by=cast.olga)
    assert not sees(cast.mia, task) and sees(cast.fay, task)


def test_another_team_on_a_list_is_another_audience(cast, studio):
    with change():
        task = Task.create(cast.site, "Devis", by=cast.olga, visibility="team")
        task.hide("list", by=cast.olga, people=[cast.mia], teams=[studio])
    before = Viewer.of(cast.mia.id).audience(cast.site)
    with change():
        studio.join(cast.mia, by=cast.olga)
    assert Viewer.of(cast.mia.id).audience(cast.site) != before


def test_who_is_removed_from_the_agency_is_in_no_team(cast, studio):
    with change():
        studio.join(cast.mia, by=cast.olga)
        cast.mia.remove(by=cast.olga)
    assert reach(studio) == set()
