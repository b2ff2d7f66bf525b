import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Attempt, Event, Session, Token, User, change, db
from models.base import Clock, now
from models.user.passwords import hash_of
from tests.doors.letters import letters, link_in

WORDS = "a long enough phrase"


@pytest.fixture
def mia(cast):
    with change():
        cast.mia.password_hash = hash_of(WORDS)
    return cast.mia


def sign_in(browser, email="mia@bleu.example", password=WORDS, **more):
    return browser.post("/sign-in", data={"email": email, "password": password, **more})


def kinds():
    return db.session.scalars(select(Event.kind).order_by(Event.seq)).all()


def test_the_right_password_opens_a_session_and_records_it(visitor, mia):
    answer = sign_in(visitor, keep="yes")
    assert (answer.status_code, answer.location) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert visitor.get("/").status_code == 200
    assert kinds()[-1] == "session.opened"


def test_the_cookie_is_not_what_the_database_keeps(visitor, mia):
    answer = sign_in(visitor)
    secret = re.search(r"jalon=([^;]+)", answer.headers["Set-Cookie"])[1]
    assert secret not in db.session.scalars(select(Session.token_hash)).all()


@pytest.mark.parametrize("email", ["mia@bleu.example", "nobody@bleu.example"])
def test_wrong_words_and_unknown_people_get_the_same_answer(visitor, mia, email):
    answer = sign_in(visitor, email=email, password="something else entirely")
    assert answer.status_code == 422
    assert "Wrong e-mail or password." in answer.text
    assert "jalon=" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("email", ["mia@bleu.example", "nobody@bleu.example"])
def test_after_five_tries_one_waits_whoever_it_is(visitor, mia, email):
    for _try in range(5):
        assert sign_in(visitor, email, "wrong words again").status_code == 422
    answer = sign_in(visitor, email)
    assert answer.status_code == 429
    assert "Too many tries." in answer.text


def test_an_office_behind_one_address_may_sign_in_one_after_the_other(app, mia):
    for _person in range(25):
        assert sign_in(app.test_client()).status_code == 303


def test_the_pause_grows_with_each_try_and_ends(app):
    Clock.at = now()
    with change():
        for _try in range(7):
            Attempt.note("account:x")
    assert Attempt.pause("account:x") == 20
    Clock.at += timedelta(seconds=21)
    assert Attempt.pause("account:x") == 0


def test_a_removed_person_stays_outside(visitor, mia):
    with change():
        mia.removed_at = now()
    assert sign_in(visitor).status_code == 422


def test_after_the_gate_one_goes_where_one_wanted_and_nowhere_else(visitor, mia):
    assert visitor.get("/me").location == "/sign-in?next=/me"
    assert sign_in(visitor, next="/me").location == "/me"
    assert sign_in(visitor, next="//evil.example/").location == "/"
    for elsewhere in ("https://evil.example/", "/\\evil.example", "/\t/evil.example", "evil"):
        assert sign_in(visitor, next=elsewhere).location == "/"


def test_signing_out_ends_the_session_at_the_server(client_for, mia):
    browser = client_for(mia)
    assert browser.delete("/session").status_code == 303
    assert db.session.scalar(select(Session)).revoked_at is not None
    assert browser.get("/me").status_code == 302


def test_a_form_can_sign_out_with_its_method_in_the_body(client_for, mia):
    answer = client_for(mia).post("/session", data={"_method": "delete"})
    assert answer.location == "/sign-in"


def test_a_session_is_over_when_its_time_is(client_for, mia):
    browser = client_for(mia)
    Clock.at = now() + timedelta(days=31)
    assert browser.get("/me").status_code == 302


def test_last_seen_is_written_at_most_once_a_minute(client_for, mia):
    Clock.at = now()
    browser = client_for(mia)
    began = Clock.at
    Clock.at = began + timedelta(seconds=30)
    browser.get("/me")
    assert db.session.scalar(select(Session.seen_at)) == began
    Clock.at = began + timedelta(seconds=90)
    browser.get("/me")
    assert db.session.scalar(select(Session.seen_at)) == Clock.at


@pytest.mark.parametrize("email", ["mia@bleu.example", "nobody@bleu.example"])
def test_asking_for_a_new_password_says_the_same_to_all(visitor, mia, email):
    answer = visitor.post("/password", data={"email": email})
    assert answer.status_code == 200
    said = answer.text.replace(email, "…")
    assert "If an account uses …, a link" in said
    assert len(letters()) == (email == "mia@bleu.example")


