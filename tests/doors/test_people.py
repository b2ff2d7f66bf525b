import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import Event, Invitation, Membership, User, Viewer, change, db
from models.base import Clock, now
from models.user.passwords import hash_of
from tests.doors.letters import letters, link_in, text_of

WORDS = "a long enough phrase"
NEW = {"name": "Paul Petit", "password": WORDS, "language": "fr"}


@pytest.fixture
def room(cast):
    return f"/projects/{cast.site.public_id}"


def ask(browser, room, **more):
    asked = {"email": "paul@fil.example", "role": "client", "language": "fr", "name": "Paul"}
    return browser.post(f"{room}/invitations", data=asked | more)


def kinds():
    return db.session.scalars(select(Event.kind).order_by(Event.seq)).all()


def invited(client_for, cast, room, **more):
    """The link of an invitation that the manager has sent."""
    ask(client_for(cast.max), room, **more)
    return link_in(letters()[-1], "invitations")


def test_the_manager_invites_and_a_letter_leaves_in_the_language_chosen(client_for, cast, room):
    answer = ask(client_for(cast.max), room)
    assert answer.status_code == 303
    assert kinds()[-1] == "invitation.sent"
    letter = letters()[-1]
    assert letter.to_address == "paul@fil.example"
    assert "Accepter l’invitation" in text_of(letter)
    assert letter.subject == "Max Moreau vous invite à rejoindre «\u00a0Site du musée\u00a0»"


def test_inviting_twice_writes_no_second_letter(client_for, cast, room):
    browser = client_for(cast.max)
    for _time in range(2):
        ask(browser, room)
    assert len(letters()) == 1
    assert kinds().count("invitation.sent") == 1


def test_somebody_who_takes_part_already_is_not_invited(client_for, cast, room):
    ask(client_for(cast.max), room, email="mia@bleu.example", role="member")
    assert not letters()


@pytest.mark.parametrize("name", ["mia", "fay", "gil", "rose", "clara"])
def test_others_than_managers_may_not_invite(client_for, cast, room, name):
    assert ask(client_for(cast.people[name]), room).status_code == 403
    assert not letters()


def test_to_a_stranger_there_is_no_such_project(client_for, cast, room):
    zed = client_for(cast.zed)
    assert ask(zed, room).status_code == 404
    assert zed.get(f"{room}/people").status_code == 404


@pytest.mark.parametrize("name", ["gil", "rose", "clara"])
def test_to_those_outside_the_team_the_page_of_who_takes_part_never_existed(
    client_for, cast, room, name
):
    browser = client_for(cast.people[name])
    real, never = browser.get(f"{room}/people"), browser.get("/projects/2345678923/people")
    assert real.status_code == never.status_code == 404
    assert real.data == never.data


@pytest.mark.parametrize("name", ["Nina Œuvrard", ""])
def test_who_is_invited_is_shown_by_name_and_address(client_for, cast, room, name):
    """The letter greets them by a name that the list of invitations did not show."""
    ask(client_for(cast.max), room, name=name)
    for browser, page in ((cast.max, f"{room}/people"), (cast.olga, "/settings/people")):
        row = client_for(browser).get(page).text.partition('id="invitation-')[2]
        shown = row.partition("</td>")[0]
        assert name in shown and shown.count("paul@fil.example") == 1


def test_a_member_sees_the_people_but_not_the_invitations(client_for, cast, room):
    ask(client_for(cast.max), room)
    page = client_for(cast.mia).get(f"{room}/people").text
    assert "Clara Clément" in page
    assert "paul@fil.example" not in page


def test_accepting_makes_the_person_and_brings_a_client_home_to_its_top(
    visitor, client_for, cast, room
):
    link = invited(client_for, cast, room)
    assert visitor.get(link).status_code == 200
    answer = visitor.post(link, data=NEW)
    assert answer.location == "/"
    assert f'id="project-{cast.site.public_id}"' in visitor.get("/").text
    paul = User.with_email("paul@fil.example")
    assert (paul.role, paul.client_id, paul.language) == ("client", cast.client.id, "fr")
    assert Membership.of(cast.site, paul).role == "client"
    assert visitor.get(f"{room}/board").status_code == 200
    assert kinds()[-4:] == [
        "user.created",
        "invitation.accepted",
        "membership.granted",
        "session.opened",
    ]


