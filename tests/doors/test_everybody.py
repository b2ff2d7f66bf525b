"""Roles in the agency, and leaving it."""

import pytest
from sqlalchemy import select

import mail
import worker
from models import Delivery, Event, Invitation, Membership, Session, User, Viewer, change, db
from models.sealed import new_secret
from models.token import Token
from tests.cast import refused_page
from tests.doors.letters import letters, link_in

NEW = {"name": "Mia Martin", "password": "a long enough phrase", "language": "fr"}


@pytest.fixture
def olga(cast, client_for):
    return client_for(cast.olga)


def kinds():
    return db.session.scalars(select(Event.kind).order_by(Event.seq)).all()


def role(browser, person, wanted):
    return browser.put(f"/people/{person.public_id}/role", data={"role": wanted})


def remove(browser, person):
    return browser.delete(f"/people/{person.public_id}")


def test_owner_and_admin_see_everybody_and_others_do_not(cast, client_for, olga):
    page = olga.get("/settings/people").text
    assert all(person.name in page for person in cast.people.values())
    assert client_for(cast.ada).get("/settings/people").status_code == 200
    for name in ("max", "mia", "fay", "gil", "rose", "clara", "zed"):
        browser = client_for(cast.people[name])
        assert browser.get("/settings/people").status_code == refused_page(name)
        assert role(browser, cast.mia, "guest").status_code == 403
        assert remove(browser, cast.mia).status_code == 403


def test_a_role_is_changed_once_and_recorded(cast, olga):
    for _time in range(2):
        assert role(olga, cast.mia, "admin").status_code == 303
    assert Viewer.of(cast.mia.id).is_wide
    assert kinds().count("user.appointed") == 1


def test_who_leaves_the_team_leaves_it_in_each_project(cast, olga):
    role(olga, cast.max, "reader")
    assert Viewer.of(cast.max.id).role_in(cast.site.id) == "reader"


@pytest.mark.parametrize("wanted", ["client", "stranger", ""])
def test_nobody_is_given_a_role_that_is_none_of_the_agency(cast, olga, wanted):
    assert role(olga, cast.mia, wanted).status_code == 422
    assert role(olga, cast.clara, "member").status_code == 422


def test_owners_are_made_and_changed_by_owners_alone(cast, client_for):
    ada = client_for(cast.ada)
    assert role(ada, cast.mia, "owner").status_code == 403
    assert role(ada, cast.olga, "member").status_code == 403
    assert remove(ada, cast.olga).status_code == 403
    assert role(ada, cast.mia, "freelancer").status_code == 303


def test_the_last_owner_stays(cast, olga, client_for):
    assert remove(olga, cast.olga).status_code == 422
    assert role(olga, cast.olga, "admin").status_code == 422
    role(olga, cast.ada, "owner")
    assert remove(client_for(cast.ada), cast.olga).status_code == 303
    assert User.with_email(cast.olga.email) is None


def test_a_removed_person_is_out_at_once_and_their_name_stays_on_what_they_did(
    cast, olga, client_for
):
    mia = client_for(cast.mia)
    assert remove(olga, cast.mia).status_code == 303
    assert kinds()[-1] == "user.removed"
    assert mia.get("/me").status_code == 302
    opened = select(Session).where(Session.user_id == cast.mia.id, Session.revoked_at.is_(None))
    assert not db.session.scalars(opened).all()
    assert Membership.of(cast.site, cast.mia) is None
    assert "Mia Martin" in olga.get(f"/tasks/{cast.mockup.public_id}").text
    assert cast.mia.email not in olga.get("/settings/people").text
    count = len(kinds())
    assert remove(olga, cast.mia).status_code == 404
    assert len(kinds()) == count


