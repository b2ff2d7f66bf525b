"""The log of sign-ins and rights: read by owner and admin, narrowed, exported, forgotten."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import Agency, Event, Invitation, Membership, Session, Team, User, change, db
from models.audit import forget_old
from models.base import Clock, now
from models.user.passwords import hash_of
from tests.cast import refused_page

WORDS = "a long enough phrase"
LOG = "/settings/audit"


def sign_in(visitor, email, password, **more):
    return visitor.post("/sign-in", data={"email": email, "password": password}, **more)


def exported(browser, **asked):
    answer = browser.post(f"{LOG}/export", data=asked)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


@pytest.fixture
def phrase(cast):
    with change():
        cast.mia.password_hash = hash_of(WORDS)


def test_good_and_refused_sign_ins_are_told_with_where_from(cast, client_for, visitor, phrase):
    firefox = {"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/130.0"}
    sign_in(visitor, cast.mia.email, "not that one", headers=firefox)
    sign_in(visitor, cast.mia.email, WORDS, headers=firefox)
    page = client_for(cast.olga).get(LOG, query_string={"kind": "sessions"}).text
    assert "A sign-in as mia@bleu.example was refused" in page
    assert "Mia Martin signed in" in page
    assert page.count("127.0.0.1") >= 2 and "Firefox, Linux" in page


def test_a_password_typed_for_an_address_is_kept_nowhere(cast, visitor, phrase):
    sign_in(visitor, WORDS, "x")
    event = db.session.scalars(select(Event).where(Event.kind == "session.refused")).one()
    assert event.details["email"] == "" and WORDS not in str(event.details)


def test_a_crowd_of_tries_leaves_no_more_rows_than_are_let_try(cast, visitor, phrase):
    for number in range(60):
        sign_in(visitor, f"nobody{number}@bleu.example", "x")
    refused = select(func.count()).where(Event.kind == "session.refused")
    assert db.session.scalar(refused) == 20


def test_role_rights_password_and_removal_are_told_before_and_after(cast, client_for):
    olga = client_for(cast.olga)
    olga.put(f"/people/{cast.mia.public_id}/role", data={"role": "freelancer"})
    with change():
        part = Membership.of(cast.site, cast.fay)
        part.change("guest", None, by=cast.max)
        Invitation.send("paul@fil.example", "reader", [cast.site], by=cast.max, secret="paul")
        db.session.get_one(User, cast.gil.id).renew_password("x", by=cast.gil)
        looking, _secret = Session.open(cast.ada, address="192.0.2.7", agent="test")
        looking.look_as(cast.rose, by=cast.ada)
        db.session.get_one(User, cast.gil.id).remove(by=cast.olga)
    rows = {row[2]: row for row in exported(olga)}
    changed = rows["Olga Owens changed the role of Mia Martin in the agency"]
    assert changed[3:6] == ["", "Olga Owens", "127.0.0.1"]
    assert rows["Max Moreau changed the role of Fay Fournier"][3] == "Site du musée"
    assert changed[7:] == ["Role: Team", "Role: Freelancer"]
    for sentence in (
        "Max Moreau changed the role of Fay Fournier",
        "Max Moreau sent an invitation to paul@fil.example",
        "Gil Garnier changed the password of Gil Garnier",
        "Ada Adler looked as Rose Renard",
        "Olga Owens removed the account of Gil Garnier",
    ):
        assert sentence in rows, sentence


def test_how_long_somebody_has_access_is_told_as_their_role_is(cast, client_for):
    """Whoever gave or cut access said in the log that a role had changed, from Team to Team."""
    max_, own = client_for(cast.max), f"/projects/{cast.site.public_id}/people/{cast.fay.public_id}"
    for until in ("2027-01-31", "2027-02-28", ""):
        max_.put(own, data={"role": "freelancer", "until": until})
    rows = [row for row in exported(client_for(cast.olga)) if "Fay Fournier has access" in row[2]]
    first, second, third = (" – ".join(row[7:]) for row in reversed(rows))
    assert "Jan" in first and "Jan" in second and "Feb" in second and "Feb" in third
    assert not any("Role" in row for row in (first, second, third))


def test_the_export_always_says_the_year_and_who_it_was(cast, client_for):
    """Who it was stood under the plan’s abbreviation; a day of this year lost it."""
    until = (now() + timedelta(days=3)).date()
    own = f"/projects/{cast.site.public_id}/people/{cast.fay.public_id}"
    client_for(cast.max).put(own, data={"role": "freelancer", "until": until.isoformat()})
    with change():
        db.session.get_one(User, cast.olga.id).change(by=cast.olga, language="fr")
    heads, *rows = exported(client_for(cast.olga))
    assert heads[4] == "Qui"
    assert any(row[8].endswith(str(until.year)) for row in rows if "Fay Fournier" in row[2])


def test_the_export_speaks_as_the_page_does(cast, client_for):
    """Kinds were bare codes, and fields had no no-break space before their colon in French."""
    with change():
        Membership.of(cast.site, cast.fay).change("guest", None, by=cast.max)
        db.session.get_one(User, cast.olga.id).change(by=cast.olga, language="fr")
    olga = client_for(cast.olga)
    page = olga.get(LOG).text
    _heads, *rows = exported(olga)
    kinds = {row[1] for row in rows}
    assert "Rôles et comptes" in kinds
    assert all(f">{kind}</option>" in page for kind in kinds)
    changed = next(row for row in rows if "Fay Fournier" in row[2])
    assert changed[7:] == ["Rôle\u00a0: Freelance", "Rôle\u00a0: Personne invitée"]


def test_it_is_narrowed_by_person_kind_and_time(cast, client_for):
    with change():
        cast.mia.take_role("freelancer", by=cast.olga)
        cast.gil.renew_password("x", by=cast.gil)
    ada = client_for(cast.ada)
    said = ada.get(LOG, query_string={"person": cast.mia.public_id}).text
    assert "role of Mia Martin" in said and "password of Gil" not in said
    said = ada.get(LOG, query_string={"kind": "passwords"}).text
    assert "password of Gil" in said and "role of Mia Martin" not in said
    Clock.at = now() + timedelta(days=9)
    said = client_for(cast.ada).get(LOG, query_string={"since": "7"}).text
    assert "password of Gil" not in said and "Ada Adler signed in" in said


def test_no_cell_is_a_formula(cast, client_for):
    with change():
        cast.mia.change(by=cast.mia, name="=1+1")
        cast.mia.renew_password("x", by=cast.mia)
    rows = exported(client_for(cast.olga))
    assert "'=1+1" in {row[4] for row in rows}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert rows[1][1] == "Agency and projects"


def test_a_long_log_is_paged_and_exported_whole(cast, client_for):
    with change():
        for number in range(230):
            cast.mia.renew_password(str(number), by=cast.mia)
    olga = client_for(cast.olga)
    page = olga.get(LOG).text
    assert page.count('id="event-') == 50 and "before=" in page
    more = re.search(r'hx-get="([^"]*before=[^"]*)"', page)[1].replace("&amp;", "&")
    rest = olga.get(more, headers={"HX-Request": "true"}).text
    assert rest.count('id="event-') == 50 and "<html" not in rest
    assert len(exported(olga, kind="passwords")) == 231


@pytest.mark.parametrize("name", ["max", "mia", "fay", "gil", "rose", "clara", "zed"])
def test_nobody_else_reads_it(cast, client_for, name):
    browser = client_for(cast.people[name])
    status = 403 if name in ("max", "zed") else refused_page(name)
    assert browser.get(LOG).status_code == status
    assert browser.post(f"{LOG}/export").status_code == 403
    assert browser.put(f"{LOG}/keeping", data={"days": "30"}).status_code == 403


def test_an_address_stands_nowhere_but_there(cast, client_for):
    max_ = client_for(cast.max)
    max_.put(f"/projects/{cast.site.public_id}/people/{cast.fay.public_id}", data={"role": "guest"})
    changed = db.session.scalars(select(Event).where(Event.kind == "membership.changed")).one()
    assert changed.address == "127.0.0.1"
    activity = max_.get(f"/projects/{cast.site.public_id}/activity").text
    assert "changed the role of Fay Fournier" in activity and "127.0.0.1" not in activity
    max_.put(f"/tasks/{cast.brief.public_id}/title", data={"title": "Brief"})
    titled = db.session.scalars(select(Event).where(Event.kind == "task.retitled")).one()
    assert titled.address is None


def test_it_is_kept_for_a_year_or_as_chosen_and_the_rest_is_history(cast, client_for):
    client_for(cast.max).put(
        f"/projects/{cast.site.public_id}/people/{cast.fay.public_id}", data={"role": "guest"}
    )
    Clock.at = now() + timedelta(days=364)
    assert not forget_old()
    client_for(cast.olga).put(f"{LOG}/keeping", data={"days": "30"})
    assert db.session.scalars(select(Agency.audit_days)).one() == 30
    while forget_old():
        pass
    old = select(Event).where(Event.at < now() - timedelta(days=30))
    assert "session.opened" not in {event.kind for event in db.session.scalars(old)}
    changed = db.session.scalars(select(Event).where(Event.kind == "membership.changed")).one()
    assert changed.address is None and changed.before == {"role": "freelancer", "until": None}
    told = client_for(cast.olga).get(LOG, query_string={"kind": "rights"}).text
    assert "Fay" not in told.partition("<tbody>")[2]


def test_a_team_that_shows_another_part_of_profiles_is_told_before_and_after(cast, client_for):
    """What others see of the people of a team changed, and the log held no line of it."""
    with change():
        studio = Team.create("Studio", "staff", by=cast.olga)
    olga, widths = client_for(cast.olga), {"email": "nobody", "phone": "everybody", "photo": ""}
    olga.put(f"/teams/{studio.public_id}/showing", data=widths | {"absence": ""})
    olga.put(f"/teams/{studio.public_id}", data={"name": "Atelier", "parent": ""})
    renamed, shown, made = exported(olga, kind="rights")[1:4]
    assert made[2] == "Olga Owens made the team ‘Studio’"
    assert shown[2] == renamed[2] == "Olga Owens changed the team ‘Studio’"
    assert shown[4:6] == ["Olga Owens", "127.0.0.1"]
    usual = "As usual, or as the team above"
    assert shown[7] == f"E-mail address shown to: {usual}; Phone shown to: {usual}"
    assert shown[8] == (
        "E-mail address shown to: No one else; Phone shown to: Everybody they work with"
    )
    assert renamed[7:] == ["Name: Studio", "Name: Atelier"]


def test_a_team_that_lies_in_another_is_told_before_and_after(cast, client_for):
    with change():
        studio = Team.create("Studio", "staff", by=cast.olga)
        Team.create("Web", "staff", by=cast.olga).move(studio, by=cast.olga)
    moved = exported(client_for(cast.olga), kind="rights")[1]
    assert moved[2] == "Olga Owens changed the team ‘Web’"
    assert moved[7:] == ["Lies in: No other team", "Lies in: Studio"]


def test_what_the_agency_s_settings_let_readers_is_told_as_a_right_before_and_after(
    cast, client_for
):
    """“Changed the agency’s settings” was all that was said, and not among the rights."""
    olga = client_for(cast.olga)
    olga.put("/settings/readers", data={"readers_comment": "1", "readers_per_seat": "2"})
    olga.put("/settings/readers", data={"seats": "5", "readers_per_seat": "3"})
    second, first = exported(olga, kind="rights")[1:3]
    said = "Olga Owens changed what readers may do, or how many there may be"
    assert first[2] == second[2] == said and first[4:6] == ["Olga Owens", "127.0.0.1"]
    assert first[7:] == ["Readers may comment: no", "Readers may comment: yes"]
    was = "Readers may comment: yes; Seats: No limit; Readers per seat: 2"
    assert second[7] == was
    assert second[8] == "Readers may comment: no; Seats: 5; Readers per seat: 3"
    assert not [row for row in exported(olga, kind="agency") if row[2] == said]


def test_as_what_somebody_took_part_until_they_were_taken_out_is_told(cast, client_for):
    """The line said who was removed from where, and not what they had been there."""
    with change():
        Membership.of(cast.site, cast.fay).end(by=cast.max)
    ended = exported(client_for(cast.olga), kind="rights")[1]
    assert ended[2] == "Max Moreau removed Fay Fournier from the project"
    assert ended[7:] == ["Role: Freelancer", ""]