def test_a_refused_answer_speaks_the_language_of_the_invitation(visitor, client_for, cast, room):
    """The link opened in French, and came back in the browser’s English for a short password."""
    link, browser = invited(client_for, cast, room), {"Accept-Language": "en"}
    asked = visitor.get(link, headers=browser).text
    refused = visitor.post(link, data=NEW | {"password": "short"}, headers=browser)
    assert refused.status_code == 422
    for page in (asked, refused.text):
        assert '<html lang="fr"' in page and "Accepter l’invitation" in page


def test_a_new_client_sees_only_what_is_shown_to_the_client(visitor, client_for, cast, room):
    visitor.post(invited(client_for, cast, room), data=NEW)
    page = visitor.get(f"{room}/board").text
    assert cast.brief.title in page
    assert cast.secret.title not in page
    assert cast.secret.public_id not in page


def test_a_link_opens_once(visitor, client_for, cast, room, app):
    link = invited(client_for, cast, room)
    visitor.post(link, data=NEW)
    other = app.test_client()
    assert other.get(link).status_code == 404
    assert other.post(link, data=NEW).status_code == 404


def test_a_link_dies_after_a_week(visitor, client_for, cast, room):
    link = invited(client_for, cast, room)
    Clock.at = now() + timedelta(days=7, seconds=1)
    assert visitor.get(link).status_code == 404


def test_a_withdrawn_link_opens_nothing_and_looks_like_one_that_never_was(
    visitor, client_for, cast, room
):
    link = invited(client_for, cast, room)
    invitation = db.session.scalar(select(Invitation))
    client_for(cast.max).delete(f"{room}/invitations/{invitation.public_id}")
    assert kinds()[-1] == "invitation.revoked"
    gone, never = visitor.get(link), visitor.get("/invitations/never")
    assert gone.status_code == never.status_code == 404
    assert without_token(gone.text, link) == without_token(never.text, "/invitations/never")


def without_token(page, address):
    """The page but for what is drawn anew each time."""
    lines = [line for line in page.splitlines() if "csrf" not in line]
    return "\n".join(lines).replace(address, "…")


def test_sending_again_gives_a_new_link_and_ends_the_first(visitor, client_for, cast, room):
    first = invited(client_for, cast, room)
    invitation = db.session.scalar(select(Invitation))
    client_for(cast.max).post(f"{room}/invitations/{invitation.public_id}/sending")
    assert len(letters()) == 2
    assert visitor.get(first).status_code == 404
    assert visitor.get(link_in(letters()[-1], "invitations")).status_code == 200


def test_an_invitation_to_another_project_cannot_be_reached_through_mine(client_for, cast, room):
    ask(client_for(cast.olga), f"/projects/{cast.elsewhere.public_id}", role="member")
    foreign = db.session.scalar(select(Invitation))
    path = f"{room}/invitations/{foreign.public_id}"
    assert client_for(cast.max).delete(path).status_code == 404


def test_who_has_an_account_joins_with_its_password_or_at_once(visitor, client_for, cast, room):
    with change():
        cast.zed.password_hash = hash_of(WORDS)
    link = invited(client_for, cast, room, email="zed@bleu.example", role="member")
    wrong = visitor.post(link, data={"password": "not that one at all"})
    assert wrong.status_code == 422
    assert visitor.post(link, data={"password": WORDS}).location == f"{room}/board"
    assert Viewer.of(cast.zed.id).role_in(cast.site.id) == "member"


def test_who_is_signed_in_as_the_invited_joins_at_once(client_for, cast, room):
    link = invited(client_for, cast, room, email="zed@bleu.example", role="member")
    assert client_for(cast.zed).post(link).location == f"{room}/board"