def test_what_waits_for_a_removed_person_opens_nothing_and_does_not_leave(cast, olga, visitor):
    secret = new_secret()
    letter = mail.write(cast.zed.name, cast.zed.email, "fr", "reset", link="https://x.example/k")
    with change():
        Token.issue(cast.zed, secret)
        Invitation.send(cast.zed.email, "member", [cast.site], by=cast.max, secret="invited")
        db.session.add(letter)
    remove(olga, cast.zed)
    (kept,) = db.session.scalars(select(Delivery))
    assert (kept.state, kept.content) == ("withdrawn", b"")
    assert not worker.deliver()
    assert (
        "Whoever it was for had lost access before the letter left."
        in olga.get(f"/mail/{kept.public_id}").text
    )
    assert visitor.get("/invitations/invited").status_code == 404
    assert visitor.get(f"/password/{secret}").status_code == 404


def test_an_invitation_brings_them_back_as_the_same_person_in_the_role_it_says(
    cast, olga, client_for, visitor
):
    remove(olga, cast.mia)
    room = f"/projects/{cast.site.public_id}"
    asked = {"email": cast.mia.email, "role": "guest", "language": "fr", "name": "Mia"}
    client_for(cast.max).post(f"{room}/invitations", data=asked)
    answer = visitor.post(link_in(letters()[-1], "invitations"), data=NEW)
    assert answer.location == f"{room}/board"
    again = User.with_email(cast.mia.email)
    assert (again.id, again.role) == (cast.mia.id, "guest")
    assert Membership.of(cast.site, again).role == "guest"


def test_a_removed_person_asking_for_a_password_gets_no_letter(cast, olga, visitor):
    remove(olga, cast.mia)
    visitor.post("/password", data={"email": cast.mia.email})
    assert not letters()


def test_who_comes_back_under_another_name_is_called_so_on_the_cards_they_left(cast, olga):
    """Kept cards went on showing the name and the shape of before."""
    board = f"/projects/{cast.site.public_id}/board"
    remove(olga, cast.mia)
    assert 'title="Mia Martin"' in olga.get(board).text
    with change():
        User.create("Mia Marin", cast.mia.email, "freelancer")
    page = olga.get(board).text
    assert "Mia Martin" not in page
    assert 'title="Mia Marin"' in page
    assert kinds()[-1] == "user.returned"


def test_who_gives_up_their_own_role_is_not_left_before_a_closed_door(cast, olga, client_for):
    role(olga, cast.ada, "owner")
    answer = role(olga, cast.olga, "member")
    assert (answer.status_code, answer.location) == (303, "/")
    assert olga.get(answer.location).status_code == 200


def test_a_refusal_stands_beside_the_person_and_says_no_code(cast, olga):
    """A page of its own said: what you typed, `admin`."""
    for answer in (role(olga, cast.olga, "admin"), remove(olga, cast.olga)):
        assert answer.status_code == 422
        row = answer.text.partition(f'id="person-{cast.olga.public_id}"')[2].partition("</tr>")[0]
        assert "An agency keeps one owner at least." in row
        assert answer.text.count("An agency keeps one owner at least.") == 1


def test_who_was_not_seen_for_two_months_is_not_said_to_have_never_come(cast, olga):
    page = olga.get("/settings/people").text
    assert "Not lately" in page
    assert "never" not in page


def test_the_settings_lead_to_each_other_on_a_phone_too(cast, olga):
    nav = olga.get("/settings").text.partition('aria-label="Settings"')
    assert "not-phone" not in nav[0].rpartition("<nav")[2]
    assert 'href="/settings/people"' in nav[2] and 'href="/settings/rights"' in nav[2]


def test_names_stand_as_a_dictionary_has_them(cast, client_for):
    """Élise stood after Yann: one database goes by bytes."""
    with change():
        db.session.get_one(User, cast.mia.id).name = "Élise Zola"
        db.session.get_one(User, cast.fay.id).name = "yann Abel"
        db.session.get_one(User, cast.max.id).name = "Fanny Brun"
    for page in ("/settings/people", "/settings/audit"):
        text = client_for(cast.olga).get(page).text
        at = [text.rindex(name) for name in ("Clara", "Élise Zola", "Fanny Brun", "yann Abel")]
        assert at == sorted(at), page
