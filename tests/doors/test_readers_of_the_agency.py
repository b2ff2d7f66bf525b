"""Readers: whether they may comment, and how many there may be."""

import pytest
from sqlalchemy import select

from models import Agency, Membership, change, db


@pytest.fixture
def olga(cast, client_for):
    return client_for(cast.olga)


def settings(browser, **wanted):
    return browser.put("/settings/readers", data={"readers_per_seat": "2"} | wanted)


def invite(browser, cast, role, email):
    asked = {"email": email, "role": role, "language": "fr", "name": "X"}
    return browser.post(f"/projects/{cast.site.public_id}/invitations", data=asked)


def test_a_reader_cannot_comment_until_the_agency_lets_them(cast, client_for, olga):
    rose, own = client_for(cast.rose), f"/tasks/{cast.mockup.public_id}"
    words = {"body": "Une question", "visibility": "team"}
    assert rose.post(f"{own}/comments", data=words).status_code == 403
    assert "composer" not in rose.get(own).text
    assert settings(olga, readers_comment="1").status_code == 303
    assert "composer" in rose.get(own).text
    assert rose.post(f"{own}/comments", data=words).status_code in (200, 303)
    assert "Une question" in client_for(cast.clara).get(own).text
    assert rose.put(f"{own}/title", data={"title": "X"}).status_code == 403
    settings(olga)
    assert rose.post(f"{own}/comments", data=words).status_code == 403


def test_as_many_readers_as_seats_bring_and_the_refusal_says_so(cast, olga):
    settings(olga, seats="1", readers_per_seat="2")
    assert invite(olga, cast, "reader", "un@x.example").status_code == 303  # with Rose, the second
    answer = invite(olga, cast, "reader", "deux@x.example")
    assert answer.status_code == 422 and "2 readers" in answer.text
    assert "deux@x.example" in answer.text  # what was typed is still there
    assert invite(olga, cast, "member", "trois@x.example").status_code == 303
    answer = olga.put(f"/people/{cast.mia.public_id}/role", data={"role": "reader"})
    assert answer.status_code == 422 and "2 readers" in answer.text
    own = f"/projects/{cast.site.public_id}/people/{cast.mia.public_id}"
    assert olga.put(own, data={"role": "reader", "until": ""}).status_code == 422
    assert Membership.of(cast.site, cast.mia).role == "member"
    settings(olga, seats="2")
    assert invite(olga, cast, "reader", "deux@x.example").status_code == 303


def test_who_reads_already_is_not_counted_twice(cast, olga):
    settings(olga, seats="1", readers_per_seat="1")
    with change():
        Membership.grant(cast.elsewhere, cast.rose, "reader", by=cast.olga)
    assert Membership.of(cast.elsewhere, cast.rose).role == "reader"


@pytest.mark.parametrize("seats", ["0", "-1", "beaucoup", "1.5", "99999999999"])
def test_a_number_that_is_none_is_refused_beside_its_field(cast, olga, seats):
    answer = settings(olga, seats=seats)
    assert answer.status_code == 422 and f'value="{seats}"' in answer.text
    assert db.session.scalars(select(Agency)).one().seats is None


def test_only_owner_and_admin_set_it(cast, client_for):
    for name in ("max", "mia", "fay", "gil", "rose", "clara", "zed"):
        assert settings(client_for(cast.people[name]), seats="9").status_code == 403
    assert db.session.scalars(select(Agency)).one().seats is None