def test_an_invitation_gives_nothing_to_another_account(client_for, cast, room):
    link = invited(client_for, cast, room, email="new@bleu.example", role="manager")
    zed = client_for(cast.zed)
    assert "signed in as somebody else" in zed.get(link, headers={"Accept-Language": "en"}).text
    zed.post(link, data={"password": WORDS})
    assert Viewer.of(cast.zed.id).role_in(cast.site.id) is None


def test_a_role_and_an_end_are_changed_by_the_manager_alone(client_for, cast, room):
    path = f"{room}/people/{cast.fay.public_id}"
    wanted = {"role": "freelancer", "until": "2027-01-31"}
    assert client_for(cast.mia).put(path, data=wanted).status_code == 403
    for _time in range(2):
        assert client_for(cast.max).put(path, data=wanted).status_code == 303
    ends = Membership.of(cast.site, cast.fay).expires_at
    assert ends.isoformat() == "2027-01-31T23:00:00+00:00"
    assert kinds().count("membership.changed") == 1


@pytest.mark.parametrize("name", ["clara", "rose"])
def test_somebody_outside_the_team_is_never_made_staff(client_for, cast, room, name):
    path = f"{room}/people/{cast.people[name].public_id}"
    assert client_for(cast.max).put(path, data={"role": "manager"}).status_code == 422
    assert Membership.of(cast.site, cast.people[name]).role == cast.people[name].role


@pytest.mark.parametrize("name", ["clara", "rose"])
def test_a_letter_does_not_make_staff_of_somebody_outside_the_team(client_for, cast, name):
    person = cast.people[name]
    with change():
        cast.elsewhere.client = cast.client
        Invitation.send(person.email, "manager", [cast.elsewhere], by=cast.olga, secret="secret")
    client_for(person).post("/invitations/secret")
    assert Viewer.of(person.id).role_in(cast.elsewhere.id) == person.role


@pytest.mark.parametrize(("name", "role"), [("mia", "member"), ("max", "manager")])
def test_a_letter_takes_nothing_from_who_takes_part_already(client_for, cast, room, name, role):
    person = cast.people[name]
    with change():
        Invitation.send(person.email, "client", [cast.site], by=cast.olga, secret="secret")
    assert client_for(person).post("/invitations/secret").location == f"{room}/board"
    assert Viewer.of(person.id).role_in(cast.site.id) == role
    assert db.session.get_one(User, person.id).role == "member"


def test_who_is_taken_out_no_longer_sees_the_project(client_for, cast, room):
    mia = client_for(cast.mia)
    assert mia.get(f"{room}/board").status_code == 200
    client_for(cast.max).delete(f"{room}/people/{cast.mia.public_id}")
    assert mia.get(f"{room}/board").status_code == 404
    assert kinds()[-1] == "membership.ended"


def test_an_ended_membership_shows_nothing(client_for, cast, room):
    with change():
        Membership.of(cast.site, cast.fay).expires_at = now() - timedelta(seconds=1)
    assert client_for(cast.fay).get(f"{room}/board").status_code == 404


def test_nobody_is_made_when_the_password_is_too_short(visitor, client_for, cast, room):
    link = invited(client_for, cast, room)
    count = db.session.scalar(select(func.count()).select_from(User))
    answer = visitor.post(link, data=NEW | {"password": "short"})
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(User)) == count
    assert visitor.get(link).status_code == 200


def test_guests_and_readers_are_counted_apart_from_the_team(client_for, cast, room):
    apart = {"guests": cast.gil, "readers": cast.rose}
    for group, person in apart.items():
        page = client_for(cast.max).get(f"{room}/people?show={group}").text
        assert re.findall(r'<tr id="person-(\w+)', page) == [person.public_id]
    team = client_for(cast.max).get(f"{room}/people?show=team").text
    assert not any(f'id="person-{one.public_id}"' in team for one in apart.values())