def test_the_link_changes_the_password_once_and_closes_other_sessions(visitor, client_for, mia):
    other = client_for(mia)
    visitor.post("/password", data={"email": "mia@bleu.example"})
    link = link_in(letters()[0], "password")
    assert visitor.get(link).status_code == 200
    answer = visitor.post(link, data={"password": "another phrase of mine"})
    assert answer.status_code == 303
    assert visitor.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
    assert visitor.post(link, data={"password": "and yet another one"}).status_code == 404


def test_the_link_dies_after_an_hour_or_when_another_is_asked_for(visitor, mia):
    with change():
        Token.issue(mia, "first")
        Token.issue(mia, "second")
    assert visitor.get("/password/first").status_code == 404
    assert visitor.get("/password/second").status_code == 200
    Clock.at = now() + timedelta(minutes=61)
    assert visitor.get("/password/second").status_code == 404


def test_a_short_password_is_refused_with_a_sentence(visitor, mia):
    with change():
        Token.issue(mia, "secret")
    answer = visitor.post("/password/secret", data={"password": "short"})
    assert answer.status_code == 422
    assert "12 characters at least" in answer.text


def test_one_changes_name_language_and_theme(client_for, mia):
    browser = client_for(mia)
    browser.put("/me", data={"name": "Mia Morand", "title": "Designer", "hue": "olive"})
    wanted = {"language": "fr", "theme": "dark", "timezone": "Europe/Paris"}
    browser.put("/me/preferences", data=wanted)
    page = browser.get("/me").text
    assert '<html lang="fr" data-theme="dark">' in page
    assert "Mia Morand" in page
    assert kinds()[-2:] == ["user.changed", "user.changed"]


def test_saving_the_same_twice_records_nothing_new(client_for, mia):
    browser = client_for(mia)
    for _time in range(2):
        browser.put("/me", data={"name": "Mia Morand", "hue": "olive"})
    assert kinds().count("user.changed") == 1


def test_a_new_password_asks_for_the_present_one_and_keeps_only_this_session(client_for, mia):
    browser, other = client_for(mia), client_for(mia)
    wanted = {"present": "not the one at all", "password": "another phrase of mine"}
    assert browser.put("/me/password", data=wanted).status_code == 422
    wanted["present"] = WORDS
    assert browser.put("/me/password", data=wanted).status_code == 303
    assert browser.get("/me").status_code == 200
    assert other.get("/me").status_code == 302


def test_one_closes_ones_own_sessions_and_nobody_elses(client_for, mia, cast):
    browser, other, foreign = client_for(mia), client_for(mia), client_for(cast.max)
    mine, his = (
        db.session.scalars(
            select(Session).where(Session.user_id == person.id).order_by(Session.id)
        ).all()
        for person in (mia, cast.max)
    )
    assert browser.delete(f"/me/sessions/{his[0].public_id}").status_code == 404
    assert browser.delete(f"/me/sessions/{mine[1].public_id}").status_code == 303
    assert other.get("/me").status_code == 302
    assert foreign.get("/me").status_code == 200


def test_the_gate_speaks_the_language_of_the_browser_until_one_chooses(visitor, mia):
    french = {"Accept-Language": "fr-FR,fr;q=0.9"}
    assert '<html lang="fr"' in visitor.get("/sign-in", headers=french).text
    visitor.post("/language", data={"language": "en", "back": "/sign-in"})
    assert '<html lang="en"' in visitor.get("/sign-in", headers=french).text


def test_the_zones_to_choose_from_are_cities_and_the_one_kept(mia, client_for):
    offered = client_for(mia).get("/me").text
    assert "<option>UTC</option>" in offered and "Europe/Paris</option>" in offered
    for junk in ("localtime", "Factory", "W-SU", "EST5EDT", "Etc/GMT+4"):
        assert f"{junk}</option>" not in offered
    with change():
        db.session.get_one(User, mia.id).timezone = "EST5EDT"
    assert "<option selected>EST5EDT</option>" in client_for(mia).get("/me").text


def test_an_address_belongs_to_one_person_whatever_its_letters(visitor, mia):
    assert User.with_email(" MIA@bleu.example ").id == mia.id
    assert sign_in(visitor, email="Mia@Bleu.example").status_code == 303
