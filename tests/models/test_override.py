"""Single rights beside the role: what they change, and what they cannot."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import Event, Membership, Override, Team, Viewer, change, db
from models.override import Beyond
from models.user.permissions import BY_ROLE_ALONE, PERMISSIONS, marked, may_be_given
from models.viewing import as_client
from tests.asking import statements

STAFF_ALONE = [
    verb
    for verb, marks in PERMISSIONS.items()
    if {marks[role] for role in ("freelancer", "guest", "reader", "client")} == {"-"}
]


def make(cast, name, verb, given=True, project=None):
    with change():
        return Override.make(cast.people[name], verb, given, by=cast.ada, project=project)


def viewer(cast, name):
    return Viewer.of(cast.people[name].id)


def test_a_right_is_given_for_one_project_and_for_no_other(cast):
    with change():
        Membership.grant(cast.elsewhere, cast.mia, "member", by=cast.olga)
    make(cast, "mia", "invite", project=cast.site)
    mia = viewer(cast, "mia")
    assert mia.can("invite", cast.site) and "invite" in mia.rights(cast.site)
    assert not mia.can("invite", cast.elsewhere) and "invite" not in mia.rights(cast.elsewhere)


def test_a_right_is_taken_everywhere_and_given_back_in_one_project(cast):
    with change():
        Membership.grant(cast.elsewhere, cast.mia, "member", by=cast.olga)
    make(cast, "mia", "create", given=False)
    make(cast, "mia", "create", project=cast.elsewhere)
    mia = viewer(cast, "mia")
    assert not mia.can("create", cast.site)
    assert mia.can("create", cast.elsewhere)


def test_a_right_of_the_agency_opens_to_somebody_who_is_no_admin(cast):
    assert not viewer(cast, "mia").can("create_project")
    make(cast, "mia", "create_project")
    assert viewer(cast, "mia").can("create_project")
    with pytest.raises(ValueError, match="see_audit"):
        make(cast, "mia", "see_audit", project=cast.site)


def test_doing_it_twice_does_nothing_new_and_the_contrary_replaces_it(cast):
    first, second = make(cast, "mia", "delete"), make(cast, "mia", "delete")
    assert first.id == second.id
    make(cast, "mia", "delete", given=False)
    assert [one.given for one in db.session.scalars(select(Override))] == [False]
    told = select(Event.kind).where(Event.kind.startswith("override.")).order_by(Event.seq)
    assert db.session.scalars(told).all() == ["override.made", "override.lifted", "override.made"]


@pytest.mark.parametrize("name", ["fay", "gil", "rose", "clara"])
@pytest.mark.parametrize("verb", STAFF_ALONE)
def test_nobody_from_outside_the_agency_is_given_what_its_staff_alone_may_do(cast, name, verb):
    with pytest.raises((Beyond, ValueError)):
        make(cast, name, verb)
    assert viewer(cast, name).mark(verb, cast.site.id) == "-"


def test_what_a_client_is_given_is_what_some_client_may_do(cast):
    """Whoever reads at the client may be let comment; nobody of theirs may be let plan."""
    make(cast, "rose", "comment", project=cast.site)
    assert viewer(cast, "rose").can("comment", cast.site)
    with pytest.raises(Beyond):
        make(cast, "rose", "plan", project=cast.site)


def test_a_flagged_team_is_named_as_the_reason(cast):
    with change():
        team = Team.create("Indépendants", "freelancers", by=cast.olga)
        team.join(cast.fay, by=cast.olga)
    with pytest.raises(Beyond) as problem:
        make(cast, "fay", "send_reports")
    assert problem.value.team.name == "Indépendants"


def test_what_is_given_is_no_wider_than_the_widest_role_of_the_kind(cast):
    """A guest may be let archive as freelancers do: their own."""
    make(cast, "gil", "archive")
    assert viewer(cast, "gil").mark("archive", cast.site.id) == "own"


def test_no_override_touches_sight_or_what_opens_every_other_right(cast):
    for verb in BY_ROLE_ALONE:
        with pytest.raises(ValueError, match=verb):
            make(cast, "mia", verb)
        for given in (True, False):
            mark = PERMISSIONS[verb]["member"]
            assert marked("member", verb, "member", given) == mark
    assert not any(may_be_given("member", verb) for verb in BY_ROLE_ALONE)


def test_who_leaves_the_staff_keeps_nothing_that_staff_alone_may_do(cast):
    for verb in ("send_reports", "create"):
        make(cast, "mia", verb, project=cast.site)
    with change():
        cast.mia.take_role("freelancer", by=cast.olga)
    assert [one.verb for one in db.session.scalars(select(Override))] == ["create"]
    assert not viewer(cast, "mia").can("send_reports", cast.site)


def test_an_owner_has_no_exceptions(cast):
    make(cast, "mia", "delete", given=False)
    with change():
        cast.mia.take_role("owner", by=cast.olga)
    assert db.session.scalars(select(Override)).all() == []
    assert viewer(cast, "mia").can("delete", cast.site)


def test_with_the_membership_go_its_exceptions_and_with_the_person_all(cast):
    make(cast, "mia", "invite", project=cast.site)
    make(cast, "mia", "delete")
    with change():
        Membership.of(cast.site, cast.mia).end(by=cast.max)
    assert [one.verb for one in db.session.scalars(select(Override))] == ["delete"]
    with change():
        cast.mia.remove(by=cast.olga)
    assert db.session.scalars(select(Override)).all() == []


def test_a_role_taken_from_an_admin_in_one_project_holds_in_what_they_see(cast):
    from models import StatusReport

    period = {"period_from": "2026-11-06", "period_to": "2026-11-20"}
    with change():
        StatusReport.draft(cast.site, "fr", period, {}, by=cast.max)
    seen = StatusReport.visible_to
    assert db.session.scalars(seen(viewer(cast, "ada"))).all()
    make(cast, "ada", "see_reports", given=False, project=cast.site)
    assert not db.session.scalars(seen(viewer(cast, "ada"))).all()
    with change():
        Override.lift_all(cast.ada, by=cast.olga)
        Override.make(cast.mia, "see_reports", False, by=cast.olga)
    assert db.session.scalars(seen(viewer(cast, "ada"))).all()
    assert not db.session.scalars(seen(viewer(cast, "mia"))).all()


def test_any_contact_of_a_client_has_nothing_of_who_looks_as_one(cast):
    make(cast, "max", "comment", given=False)
    contact = as_client(viewer(cast, "max"), cast.client)
    assert contact is not None and contact.can("comment", cast.site)


@pytest.mark.parametrize("where", [None, "site"])
def test_of_two_who_give_one_right_at_once_one_alone_gives_it(cast, where):
    project = cast.site if where else None
    first = make(cast, "mia", "invite", project=project)
    twin = {"user_id": first.user_id, "project_id": first.project_id, "by_id": first.by_id}
    with pytest.raises(IntegrityError), change():
        db.session.add(Override(**twin, verb="invite", given=False))


def test_whoever_asks_is_still_read_in_one_statement(cast):
    for verb in ("invite", "delete", "send_reports"):
        make(cast, "mia", verb, project=cast.site)
    db.session.rollback()
    mia = []
    asked = statements(lambda: mia.append(viewer(cast, "mia")))
    assert len([one for one in asked if one.startswith("SELECT")]) == 1
    assert [one.verb for one in mia[0].overrides] == [
        "delete",
        "invite",
        "send_reports",
    ]
