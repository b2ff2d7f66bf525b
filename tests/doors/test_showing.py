"""What others see of a profile: one rule, on every surface."""

from datetime import date
from io import BytesIO

import pytest

from models import Membership, Team, User, Viewer, change, db
from models.showing import FIELDS, USUAL, WIDTHS, profile
from tests.doors.conftest import PHONE
from tests.test_house import doors, filled

WIDE, INSIDE = ("olga", "ada"), ("olga", "ada", "max", "mia", "fay")


@pytest.fixture
def team(cast, described):
    """Max has a phone, a photo and days away, and is in a team and in one below it."""
    with change():
        studio = Team.create("Studio", "staff", by=cast.olga)
        Team.create("Web", "staff", by=cast.olga, parent=studio).join(described, by=cast.olga)
        return studio


def all_pages(browser, app, cast):
    """What every address there is answers, as pages and as fragments."""
    addresses = [
        filled(rule, places, cast) for method, rule, places, _name in doors(app) if method == "GET"
    ]
    return "".join(
        browser.get(address, headers=headers).text
        for address in addresses
        for headers in ({}, {"HX-Request": "true"})
    )


def show(cast, team, **widths):
    with change():
        db.session.get_one(Team, team.id).change(
            by=cast.olga, **{f"shows_{field}": width for field, width in widths.items()}
        )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_seen_as_widely_as_the_team_shows_it(cast, team, field, width):
    show(cast, team, **{field: width})
    max_ = db.session.get_one(User, cast.max.id)
    reached = {"everybody": set(cast.people), "inside": {*INSIDE}, "nobody": {*WIDE, "max"}}[width]
    for name, person in cast.people.items():
        seen = getattr(profile(max_, Viewer.of(person.id), cast.site), field)
        # Zed works for the agency, and takes part in nothing of Max.
        assert bool(seen) == (name in reached), name
    assert bool(getattr(profile(max_, None), field)) == (width == "everybody")


def test_of_several_teams_the_narrowest_holds(cast, team):
    with change():
        other = Team.create("Direction", "staff", by=cast.olga)
        other.join(db.session.get_one(User, cast.max.id), by=cast.olga)
    show(cast, other, phone="nobody")
    show(cast, team, phone="everybody")
    max_ = db.session.get_one(User, cast.max.id)
    assert profile(max_, Viewer.of(cast.mia.id), cast.site).phone == ""


def test_who_is_in_no_team_shows_what_is_usual(cast):
    with change():
        db.session.get_one(User, cast.mia.id).describe(by=cast.mia, phone=PHONE)
    mia = db.session.get_one(User, cast.mia.id)
    assert USUAL["phone"] == "inside"
    assert profile(mia, Viewer.of(cast.max.id), cast.site).phone == PHONE
    assert profile(mia, Viewer.of(cast.clara.id), cast.site).phone == ""


@pytest.mark.parametrize("width", WIDTHS)
def test_a_phone_and_an_address_are_on_no_page_of_those_who_may_not_see_them(
    cast, team, app, client_for, width
):
    show(cast, team, email=width, phone=width, photo=width)
    photo = db.session.get_one(User, cast.max.id).photo_address
    outside = ("rose", "clara")  # by their home: its card of those they may turn to
    reached = {"everybody": ("mia", "fay", *outside), "inside": ("mia", "fay"), "nobody": ()}[width]
    for name in ("mia", "fay", "gil", "rose", "clara", "zed"):
        everything = all_pages(client_for(cast.people[name]), app, cast)
        for planted in (cast.max.email, PHONE, photo):
            assert (planted in everything) == (name in reached), (name, planted)


def test_a_photo_is_handed_out_to_those_who_see_it_and_is_nothing_to_others(cast, team, client_for):
    address = f"/people/{cast.max.public_id}/photo"
    shown = client_for(cast.mia).get(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert (
        client_for(cast.mia)
        .get(address, headers={"If-None-Match": shown.headers["ETag"]})
        .status_code
        == 304
    )
    show(cast, team, photo="nobody")
    mia = client_for(cast.mia)
    hidden, never = mia.get(address), mia.get("/people/2345678923/photo")
    assert hidden.status_code == never.status_code == 404 and hidden.data == never.data


def test_a_photo_is_handed_out_by_what_one_is_in_the_project_and_not_in_the_agency(
    cast, team, client_for
):
    """A page showed a photo that its address refused, and the other way round."""
    show(cast, team, photo="inside")
    with change():
        Membership.of(cast.site, cast.fay).role = "freelancer_of_tasks"
        Membership.of(cast.site, cast.gil).role = "freelancer"
        cast.secret.assign([cast.max, cast.fay], by=cast.max)
    address = f"/people/{cast.max.public_id}/photo"
    answers = {
        name: client_for(cast.people[name]).get(address).status_code
        for name in ("fay", "gil", "mia")
    }
    assert answers == {"fay": 404, "gil": 200, "mia": 200}


def test_a_report_is_answered_by_letter_only_where_the_address_is_shown(cast, team):
    assert profile(db.session.get_one(User, cast.max.id), None).email == cast.max.email
    show(cast, team, email="inside")
    assert profile(db.session.get_one(User, cast.max.id), None).email == ""


def test_the_people_of_a_project_are_shown_with_what_one_may_see(cast, team, client_for):
    page = client_for(cast.mia).get(f"/projects/{cast.site.public_id}/people").text
    row = page.partition(f'id="person-{cast.max.public_id}"')[2].partition("</tr>")[0]
    assert PHONE in row and cast.max.email in row and "Away:" in row and "<img" in row


def test_whoever_calls_somebody_by_name_reads_that_they_are_away_if_they_may(
    cast, team, client_for
):
    address = f"/tasks/{cast.brief.public_id}/mentions?q=Max"
    menu = client_for(cast.mia).get(address).text
    assert "Max Moreau" in menu and "Away:" in menu and "<img" in menu
    show(cast, team, absence="nobody", photo="nobody")
    menu = client_for(cast.mia).get(address).text
    assert "Max Moreau" in menu and "Away:" not in menu and "<img" not in menu


def test_an_absence_that_is_over_is_not_shown(cast, client_for):
    with change():
        mia = db.session.get_one(User, cast.mia.id)
        mia.describe(by=mia, away_from=date(2026, 1, 5), away_to=date(2026, 1, 9))
    assert "Away:" not in client_for(cast.max).get(f"/projects/{cast.site.public_id}/people").text


def test_one_says_one_s_phone_and_absence_and_they_are_read_back(cast, client_for):
    mia = client_for(cast.mia)
    asked = {"name": "Mia Martin", "hue": "iris", "phone": PHONE}
    answer = mia.put("/me", data=asked | {"away_from": "2027-03-01", "away_to": "2027-03-12"})
    assert answer.status_code == 303
    page = mia.get("/me").text
    assert PHONE in page and "2027-03-12" in page and "Seen by the team of your projects." in page


@pytest.mark.parametrize(
    "days", [{"away_from": "2027-03-01"}, {"away_from": "2027-03-02", "away_to": "2027-03-01"}]
)
def test_an_absence_without_an_end_is_refused_with_a_sentence(cast, client_for, days):
    answer = client_for(cast.mia).put("/me", data={"name": "Mia", "hue": "iris"} | days)
    assert answer.status_code == 422 and 'id="f-away_to-error"' in answer.text


def test_a_photo_is_sent_and_taken_off(cast, client_for, picture):
    mia = client_for(cast.mia)
    address = f"/people/{cast.mia.public_id}/photo"
    for content, status in ((b"no picture", 422), (picture, 303)):
        sent = {"photo": (BytesIO(content), "me.png")}
        assert mia.post("/me/photo", data=sent).status_code == status
    assert mia.get(address).status_code == 200
    assert mia.delete("/me/photo").status_code == 303
    assert mia.get(address).status_code == 404


@pytest.mark.parametrize("name", ["max", "mia", "fay", "gil", "rose", "clara", "zed"])
def test_what_a_team_shows_is_for_owner_and_admin_to_say(cast, team, client_for, name):
    wanted = dict.fromkeys(FIELDS, "nobody")
    address = f"/teams/{team.public_id}/showing"
    assert client_for(cast.people[name]).put(address, data=wanted).status_code == 403
    assert client_for(cast.ada).put(address, data=wanted).status_code == 303
    assert db.session.get_one(Team, team.id).shows_phone == "nobody"


def test_of_who_has_left_nothing_is_kept_but_the_name(cast, team):
    with change():
        db.session.get_one(User, cast.max.id).remove(by=cast.olga)
    max_ = db.session.get_one(User, cast.max.id)
    assert (max_.name, max_.phone, max_.photo_id) == ("Max Moreau", "", None)
